"""Questions that the template tests ask of template.yaml."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]

Tree = dict[str, Any]


@dataclass(frozen=True)
class EventSource:
    """A queue, and the function it feeds."""

    function: str
    queue: str
    timeout_seconds: int
    properties: Tree


@dataclass(frozen=True)
class Stack:
    """A parsed template, by logical id."""

    template: Tree

    def of_type(self, kind: str) -> dict[str, Tree]:
        """Return the properties of every resource of one type."""
        return {
            logical_id: resource.get("Properties", {})
            for logical_id, resource in self.template["Resources"].items()
            if resource["Type"] == kind
        }

    def event_sources(self) -> list[EventSource]:
        """Return every queue that feeds a function; a timeout that can be set is at its longest."""
        return [
            EventSource(
                name,
                event["Properties"]["Queue"]["Fn::GetAtt"][0],
                self.most(function["Timeout"]),
                event["Properties"],
            )
            for name, function in self.of_type("AWS::Serverless::Function").items()
            for event in function.get("Events", {}).values()
            if event["Type"] == "SQS"
        ]

    def most(self, value: object) -> int:
        """Return a number, or the largest that the parameter it refers to may be."""
        if isinstance(value, dict):
            return int(self.template["Parameters"][value["Ref"]]["MaxValue"])
        return int(str(value))

    def least(self, value: object) -> int:
        """Return a number, or the smallest that the parameter it refers to may be."""
        if isinstance(value, dict):
            return int(self.template["Parameters"][value["Ref"]]["MinValue"])
        return int(str(value))

    def allowed_to_roles(self) -> Iterator[tuple[str, Tree]]:
        """Yield every statement that may allow a role something, with the role's logical id."""
        for logical_id, role in self.of_type("AWS::IAM::Role").items():
            for policy in role["Policies"]:
                for entry in policy["PolicyDocument"]["Statement"]:
                    statement = entry["Fn::If"][1] if "Fn::If" in entry else entry
                    assert statement["Effect"] == "Allow"
                    yield logical_id, statement


def settings_name(queue: str) -> str:
    """Return how settings call a queue, before what they tell of it: USER_OPERATIONS."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "_", queue.removesuffix("Queue")).upper()


def listed(value: object) -> list[Any]:
    """Return what CloudFormation lets one write as one value or as a list."""
    return value if isinstance(value, list) else [value]


def references(tree: object) -> Iterator[str]:
    """Yield every name that a tree refers to by Ref, GetAtt, Sub or If."""
    if isinstance(tree, list):
        for item in tree:
            yield from references(item)
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from _named(key, value)
            yield from references(value)


def _named(key: str, value: object) -> Iterator[str]:
    if key in {"Ref", "Condition"} and isinstance(value, str):
        yield value
    elif key in {"Fn::GetAtt", "Fn::If"}:
        yield str(listed(value)[0])
    elif key == "Fn::Sub":
        text = str(listed(value)[0])
        yield from (part.split("}")[0].split(".")[0] for part in text.split("${")[1:])
