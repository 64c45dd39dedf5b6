"""Job and photo states, their rows, and the only legal transitions. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

from darkroom.recipes import Lane, Output


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
    PROCESSING = "processing"
    DONE = "done"
    FAILED = "failed"


class OutputResult(_Row):
    """What became of one output; sizes are in pixels and bytes, `key` is in the results bucket.

    `found` counts what its operations looked for in the photo, such as faces and eyes.
    """

    name: str
    state: OutputState
    key: str | None = None
    width: int | None = None
    height: int | None = None
    bytes: int | None = None
    content_type: str | None = None
    error: Problem | None = None
    found: Mapping[str, int] = {}
    warnings: tuple[str, ...] = ()


class Photo(_Row):
    """One uploaded file of a job. `number` is its place in the job, from 0.

    `results` are of the lanes that have `answered`; those that have `started` may not have.
    """

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
    started: frozenset[Lane] = frozenset()
    answered: frozenset[Lane] = frozenset()
    results: tuple[OutputResult, ...] = ()
    warnings: tuple[str, ...] = ()
    error: Problem | None = None

    def may_become(self, state: PhotoState) -> bool:
        """Whether a move to this state goes forwards."""
        return self.state in PREDECESSORS[state]


Sighting = tuple[int, PhotoState]
"""A photo's number, and a state that it was seen in."""


class Progress(_Row):
    """The numbers of the photos of a job that have been seen in each state after the first.

    Sets only grow, and adding to one twice changes nothing: however often and in whatever order
    answers are delivered, the same photos are counted once, in the last state that they reached.
    """

    queued: frozenset[int] = frozenset()
    processing: frozenset[int] = frozenset()
    done: frozenset[int] = frozenset()
    failed: frozenset[int] = frozenset()
    cancelled: frozenset[int] = frozenset()
    expired: frozenset[int] = frozenset()

    @classmethod
    def of(cls, sightings: Iterable[Sighting]) -> "Progress":
        """The progress that sightings amount to."""
        numbers: dict[str, set[int]] = {}
        for number, state in sightings:
            numbers.setdefault(state.value, set()).add(number)
        return cls.model_validate(numbers)

    @property
    def ended(self) -> frozenset[int]:
        """Photos seen in a terminal state."""
        return self.done | self.failed | self.cancelled | self.expired

    def counts(self, photo_count: int) -> dict[PhotoState, int]:
        """How many of a job's photos are in each state."""
        processing = self.processing - self.ended
        queued = self.queued - self.processing - self.ended
        seen = {
            PhotoState.QUEUED: queued,
            PhotoState.PROCESSING: processing,
            PhotoState.DONE: self.done,
            PhotoState.FAILED: self.failed,
            PhotoState.CANCELLED: self.cancelled,
            PhotoState.EXPIRED: self.expired,
        }
        counts = {state: len(numbers) for state, numbers in seen.items()}
        return {PhotoState.AWAITING_UPLOAD: photo_count - sum(counts.values())} | counts


class Job(_Row):
    """One upload session: what is to be done to its photos.

    The photo rows are the truth; `progress` is what the job has been told of them, so that its
    status is one read. `revision` grows whenever it is told anything.
    """

    user_id: str
    job_id: str
    state: JobState
    outputs: tuple[Output, ...]
    photo_count: int
    created_at: datetime
    expires_at: datetime
    completed_at: datetime | None = None
    progress: Progress = Progress()
    revision: int = 0

    @property
    def looks_complete(self) -> bool:
        """Whether every photo has been seen to end; the photo rows have the last word."""
        return len(self.progress.ended) >= self.photo_count

    @property
    def counts(self) -> dict[PhotoState, int]:
        """How many photos are in each state, as far as the job has been told."""
        return self.progress.counts(self.photo_count)


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
