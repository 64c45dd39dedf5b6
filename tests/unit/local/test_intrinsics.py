"""CloudFormation's functions come out as CloudFormation evaluates them."""

import pytest

from local.errors import LocalError
from local.stack.intrinsics import Resolver


class NamedResources:
    """Answers every reference with a text that shows what was asked."""

    def ref(self, logical_id: str) -> str:
        """Name the resource."""
        return f"ref:{logical_id}"

    def attribute(self, logical_id: str, name: str) -> str:
        """Name the resource and its attribute."""
        return f"{logical_id}:{name}"


@pytest.fixture
def resolver() -> Resolver:
    return Resolver(
        NamedResources(),
        parameters={"Stage": "dev", "Sizes": ["1", "2"]},
        mappings={"Memory": {"dev": {"Api": 512}}},
        conditions={
            "IsDev": {"Fn::Equals": [{"Ref": "Stage"}, "dev"]},
            "IsProd": {"Fn::Not": [{"Condition": "IsDev"}]},
            "IsEither": {"Fn::Or": [{"Condition": "IsDev"}, {"Condition": "IsProd"}]},
            "IsBoth": {"Fn::And": [{"Condition": "IsDev"}, {"Condition": "IsProd"}]},
        },
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Ref": "Stage"}, "dev"),
        ({"Ref": "Queue"}, "ref:Queue"),
        ({"Ref": "AWS::Region"}, "us-east-1"),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, "Queue:Arn"),
        ({"Fn::GetAtt": "Queue.Arn"}, "Queue:Arn"),
        ({"Fn::Sub": "${Stage}-${Queue}-${Queue.Arn}-${!Kept}"}, "dev-ref:Queue-Queue:Arn-${Kept}"),
        ({"Fn::Sub": ["${A}/${Stage}", {"A": {"Ref": "Queue"}}]}, "ref:Queue/dev"),
        ({"Fn::Join": ["-", ["a", {"Ref": "Stage"}]]}, "a-dev"),
        ({"Fn::Select": [1, {"Ref": "Sizes"}]}, "2"),
        ({"Fn::Split": [",", "a,b"]}, ["a", "b"]),
        ({"Fn::FindInMap": ["Memory", {"Ref": "Stage"}, "Api"]}, 512),
        ({"Fn::If": ["IsDev", "yes", "no"]}, "yes"),
        ({"Fn::If": ["IsProd", "yes", "no"]}, "no"),
        ({"Fn::If": ["IsEither", 1, 2]}, 1),
        ({"Fn::If": ["IsBoth", 1, 2]}, 2),
        ([{"Ref": "Stage"}, 3, True], ["dev", 3, True]),
    ],
    ids=str,
)
def test_functions_resolve(resolver: Resolver, value: object, expected: object) -> None:
    assert resolver.resolve(value) == expected


def test_no_value_removes_the_property_and_the_list_item(resolver: Resolver) -> None:
    nothing = {"Fn::If": ["IsDev", {"Ref": "AWS::NoValue"}, "something"]}

    assert resolver.resolve({"kept": 1, "gone": nothing, "items": [nothing, 2]}) == {
        "kept": 1,
        "items": [2],
    }


def test_condition_of_a_policy_statement_is_not_taken_for_a_function(resolver: Resolver) -> None:
    statement = {"Condition": {"Bool": {"aws:SecureTransport": "false"}}}

    assert resolver.resolve(statement) == statement


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ({"Fn::ImportValue": "other-stack"}, "does not know the function Fn::ImportValue"),
        ({"Fn::If": ["IsMissing", 1, 2]}, "no condition named IsMissing"),
        ({"Fn::FindInMap": ["Memory", "prod", "Api"]}, "maps nothing at Memory.prod.Api"),
    ],
    ids=["function", "condition", "mapping"],
)
def test_what_is_unknown_is_named(resolver: Resolver, value: object, complaint: str) -> None:
    with pytest.raises(LocalError, match=complaint):
        resolver.resolve(value)
