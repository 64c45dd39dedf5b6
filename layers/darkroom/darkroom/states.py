"""The states of photos and jobs, and the only legal transitions. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class PhotoState(StrEnum):
    """Where one photo stands on its way through the service."""

    AWAITING_UPLOAD = "awaiting_upload"
    QUEUED = "queued"
    PROCESSING = "processing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class JobState(StrEnum):
    """Where one job stands."""

    OPEN = "open"
    COMPLETED = "completed"


_BEFORE_QUEUED: Final = frozenset({PhotoState.AWAITING_UPLOAD})
_BEFORE_PROCESSING: Final = _BEFORE_QUEUED | {PhotoState.QUEUED}
_NOT_TERMINAL: Final = _BEFORE_PROCESSING | {PhotoState.PROCESSING}

# Queues deliver late, twice and out of order: a move may skip states, but never goes back. A photo
# that is being processed is so once more when its other lane starts, or the first one answers.
PREDECESSORS: Final[Mapping[PhotoState, frozenset[PhotoState]]] = {
    PhotoState.AWAITING_UPLOAD: frozenset(),
    PhotoState.QUEUED: _BEFORE_QUEUED,
    PhotoState.PROCESSING: _NOT_TERMINAL,
    PhotoState.DONE: _NOT_TERMINAL,
    PhotoState.FAILED: _NOT_TERMINAL,
    PhotoState.CANCELLED: _NOT_TERMINAL,
    PhotoState.EXPIRED: _NOT_TERMINAL,
}

TERMINAL: Final = frozenset(PhotoState) - _NOT_TERMINAL

ENDED_BADLY: Final = frozenset({PhotoState.FAILED, PhotoState.EXPIRED})
"""The ends after which a photo may begin again."""

MOST_GENERATIONS: Final = 10
"""How often a photo may be tried: a job keeps marks of each time."""
