"""Identifiers: opaque to clients, unguessable, and in order of creation where lists need it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

# What ids may hold: they become parts of keys, so nothing that has a meaning there.
USER_ID: Final = "[A-Za-z0-9-]{1,64}"
JOB_ID: Final = "job_[a-z0-9_]{1,60}"
PHOTO_ID: Final = "pho_[a-z0-9_]{1,60}"


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
