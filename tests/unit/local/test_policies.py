"""IAM's decision, by the rules of its policy evaluation."""

from typing import Any

import pytest

from local.aws.policies import Access, Effect, Policy, combined_effect
from local.errors import LocalError

_OBJECT = "arn:aws:s3:::photos/uploads/1"


def _policy(**statement: object) -> Policy:
    return Policy.parse({"Statement": {"Effect": "Allow", "Resource": "*", **statement}}, "Test")


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        ("s3:GetObject", "arn:aws:s3:::photos/uploads/*", Effect.ALLOW),
        ("s3:getobject", "arn:aws:s3:::photos/*", Effect.ALLOW),
        ("s3:Get*", _OBJECT, Effect.ALLOW),
        ("s3:GetObjec?", _OBJECT, Effect.ALLOW),
        ("s3:PutObject", "*", Effect.NOTHING),
        ("s3:GetObject", "arn:aws:s3:::photos", Effect.NOTHING),
        ("s3:GetObject", "arn:aws:s3:::photos/results/*", Effect.NOTHING),
        (["s3:PutObject", "s3:GetObject"], ["arn:aws:s3:::other/*", _OBJECT], Effect.ALLOW),
    ],
    ids=str,
)
def test_action_and_resource_must_both_match(
    action: object, resource: object, expected: Effect
) -> None:
    policy = _policy(Action=action, Resource=resource)

    assert policy.effect(Access("s3:GetObject", _OBJECT)) is expected


def test_dot_in_a_pattern_is_only_a_dot() -> None:
    policy = _policy(Action="sqs:SendMessage", Resource="arn:aws:sqs:us-east-1:1:a.fifo")

    assert policy.effect(Access("sqs:SendMessage", "arn:aws:sqs:us-east-1:1:aXfifo")) is (
        Effect.NOTHING
    )


def test_denial_outweighs_permission() -> None:
    allow = _policy(Action="s3:*")
    deny = _policy(Effect="Deny", Action="s3:DeleteObject")

    assert combined_effect([allow, deny], Access("s3:DeleteObject", _OBJECT)) is Effect.DENY
    assert combined_effect([allow, deny], Access("s3:GetObject", _OBJECT)) is Effect.ALLOW


def test_not_action_concerns_everything_else() -> None:
    policy = _policy(NotAction="s3:DeleteObject")

    assert policy.effect(Access("s3:GetObject", _OBJECT)) is Effect.ALLOW
    assert policy.effect(Access("s3:DeleteObject", _OBJECT)) is Effect.NOTHING


@pytest.mark.parametrize(
    ("condition", "context", "holds"),
    [
        ({"Bool": {"aws:SecureTransport": "false"}}, {"aws:SecureTransport": "true"}, False),
        ({"Bool": {"aws:SecureTransport": False}}, {"aws:SecureTransport": "false"}, True),
        ({"StringEquals": {"aws:SourceAccount": ["1", "2"]}}, {"aws:SourceAccount": "2"}, True),
        ({"StringEquals": {"aws:SourceAccount": "1"}}, {}, False),
        ({"StringNotEquals": {"aws:SourceAccount": "1"}}, {}, True),
        (
            {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::a*"}},
            {"aws:SourceArn": "arn:aws:s3:::ab"},
            True,
        ),
        ({"NumericGreaterThan": {"s3:signatureAge": 600000}}, {"s3:signatureAge": "600001"}, True),
        ({"NumericGreaterThan": {"s3:signatureAge": 600000}}, {}, False),
        ({"Null": {"s3:signatureAge": "true"}}, {}, True),
    ],
    ids=str,
)
def test_statement_counts_only_when_its_conditions_hold(
    condition: dict[str, Any], context: dict[str, str], *, holds: bool
) -> None:
    policy = _policy(Effect="Deny", Action="s3:*", Condition=condition)

    effect = policy.effect(Access("s3:GetObject", _OBJECT, context=context))

    assert effect is (Effect.DENY if holds else Effect.NOTHING)


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("*", Effect.ALLOW),
        ({"Service": "s3.amazonaws.com"}, Effect.ALLOW),
        ({"Service": ["sns.amazonaws.com", "s3.amazonaws.com"]}, Effect.ALLOW),
        ({"Service": "sns.amazonaws.com"}, Effect.NOTHING),
    ],
    ids=str,
)
def test_resource_policy_names_its_principal(principal: object, expected: Effect) -> None:
    policy = _policy(Action="sqs:SendMessage", Principal=principal)

    access = Access("sqs:SendMessage", "arn", principal="s3.amazonaws.com")
    assert policy.effect(access) is expected


def test_condition_that_would_be_misjudged_is_refused_at_once() -> None:
    with pytest.raises(LocalError, match="policy of Test has the unknown condition IpAddress"):
        _policy(Action="s3:*", Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})
