"""The signed policy of a presigned POST: what the form that carries it may hold."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from local.aws.refusals import RefusedError

# Fields that S3 does not ask a condition for.
_UNCONDITIONED = frozenset({"policy", "x-amz-signature", "file"})
_IGNORED_PREFIX = "x-ignore-"


@dataclass(frozen=True)
class PostPolicy:
    """When a policy ends and what it demands."""

    expiration: datetime
    conditions: tuple[Any, ...]

    @classmethod
    def parse(cls, encoded: str) -> Self:
        """Read the `policy` field of a form.

        Raises:
            RefusedError: it is not the Base64 of a policy.
        """
        try:
            document = json.loads(base64.b64decode(encoded, validate=True))
            expiration = datetime.fromisoformat(document["expiration"])
            return cls(expiration, tuple(document["conditions"]))
        except (binascii.Error, ValueError, KeyError, TypeError) as error:
            message = "The policy of the form is not valid Base64 of a JSON policy document."
            raise RefusedError("InvalidPolicyDocument", message, status=400) from error

    def check(self, fields: Mapping[str, str], *, size: int, now: datetime) -> None:
        """Hold a form against the policy; `fields` includes the bucket.

        Raises:
            RefusedError: the first thing that does not fit, in S3's words.
        """
        if now >= self.expiration:
            raise _refused("Policy expired.")
        covered = {"bucket"}
        for condition in self.conditions:
            covered |= _check_condition(condition, fields, size)
        for name in fields:
            if name not in covered | _UNCONDITIONED and not name.startswith(_IGNORED_PREFIX):
                raise _refused(f"Extra input fields: {name}")


def _check_condition(condition: Any, fields: Mapping[str, str], size: int) -> set[str]:  # noqa: ANN401 - JSON
    if isinstance(condition, dict):
        for name, value in condition.items():
            _require(fields.get(name.lower(), "") == str(value), ["eq", f"${name}", value])
        return {name.lower() for name in condition}
    operator, subject, value = condition
    if operator.lower() == "content-length-range":
        _check_size(size, int(subject), int(value))
        return set()
    name = subject.removeprefix("$").lower()
    actual = fields.get(name, "")
    matches = actual.startswith(value) if operator.lower() == "starts-with" else actual == value
    _require(matches, condition)
    return {name}


def _check_size(size: int, smallest: int, largest: int) -> None:
    if size > largest:
        message = "Your proposed upload exceeds the maximum allowed size"
        raise RefusedError("EntityTooLarge", message, status=400)
    if size < smallest:
        message = "Your proposed upload is smaller than the minimum allowed size"
        raise RefusedError("EntityTooSmall", message, status=400)


def _require(holds: bool, condition: list[Any]) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise _refused(f"Policy Condition failed: {json.dumps(condition)}")


def _refused(reason: str) -> RefusedError:
    return RefusedError("AccessDenied", f"Invalid according to Policy: {reason}")
