"""The created stack: every resource made when it is first asked for."""

from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError, ParamValidationError

from local.errors import LocalError
from local.stack.intrinsics import Resolver
from local.stack.resource import Cloud, Deployment, Resource
from local.stack.resources import CREATORS, SKIPPED
from local.stack.template import Template, Tree


class Stack:
    """Creates a template's resources in the local cloud and answers what they became."""

    def __init__(self, template: Template, cloud: Cloud) -> None:
        self.template = template
        self.cloud = cloud
        self._made: dict[str, Resource] = {}
        self._being_made: list[str] = []
        self.resolver = Resolver(
            self,
            parameters=_defaults(template.parameters),
            mappings=template.mappings,
            conditions=template.conditions,
        )

    def create(self) -> None:
        """Create all of it.

        Raises:
            LocalError: the template has a type, function or name that is not known here.
        """
        for logical_id in self.wanted():
            if self.template.resources[logical_id]["Type"] not in SKIPPED:
                self.resource(logical_id)

    def wanted(self) -> Iterator[str]:
        """Yield the logical ids whose condition, if they have one, holds."""
        for logical_id, resource in self.template.resources.items():
            condition = resource.get("Condition")
            if condition is None or self.resolver.condition(condition):
                yield logical_id

    def of_type(self, kind: str) -> Iterator[tuple[str, Tree]]:
        """Yield the wanted resources of a type with their resolved properties."""
        wanted = set(self.wanted())
        for logical_id, properties in self.template.of_type(kind):
            if logical_id in wanted:
                yield logical_id, self.resolver.resolve(properties)

    def ref(self, logical_id: str) -> str:
        """Return what `Ref` gives for a resource."""
        return self.resource(logical_id).ref

    def attribute(self, logical_id: str, name: str) -> str:
        """Return what `Fn::GetAtt` gives for a resource."""
        attributes = self.resource(logical_id).attributes
        if name not in attributes:
            raise LocalError(f"The local runtime knows no attribute {logical_id}.{name}.")
        return attributes[name]

    def resource(self, logical_id: str) -> Resource:
        """Return a resource, creating it, and what it refers to, the first time."""
        if logical_id not in self._made:
            self._made[logical_id] = self._create(logical_id)
        return self._made[logical_id]

    def _create(self, logical_id: str) -> Resource:
        if logical_id not in self.template.resources:
            raise LocalError(f"template.yaml has no resource or parameter named {logical_id}.")
        if logical_id in self._being_made:
            circle = " -> ".join([*self._being_made, logical_id])
            raise LocalError(f"template.yaml refers in a circle: {circle}.")
        definition = self.template.resources[logical_id]
        kind = definition["Type"]
        if kind in SKIPPED:
            return Resource(ref=logical_id)
        if kind not in CREATORS:
            raise LocalError(
                f"The local runtime cannot create {logical_id}: {kind} is unknown to it."
            )
        self._being_made.append(logical_id)
        deployment = Deployment(self.cloud, self.resolver, logical_id)
        try:
            made = CREATORS[kind](deployment, definition.get("Properties", {}))
        except (ClientError, ParamValidationError) as error:
            raise LocalError(f"{logical_id} cannot be created: {error}") from error
        self._being_made.pop()
        return made


def _defaults(parameters: Mapping[str, Tree]) -> dict[str, Any]:
    values = {}
    for name, parameter in parameters.items():
        if "Default" not in parameter:
            raise LocalError(f"The parameter {name} of template.yaml needs a Default to run here.")
        value = parameter["Default"]
        is_list = str(parameter.get("Type", "")) in {"CommaDelimitedList", "List<Number>"}
        values[name] = [item.strip() for item in str(value).split(",")] if is_list else value
    return values
