"""Job and photo states, their rows, and the only legal transitions. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict

from darkroom.deadlines import UNSENT, next_look
from darkroom.errors import ObjectMissingError
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


_OF_EVERY_GENERATION: Final = frozenset(
    {"job_id", "photo_id", "number", "user_id", "name", "content_type", "created_at"}
)


class Photo(_Row):
    """One uploaded file of a job. `number` is its place in the job, from 0.

    `results` are of the lanes that have `answered`; those that have `started` may not have.
    It has been `waiting_since` this generation of it was opened for its upload, or queued for its
    outputs; `due_at` is when somebody looks whether it was forgotten, None once it has ended.
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
    waiting_since: datetime
    due_at: datetime | None = None
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

    @property
    def may_begin_again(self) -> bool:
        """Whether it failed or expired, and not as often as anybody may try."""
        return self.state in ENDED_BADLY and self.generation < MOST_GENERATIONS

    def next_generation(self, at: datetime) -> "Photo":
        """The photo as it begins again: with its upload, or else by waiting for one."""
        is_upload_gone = self.error is not None and self.error.code == ObjectMissingError.code
        source = None if is_upload_gone else self.source
        return Photo(
            **self.model_dump(include=set(_OF_EVERY_GENERATION)),
            generation=self.generation + 1,
            state=PhotoState.QUEUED if source else PhotoState.AWAITING_UPLOAD,
            source=source,
            bytes=self.bytes if source else None,
            updated_at=at,
            waiting_since=at,
            due_at=at + UNSENT,
        )


class Sighting(NamedTuple):
    """A state that a generation of a photo was seen in."""

    number: int
    generation: int
    state: PhotoState


# Photos are numbered from 0, and no job has as many as this.
_GENERATION: Final = 65_536


class Progress(_Row):
    """Marks of the photos of a job that were seen in each state; of the first one, only in a retry.

    A mark is a photo's number and its generation in one. Sets only grow, and adding to one twice
    changes nothing: however often and in whatever order answers are delivered, a photo is counted
    once, in the last state that its newest generation reached.
    """

    awaiting_upload: frozenset[int] = frozenset()
    queued: frozenset[int] = frozenset()
    processing: frozenset[int] = frozenset()
    done: frozenset[int] = frozenset()
    failed: frozenset[int] = frozenset()
    cancelled: frozenset[int] = frozenset()
    expired: frozenset[int] = frozenset()

    @classmethod
    def of(cls, sightings: Iterable[Sighting]) -> "Progress":
        """The progress that sightings amount to."""
        marks: dict[str, set[int]] = {}
        for number, generation, state in sightings:
            mark = (generation - 1) * _GENERATION + number
            marks.setdefault(state.value, set()).add(mark)
        return cls.model_validate(marks)

    @property
    def ended(self) -> frozenset[int]:
        """Photos whose newest generation was seen in a terminal state."""
        newest = self._newest()
        return newest.done | newest.failed | newest.cancelled | newest.expired

    def counts(self, photo_count: int) -> dict[PhotoState, int]:
        """How many of a job's photos are in each state."""
        newest, ended = self._newest(), self.ended
        seen = {
            PhotoState.QUEUED: newest.queued - newest.processing - ended,
            PhotoState.PROCESSING: newest.processing - ended,
            PhotoState.DONE: newest.done,
            PhotoState.FAILED: newest.failed,
            PhotoState.CANCELLED: newest.cancelled,
            PhotoState.EXPIRED: newest.expired,
        }
        counts = {state: len(numbers) for state, numbers in seen.items()}
        return {PhotoState.AWAITING_UPLOAD: photo_count - sum(counts.values())} | counts

    def _newest(self) -> "Progress":
        """What was seen of each photo's newest generation, by its number alone."""
        seen: dict[str, frozenset[int]] = dict(self)
        marks = frozenset[int]().union(*seen.values())
        if max(marks, default=0) < _GENERATION:
            return self
        # In rising order, so that the newest generation of a number is the one that stays.
        newest = frozenset({mark % _GENERATION: mark for mark in sorted(marks)}.values())
        return Progress.model_validate(
            {
                state: frozenset(mark % _GENERATION for mark in reached & newest)
                for state, reached in seen.items()
            }
        )


class Job(_Row):
    """One upload session: what is to be done to its photos.

    The photo rows are the truth; `progress` is what the job has been told of them, so that its
    status is one read. `revision` grows whenever it is told anything, `retries` whenever photos of
    it begin again. `due_at` is when somebody looks whether it was forgotten, None once it is over.
    """

    user_id: str
    job_id: str
    state: JobState
    outputs: tuple[Output, ...]
    photo_count: int
    created_at: datetime
    expires_at: datetime
    completed_at: datetime | None = None
    due_at: datetime | None = None
    progress: Progress = Progress()
    revision: int = 0
    retries: int = 0

    @property
    def looks_complete(self) -> bool:
        """Whether every photo has been seen to end; the photo rows have the last word."""
        return len(self.progress.ended) >= self.photo_count

    @property
    def counts(self) -> dict[PhotoState, int]:
        """How many photos are in each state, as far as the job has been told."""
        return self.progress.counts(self.photo_count)


class Tombstone(_Row):
    """What stays of a deleted job while uploads and results of it may still come in."""

    user_id: str
    job_id: str
    at: datetime
    due_at: datetime

    @classmethod
    def of(cls, job: Job, at: datetime) -> "Tombstone":
        """The tombstone of a job that is deleted now."""
        return cls(user_id=job.user_id, job_id=job.job_id, at=at, due_at=next_look(at, at))


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
