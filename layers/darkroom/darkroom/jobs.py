"""Jobs and photos as their rows tell of them. Pure."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from darkroom.deadlines import UNSENT, UPLOADING, next_look
from darkroom.errors import SPENT_UPLOAD
from darkroom.ids import JOB_ID, LIBRARY_JOB_ID, PHOTO_ID, USER_ID, is_library_job
from darkroom.progress import Progress, Sighting
from darkroom.recipes import Lane, Output, OutputName
from darkroom.states import (
    ENDED_BADLY,
    MOST_GENERATIONS,
    PREDECESSORS,
    TERMINAL,
    JobState,
    PhotoState,
)

__all__ = [
    "ENDED_BADLY",
    "MOST_GENERATIONS",
    "PREDECESSORS",
    "TERMINAL",
    "Job",
    "JobState",
    "OutputResult",
    "OutputState",
    "Photo",
    "PhotoAddress",
    "PhotoState",
    "Problem",
    "Progress",
    "Sighting",
    "Source",
    "Tombstone",
]


def _whole(value: object) -> object:
    if isinstance(value, bool | float | str):
        raise PydanticCustomError("whole_number", "Give a whole number")
    return value


# Not strict: the numbers of rows are Decimals.
Whole = Annotated[int, BeforeValidator(_whole)]
# What rows hold besides ids is bounded, so that a row is never too large to be written.
Count = Annotated[Whole, Field(ge=0, le=10**12)]
Warnings = Annotated[tuple[Annotated[str, Field(max_length=64)], ...], Field(max_length=50)]


class _Row(BaseModel):
    # A row that cannot be read is logged: not with what somebody called a photo.
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Problem(_Row):
    """Why something failed: a machine-readable code and a sentence that says what to do."""

    code: Annotated[str, Field(max_length=64)]
    message: Annotated[str, Field(max_length=2000)]


class Source(_Row):
    """The uploaded bytes, pinned: a later upload to the same key is another version."""

    key: Annotated[str, Field(max_length=1024)]
    version_id: Annotated[str, Field(min_length=1, max_length=1024)]


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

    name: OutputName
    state: OutputState
    key: Annotated[str, Field(max_length=1024)] | None = None
    width: Count | None = None
    height: Count | None = None
    bytes: Count | None = None
    content_type: Annotated[str, Field(max_length=100)] | None = None
    error: Problem | None = None
    found: Annotated[Mapping[str, Count], Field(max_length=20)] = {}
    warnings: Warnings = ()


MOST_VERSIONS: Final = 2_000_000_000
"""How many operations the log of a library may have; each may make another version of a photo."""

_OF_EVERY_GENERATION: Final = frozenset(
    {"job_id", "photo_id", "number", "user_id", "name", "content_type", "created_at"}
)


class Photo(_Row):
    """One uploaded file of a job. `number` is its place in the job, from 0.

    A photo of a library is rendered as if it were the one photo of a job that has no row: so it
    names its `outputs` itself, and its generations are the library's versions of it.

    `results` are of the lanes that have `answered`; those that have `started` may not have.
    It has been `waiting_since` this generation of it was opened for its upload, or queued for its
    outputs; `due_at` is when somebody looks whether it was forgotten, None once it has ended.
    `spent` are the uploads that earlier generations ended badly for, which nobody tries again.
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
    outputs: tuple[Output, ...] = ()
    source: Source | None = None
    spent: tuple[Source, ...] = ()
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

    @property
    def lasting_source(self) -> Source | None:
        """Its upload, unless it ended badly for that very file, or never had one."""
        is_spent = self.error is not None and self.error.code in SPENT_UPLOAD
        return None if is_spent else self.source

    def next_generation(self, at: datetime) -> "Photo":
        """The photo as it begins again: with its upload, or else by waiting for another one."""
        source = self.lasting_source
        return Photo(
            **self.model_dump(include=set(_OF_EVERY_GENERATION)),
            generation=self.generation + 1,
            state=PhotoState.QUEUED if source else PhotoState.AWAITING_UPLOAD,
            source=source,
            spent=self.spent if source or not self.source else (*self.spent, self.source),
            bytes=self.bytes if source else None,
            updated_at=at,
            waiting_since=at,
            due_at=at + (UNSENT if source else UPLOADING),
        )


class Job(_Row):
    """One upload session: what is to be done to its photos.

    The photo rows are the truth; `progress` is what the job has been told of them, so that its
    status is one read. `revision` grows whenever it is told anything, `retries` whenever photos of
    it begin again. `due_at` is when somebody looks whether it was forgotten, None once it is over:
    it has ended, and its finished photos are `kept`, by their numbers, in the user's library.
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
    kept: frozenset[int] = frozenset()

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
    def of(cls, user_id: str, job_id: str, at: datetime) -> Self:
        """The tombstone of a job that is deleted now."""
        return cls(user_id=user_id, job_id=job_id, at=at, due_at=next_look(at, at))


class PhotoAddress(_Row):
    """Names one generation of one photo, on every queue and in every key."""

    user_id: Annotated[str, Field(pattern=f"^{USER_ID}$")]
    job_id: Annotated[str, Field(pattern=f"^({JOB_ID}|{LIBRARY_JOB_ID})$")]
    photo_id: Annotated[str, Field(pattern=f"^{PHOTO_ID}$")]
    number: Annotated[Whole, Field(ge=0, le=65535)]
    generation: Annotated[Whole, Field(ge=1, le=MOST_VERSIONS)]

    @model_validator(mode="after")
    def _check_generation(self) -> Self:
        if self.generation > MOST_GENERATIONS and not is_library_job(self.job_id):
            raise PydanticCustomError("generation", "No photo of a job is tried so often")
        return self

    @classmethod
    def of(cls, photo: Photo) -> "PhotoAddress":
        """The address of a photo's current generation."""
        return cls.model_validate(photo.model_dump(include=set(cls.model_fields)))
