"""Job and photo states, their rows, and the only legal transitions. Pure."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from darkroom.recipes import Output


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
    CANCELLED = "cancelled"


_BEFORE_QUEUED: Final = frozenset({PhotoState.AWAITING_UPLOAD})
_BEFORE_PROCESSING: Final = _BEFORE_QUEUED | {PhotoState.QUEUED}
_NOT_TERMINAL: Final = _BEFORE_PROCESSING | {PhotoState.PROCESSING}

# Queues deliver late, twice and out of order: a move may skip states, but never goes back.
PREDECESSORS: Final[Mapping[PhotoState, frozenset[PhotoState]]] = {
    PhotoState.AWAITING_UPLOAD: frozenset(),
    PhotoState.QUEUED: _BEFORE_QUEUED,
    PhotoState.PROCESSING: _BEFORE_PROCESSING,
    PhotoState.DONE: _NOT_TERMINAL,
    PhotoState.FAILED: _NOT_TERMINAL,
    PhotoState.CANCELLED: _NOT_TERMINAL,
    PhotoState.EXPIRED: _NOT_TERMINAL,
}

TERMINAL: Final = frozenset(PhotoState) - _NOT_TERMINAL


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Problem(_Row):
    """Why something failed: a machine-readable code and a sentence that says what to do."""

    code: str
    message: str


class Source(_Row):
    """The uploaded bytes, pinned: a later upload to the same key is another version."""

    key: str
    version_id: str


class OutputState(StrEnum):
    """Where one output of a photo stands."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


class OutputResult(_Row):
    """What became of one output; sizes are in pixels and bytes, `key` is in the results bucket."""

    name: str
    state: OutputState
    key: str | None = None
    width: int | None = None
    height: int | None = None
    bytes: int | None = None
    content_type: str | None = None
    error: Problem | None = None


class Photo(_Row):
    """One uploaded file of a job. `number` is its place in the job, from 0."""

    job_id: str
    photo_id: str
    number: int
    user_id: str
    name: str
    content_type: str
    state: PhotoState
    created_at: datetime
    updated_at: datetime
    generation: int = 1
    source: Source | None = None
    bytes: int | None = None
    width: int | None = None
    height: int | None = None
    results: tuple[OutputResult, ...] = ()
    warnings: tuple[str, ...] = ()
    error: Problem | None = None


class Job(_Row):
    """One upload session: what is to be done to its photos.

    `finished` holds the numbers of the photos that reached a terminal state. Adding to a set
    twice changes nothing, so a redelivered answer cannot complete a job early.
    `revision` grows whenever one of the job's photos moves.
    """

    user_id: str
    job_id: str
    state: JobState
    outputs: tuple[Output, ...]
    photo_count: int
    created_at: datetime
    expires_at: datetime
    completed_at: datetime | None = None
    finished: frozenset[int] = Field(default=frozenset())
    revision: int = 0

    @property
    def looks_complete(self) -> bool:
        """Whether every photo has been seen to finish; the photo rows have the last word."""
        return len(self.finished) >= self.photo_count


class PhotoAddress(_Row):
    """Names one generation of one photo, on every queue and in every key."""

    user_id: str
    job_id: str
    photo_id: str
    number: int
    generation: int

    @classmethod
    def of(cls, photo: Photo) -> "PhotoAddress":
        """The address of a photo's current generation."""
        return cls.model_validate(photo.model_dump(include=set(cls.model_fields)))
