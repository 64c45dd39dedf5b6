"""What is due to be looked at."""

from dataclasses import dataclass
from typing import Final

SHARDS: Final = 8
"""Over how many parts the rows that are due are spread."""


@dataclass(frozen=True, kw_only=True)
class DuePhoto:
    """A photo that is due to be looked at."""

    job_id: str
    photo_id: str


@dataclass(frozen=True, kw_only=True)
class DueJob:
    """A job that is due to be looked at."""

    user_id: str
    job_id: str


@dataclass(frozen=True, kw_only=True)
class DueTombstone:
    """A deleted job of which something may have come in since."""

    job_id: str


@dataclass(frozen=True, kw_only=True)
class DueLibrary:
    """A library whose log has operations that may not have been applied."""

    user_id: str


Due = DuePhoto | DueJob | DueTombstone | DueLibrary
"""Whatever is due to be looked at: its ids, for only its row tells whether it still is."""
