"""CloudFormation's intrinsic functions, evaluated over an expanded template."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from local import account
from local.errors import LocalError

PSEUDO_PARAMETERS: Mapping[str, str] = {
    "AWS::AccountId": account.ACCOUNT_ID,
    "AWS::NotificationARNs": "",
    "AWS::Partition": account.PARTITION,
    "AWS::Region": account.REGION,
    "AWS::StackId": account.arn("cloudformation", f"stack/{account.STACK_NAME}/local"),
    "AWS::StackName": account.STACK_NAME,
    "AWS::URLSuffix": "amazonaws.com",
}

_NO_VALUE = object()
_PLACEHOLDER = re.compile(r"\$\{(!?)([^}]+)\}")


class Resources(Protocol):
    """What a reference to a resource stands for; asking may create it."""

    def ref(self, logical_id: str) -> str:
        """Return what `Ref` gives."""

    def attribute(self, logical_id: str, name: str) -> str:
        """Return what `Fn::GetAtt` gives."""


class Resolver:
    """Turns a piece of a template into plain values."""

    def __init__(
        self,
        resources: Resources,
        *,
        parameters: Mapping[str, Any],
        mappings: Mapping[str, Any],
        conditions: Mapping[str, Any],
    ) -> None:
        self._resources = resources
        self._parameters = parameters
        self._mappings = mappings
        self._conditions = conditions
        self._functions: dict[str, Callable[[Any], Any]] = {
            "Ref": self._ref,
            "Condition": self.condition,
            "Fn::And": lambda terms: all(self.resolve(term) for term in terms),
            "Fn::Equals": self._equals,
            "Fn::FindInMap": self._find_in_map,
            "Fn::GetAtt": self._get_att,
            "Fn::If": self._if,
            "Fn::Join": lambda value: str(value[0]).join(map(str, self.resolve(value[1]))),
            "Fn::Not": lambda terms: not self.resolve(terms[0]),
            "Fn::Or": lambda terms: any(self.resolve(term) for term in terms),
            "Fn::Select": lambda value: self.resolve(value[1])[int(self.resolve(value[0]))],
            "Fn::Split": lambda value: str(self.resolve(value[1])).split(str(value[0])),
            "Fn::Sub": self._sub,
        }

    def resolve(self, value: Any) -> Any:  # noqa: ANN401 - any JSON value
        """Return the value with every function in it evaluated.

        Raises:
            LocalError: it uses a function or names a thing that is not known here.
        """
        resolved = self._resolve(value)
        return None if resolved is _NO_VALUE else resolved

    def condition(self, name: str) -> bool:
        """Evaluate a named condition of the template."""
        if name not in self._conditions:
            raise LocalError(f"template.yaml has no condition named {name}.")
        return bool(self.resolve(self._conditions[name]))

    def _resolve(self, value: Any) -> Any:  # noqa: ANN401 - any JSON value
        if isinstance(value, list):
            items = [self._resolve(item) for item in value]
            return [item for item in items if item is not _NO_VALUE]
        if not isinstance(value, dict):
            return value
        name, argument = next(iter(value.items()), ("", None))
        # A policy statement has a "Condition" too, which is a mapping and not a name.
        if len(value) == 1 and name in self._functions and not isinstance(argument, dict):
            return self._functions[name](argument)
        if len(value) == 1 and name.startswith("Fn::"):
            raise LocalError(f"The local runtime does not know the function {name}.")
        members = {key: self._resolve(member) for key, member in value.items()}
        return {key: member for key, member in members.items() if member is not _NO_VALUE}

    def _ref(self, name: str) -> Any:  # noqa: ANN401 - any JSON value
        if name == "AWS::NoValue":
            return _NO_VALUE
        if name in PSEUDO_PARAMETERS:
            return PSEUDO_PARAMETERS[name]
        if name in self._parameters:
            return self._parameters[name]
        return self._resources.ref(name)

    def _get_att(self, value: str | list[str]) -> str:
        logical_id, _, name = (
            value.partition(".") if isinstance(value, str) else (value[0], "", value[1])
        )
        return self._resources.attribute(logical_id, name)

    def _sub(self, value: str | list[Any]) -> str:
        text, local_values = (value, {}) if isinstance(value, str) else (value[0], value[1])

        def replace(match: re.Match[str]) -> str:
            is_literal, name = match.groups()
            if is_literal:
                return f"${{{name}}}"
            if name in local_values:
                return str(self.resolve(local_values[name]))
            return str(self._get_att(name) if "." in name else self._ref(name))

        return _PLACEHOLDER.sub(replace, text)

    def _if(self, value: list[Any]) -> Any:  # noqa: ANN401 - any JSON value
        name, when_true, when_false = value
        return self._resolve(when_true if self.condition(name) else when_false)

    def _equals(self, value: list[Any]) -> bool:
        left, right = self.resolve(value)
        return str(left) == str(right)

    def _find_in_map(self, value: list[Any]) -> Any:  # noqa: ANN401 - any JSON value
        name, first, second = self.resolve(value)
        try:
            return self._mappings[name][first][second]
        except KeyError as error:
            raise LocalError(f"template.yaml maps nothing at {name}.{first}.{second}.") from error
