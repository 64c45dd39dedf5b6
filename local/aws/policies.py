"""IAM's decision: does a policy allow, deny, or say nothing of an action on a resource?"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, Self

from local.errors import LocalError

_VERSION = "2012-10-17"


class Effect(Enum):
    """What policies say; a denial outweighs any number of permissions."""

    ALLOW = "allow"
    DENY = "deny"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Access:
    """One thing a caller wants to do, and what is known of the request."""

    action: str
    resource: str
    principal: str = ""
    context: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Policy:
    """A policy document, known to hold nothing that this module would misjudge."""

    text: str
    statements: tuple[Mapping[str, Any], ...]

    @classmethod
    def parse(cls, document: str | Mapping[str, Any], owner: str) -> Self:
        """Check a document and keep its statements.

        Raises:
            LocalError: it uses a condition that is not evaluated here.
        """
        content = json.loads(document) if isinstance(document, str) else document
        statements = tuple(_as_list(content["Statement"]))
        for statement in statements:
            unknown = [name for name in statement.get("Condition", {}) if name not in _CONDITIONS]
            if unknown:
                raise LocalError(f"The policy of {owner} has the unknown condition {unknown[0]}.")
        # SAM writes inline policies without a version, which AWS takes and moto does not.
        return cls(json.dumps({"Version": _VERSION, **content}), statements)

    def effect(self, access: Access) -> Effect:
        """Judge one access."""
        effects = {
            Effect.ALLOW if statement["Effect"] == "Allow" else Effect.DENY
            for statement in self.statements
            if _concerns(statement, access)
        }
        return _strongest(effects)


def combined_effect(policies: Iterable[Policy], access: Access) -> Effect:
    """Judge one access by several policies together."""
    return _strongest({policy.effect(access) for policy in policies})


@lru_cache(maxsize=256)
def parsed(document: str) -> Policy:
    """Parse a stored policy once, however many requests it decides."""
    return Policy.parse(document, "a role")


def _strongest(effects: set[Effect]) -> Effect:
    if Effect.DENY in effects:
        return Effect.DENY
    return Effect.ALLOW if Effect.ALLOW in effects else Effect.NOTHING


def _concerns(statement: Mapping[str, Any], access: Access) -> bool:
    return (
        _element(statement, "Action", access.action, ignore_case=True)
        and _element(statement, "Resource", access.resource)
        and _names_principal(statement.get("Principal"), access.principal)
        and _conditions_hold(statement.get("Condition", {}), access.context or {})
    )


def _element(
    statement: Mapping[str, Any], name: str, value: str, *, ignore_case: bool = False
) -> bool:
    inverted = f"Not{name}"
    patterns = _as_list(statement.get(name, statement.get(inverted, "*")))
    matches = any(_like(pattern, value, ignore_case=ignore_case) for pattern in patterns)
    return matches is not (inverted in statement)


def _names_principal(principal: str | Mapping[str, Any] | None, name: str) -> bool:
    if principal is None or principal == "*":
        return True
    if isinstance(principal, str):
        return principal == name
    return any(item in {"*", name} for items in principal.values() for item in _as_list(items))


def _conditions_hold(conditions: Mapping[str, Any], context: Mapping[str, str]) -> bool:
    return all(
        _CONDITIONS[operator](context.get(key), [str(item) for item in _as_list(expected)])
        for operator, keys in conditions.items()
        for key, expected in keys.items()
    )


def _as_list(value: Any) -> list[Any]:  # noqa: ANN401 - IAM takes one or many everywhere
    return value if isinstance(value, list) else [value]


@lru_cache(maxsize=1024)
def _pattern(text: str) -> re.Pattern[str]:
    escaped = re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(escaped, re.DOTALL)


def _like(pattern: str, value: str, *, ignore_case: bool = False) -> bool:
    if ignore_case:
        pattern, value = pattern.lower(), value.lower()
    return _pattern(pattern).fullmatch(value) is not None


Condition = Callable[[str | None, list[str]], bool]


def _any(test: Callable[[str, str], bool]) -> Condition:
    """Hold when the request's value passes for one expected value; a missing value fails."""
    return lambda actual, expected: actual is not None and any(test(actual, e) for e in expected)


def _none(test: Callable[[str, str], bool]) -> Condition:
    """Hold when the request's value passes for no expected value; a missing value holds."""
    return lambda actual, expected: actual is None or not any(test(actual, e) for e in expected)


_CONDITIONS: Mapping[str, Condition] = {
    "ArnEquals": _any(lambda actual, expected: _like(expected, actual)),
    "ArnLike": _any(lambda actual, expected: _like(expected, actual)),
    "ArnNotEquals": _none(lambda actual, expected: _like(expected, actual)),
    "ArnNotLike": _none(lambda actual, expected: _like(expected, actual)),
    "Bool": _any(lambda actual, expected: actual == expected.lower()),
    "BoolIfExists": lambda actual, expected: actual is None or actual == expected[0].lower(),
    "Null": lambda actual, expected: (actual is None) == (expected[0].lower() == "true"),
    "NumericGreaterThan": _any(lambda actual, expected: float(actual) > float(expected)),
    "NumericLessThan": _any(lambda actual, expected: float(actual) < float(expected)),
    "StringEquals": _any(lambda actual, expected: actual == expected),
    "StringLike": _any(lambda actual, expected: _like(expected, actual)),
    "StringNotEquals": _none(lambda actual, expected: actual == expected),
    "StringNotLike": _none(lambda actual, expected: _like(expected, actual)),
}
