"""A presigned POST is held to its policy exactly as S3 holds it."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from local.aws.post_policy import PostPolicy
from local.aws.refusals import RefusedError

_NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
_FIELDS = {"bucket": "photos", "key": "uploads/1", "content-type": "image/jpeg"}
_CONDITIONS = [
    {"bucket": "photos"},
    ["eq", "$key", "uploads/1"],
    ["starts-with", "$Content-Type", "image/"],
    ["content-length-range", 2, 10],
]


def _policy(*more: object, expiration: datetime = _NOW + timedelta(minutes=10)) -> PostPolicy:
    document = {"expiration": expiration.isoformat(), "conditions": [*_CONDITIONS, *more]}
    return PostPolicy.parse(base64.b64encode(json.dumps(document).encode()).decode())


def _refusal_of(policy: PostPolicy, fields: dict[str, str], size: int = 5) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        policy.check(fields, size=size, now=_NOW)
    return caught.value


@pytest.mark.parametrize("size", [2, 10])
def test_form_that_fits_is_accepted(size: int) -> None:
    _policy().check(_FIELDS, size=size, now=_NOW)


@pytest.mark.parametrize(
    ("changed", "condition"),
    [
        ({"key": "uploads/2"}, '["eq", "$key", "uploads/1"]'),
        ({"content-type": "text/html"}, '["starts-with", "$Content-Type", "image/"]'),
        ({"bucket": "other"}, '["eq", "$bucket", "photos"]'),
    ],
    ids=["eq", "starts-with", "object"],
)
def test_refusal_quotes_the_condition(changed: dict[str, str], condition: str) -> None:
    refusal = _refusal_of(_policy(), _FIELDS | changed)

    assert (refusal.status, refusal.code) == (403, "AccessDenied")
    assert refusal.message == f"Invalid according to Policy: Policy Condition failed: {condition}"


def test_missing_field_fails_its_condition() -> None:
    refusal = _refusal_of(_policy({"x-amz-meta-name": "beach"}), _FIELDS)

    assert "x-amz-meta-name" in refusal.message


@pytest.mark.parametrize(
    ("size", "code"), [(11, "EntityTooLarge"), (1, "EntityTooSmall"), (0, "EntityTooSmall")]
)
def test_size_outside_the_range_is_refused(size: int, code: str) -> None:
    refusal = _refusal_of(_policy(), _FIELDS, size)

    assert (refusal.status, refusal.code) == (400, code)


def test_expired_policy_is_refused() -> None:
    refusal = _refusal_of(_policy(expiration=_NOW), _FIELDS)

    assert refusal.message == "Invalid according to Policy: Policy expired."


def test_field_without_a_condition_is_refused() -> None:
    refusal = _refusal_of(_policy(), _FIELDS | {"acl": "public-read"})

    assert refusal.message == "Invalid according to Policy: Extra input fields: acl"


def test_ignored_fields_need_no_condition() -> None:
    ignored = {"x-ignore-note": "1", "policy": "p", "x-amz-signature": "s"}

    _policy().check(_FIELDS | ignored, size=5, now=_NOW)


@pytest.mark.parametrize("text", ["!", "e30=", "bm90IGpzb24="], ids=["base64", "empty", "json"])
def test_unreadable_policy_is_refused(text: str) -> None:
    with pytest.raises(RefusedError) as caught:
        PostPolicy.parse(text)

    assert caught.value.code == "InvalidPolicyDocument"
