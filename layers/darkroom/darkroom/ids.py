"""Identifiers: opaque to clients, unguessable, and in order of creation where lists need it."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

# What ids may hold: they become parts of keys, so nothing that has a meaning there.
USER_ID: Final = "[A-Za-z0-9-]{1,64}"
JOB_ID: Final = "job_[a-z0-9_]{1,60}"
LIBRARY_JOB_ID: Final = "lib_[a-z0-9_]{1,60}"
PHOTO_ID: Final = "pho_[a-z0-9_]{1,60}"

_JOB: Final = re.compile("job_([0-9a-f]{12})[0-9a-f]{24}")
_LIBRARY_JOB: Final = re.compile(LIBRARY_JOB_ID)
_OPERATION: Final = re.compile("op_([0-9a-f]{10})[0-9a-f]{24}")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Ids:
    """Makes identifiers; `token_hex` makes so many random bytes."""

    token_hex: Callable[[int], str] = secrets.token_hex

    def job(self, now: datetime) -> str:
        """A job id whose text sorts by creation time: 48 bits of milliseconds, 96 random bits."""
        milliseconds = int(now.timestamp() * 1000)
        return f"job_{milliseconds:012x}{self.token_hex(12)}"

    def photo(self, number: int) -> str:
        """A photo id whose text sorts by `number`, the photo's place in its job: 0 to 65535."""
        return f"pho_{number:04x}{self.token_hex(12)}"

    def operation(self, sequence: int) -> str:
        """A user operation's id, whose text sorts by its place in the user's log."""
        return f"op_{sequence:010x}{self.token_hex(12)}"


def age_of_job(job_id: str, now: datetime) -> timedelta | None:
    """How long ago a job's id was made; None if it is not one that we make."""
    match = _JOB.fullmatch(job_id)
    return now - _EPOCH - timedelta(milliseconds=int(match[1], 16)) if match else None


def sequence_of(operation_id: str) -> int | None:
    """The place in its user's log that an operation's id tells; None if it is no such id."""
    match = _OPERATION.fullmatch(operation_id)
    return int(match[1], 16) if match else None


def is_library_job(job_id: str) -> bool:
    """Whether a job has no row, and one photo: that which a library's versions are made of."""
    return _LIBRARY_JOB.fullmatch(job_id) is not None
