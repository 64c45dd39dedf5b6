"""What the use cases need from the world, named by role; `adapters` brings the technology."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, Protocol, TypeVar

from darkroom.dead_letters import DeadLetter, QueueName
from darkroom.imaging.limits import Limits
from darkroom.imaging.retouch.face import Face
from darkroom.jobs import (
    Job,
    Photo,
    PhotoAddress,
    PhotoState,
    Problem,
    Progress,
    Source,
    Tombstone,
)
from darkroom.messages import PhotoRendered, RenderRequest, Response, RetouchRequest
from darkroom.recipes import Lane

T = TypeVar("T")

SHARDS: Final = 8
"""Over how many parts the rows that are due are spread."""


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """A part of a list; `cursor` fetches the next part and is None at the end."""

    items: tuple[T, ...]
    cursor: str | None


@dataclass(frozen=True, kw_only=True)
class UploadHead:
    """The beginning of an uploaded object, and its full size in bytes."""

    size: int
    head: bytes


@dataclass(frozen=True, kw_only=True)
class UploadForm:
    """A presigned POST: send `fields`, then the file as the last field, to `url`."""

    url: str
    fields: Mapping[str, str]
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class KeyedRequest:
    """An `Idempotency-Key` and a fingerprint of the request that came with it."""

    key: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class KeyedJob:
    """The job that an `Idempotency-Key` was first used for, and that request's fingerprint."""

    job_id: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class PhotoChange:
    """A photo's next state, and what is known about it by then; None leaves a value alone.

    Only of `due_at` it says that nobody has to look at the photo any more. A `source` is pinned by
    the first change that names one; one that names another is ignored. A change by a `lane` is made
    once, whatever else that lane may say; `rendered` holds its results beside those of the lanes
    that had `answered`, and is ignored once another has. One made `while_due_at` is ignored if the
    photo is due at another time: somebody has moved it since it was read.
    """

    photo: PhotoAddress
    state: PhotoState
    at: datetime
    due_at: datetime | None = None
    while_due_at: datetime | None = None
    lane: Lane | None = None
    answered: frozenset[Lane] = frozenset()
    source: Source | None = None
    bytes: int | None = None
    error: Problem | None = None
    rendered: PhotoRendered | None = None

    def may_follow(self, photo: Photo) -> bool:
        """Whether this moves a photo forwards."""
        is_same_upload = self.source is None or photo.source in {None, self.source}
        is_same_generation = photo.generation == self.photo.generation
        is_untouched = self.while_due_at in {None, photo.due_at}
        may_follow = is_same_upload and self._is_news(photo) and photo.may_become(self.state)
        return is_same_generation and is_untouched and may_follow

    @property
    def is_start(self) -> bool:
        """Whether it says no more than that work has begun."""
        return self.state is PhotoState.PROCESSING and self.rendered is None

    def _is_news(self, photo: Photo) -> bool:
        if self.rendered and photo.answered != self.answered:
            return False
        return self.lane not in (photo.started if self.is_start else photo.answered)


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


Due = DuePhoto | DueJob | DueTombstone
"""Whatever is due to be looked at: its ids, for only its row tells whether it still is."""


class UploadStore(Protocol):
    """The private, versioned place for originals."""

    def find(self, key: str) -> Source | None:
        """The newest version of an object; None if there is none, or it was deleted since."""
        ...

    def read_head(self, source: Source, length: int) -> UploadHead:
        """Read the first `length` bytes of one version of an object.

        Raises:
            ObjectMissingError: There is no such object or version.
        """
        ...

    def read(self, source: Source, max_bytes: int) -> bytes:
        """Read one version of an object.

        Raises:
            ObjectMissingError: There is no such object or version.
            TooManyBytesError: It is larger than `max_bytes`; nothing more was read.
        """
        ...

    def write(self, key: str, body: bytes, content_type: str) -> Source:
        """Store an object and pin the version that was written."""
        ...

    def sign_upload(self, key: str, content_type: str, max_bytes: int) -> UploadForm:
        """Permit one browser upload to exactly this key, for ten minutes."""
        ...

    def remove_all(self, prefix: str) -> None:
        """Remove every version of every object under a prefix."""
        ...


class ResultStore(Protocol):
    """The private place for finished outputs."""

    def write(self, key: str, body: bytes, content_type: str) -> None:
        """Store an output; the same key twice is the same output."""
        ...

    def sign_download(self, key: str, file_name: str) -> str:
        """A URL that downloads the object under `file_name` during five minutes."""
        ...

    def remove_all(self, prefix: str) -> None:
        """Remove every object under a prefix."""
        ...


class RequestQueue(Protocol):
    """Work for the fast lane."""

    def send(self, requests: Sequence[RenderRequest]) -> frozenset[int]:
        """Send all, in batches; answers the positions of those that were not taken."""
        ...


class RetouchQueue(Protocol):
    """Work for the slow lane."""

    def send(self, requests: Sequence[RetouchRequest]) -> frozenset[int]:
        """Send all, in batches; answers the positions of those that were not taken."""
        ...


class ResponseQueue(Protocol):
    """Answers from the workers."""

    def send(self, responses: Sequence[Response]) -> frozenset[int]:
        """Send all, in batches; answers the positions of those that were not taken."""
        ...


class JobTable(Protocol):
    """The truth about jobs and photos. Reads are consistent."""

    def create(self, job: Job, photos: Sequence[Photo], keyed: KeyedRequest | None) -> None:
        """Add a job with its photos; a job can be seen only once all of it is there.

        Raises:
            KeyAlreadyUsedError: The idempotency key belongs to an earlier job.
        """
        ...

    def job_of_key(self, user_id: str, key: str) -> KeyedJob | None:
        """The job that this idempotency key opened, if it did within its 24 hours."""
        ...

    def add_photos(self, job: Job, photos: Sequence[Photo]) -> None:
        """Add up to 99 photos, all or none, behind the `job.photo_count` it was read with.

        Raises:
            JobChangedError: The job ended, or somebody else added photos meanwhile.
        """
        ...

    def job(self, user_id: str, job_id: str) -> Job | None:
        """A user's job; None if there is none, or no longer."""
        ...

    def jobs(self, user_id: str, *, limit: int, cursor: str | None) -> Page[Job]:
        """A user's jobs, newest first."""
        ...

    def photo(self, job_id: str, photo_id: str) -> Photo | None:
        """One photo of a job."""
        ...

    def photos(self, job_id: str, *, limit: int, cursor: str | None) -> Page[Photo]:
        """A job's photos, in the order in which they were named."""
        ...

    def count_states(self, job_id: str) -> Mapping[PhotoState, int]:
        """How many photos of a job are in each state."""
        ...

    def move_photo(self, change: PhotoChange) -> Photo | None:
        """Move a photo forwards, if its generation, state and pinned source still allow it.

        From when it is queued it waits anew.

        Returns:
            The photo as it was, so that the caller can tell a move from a repetition
            (`PhotoChange.may_follow`); None if there is no such photo.
        """
        ...

    def note_progress(self, user_id: str, job_id: str, seen: Progress) -> Job | None:
        """Tell a job where photos of it were seen; answers the job, None if it is gone."""
        ...

    def complete(self, job: Job, at: datetime) -> bool:
        """End an open job that has no more photos or retries than when it was read.

        Returns:
            Whether it ended at this time; so it did if the same is asked twice.
        """
        ...

    def due(self, now: datetime, shard: int, limit: int) -> Sequence[Due]:
        """Up to `limit` rows of one of `SHARDS` parts that are due by now, oldest first.

        These alone are as they were a moment ago: read a row before deciding anything about it.
        """
        ...

    def postpone(self, photo: Photo, due_at: datetime) -> bool:
        """Look at a photo at another time; False if it has moved on since it was read."""
        ...

    def postpone_job(self, job: Job, due_at: datetime) -> bool:
        """Look at a job at another time; False if it ended or was postponed since it was read."""
        ...

    def begin_again(self, job: Job, photos: Sequence[Photo]) -> None:
        """Let up to 99 failed or expired photos, given as they will be, wait once more.

        All or none of them come, each in place of its last generation; the job is open again, due
        when the first of them is, and has been told. The same twice is done once.

        Raises:
            JobChangedError: The job is gone, or not every one of them has failed or expired.
        """
        ...

    def remove_job(self, job: Job, at: datetime) -> None:
        """Put a tombstone in place of a job: from then on nothing is added to it or noted of it."""
        ...

    def tombstone(self, job_id: str) -> Tombstone | None:
        """The tombstone of a deleted job."""
        ...

    def postpone_tombstone(self, tombstone: Tombstone, due_at: datetime) -> bool:
        """Look at a tombstone at another time; False if somebody else has since it was read."""
        ...

    def remove_tombstone(self, job_id: str) -> None:
        """Forget a deleted job."""
        ...

    def remove_photos(self, job_id: str) -> None:
        """Remove every photo row of a job."""
        ...


class SourceQueue(Protocol):
    """A queue, to those who send a message to it that was there before."""

    def revive(self, body: str, *, tries: int, group_id: str | None) -> None:
        """Send a message once more, marked with how often it was tried before."""
        ...


class DeadLetterTable(Protocol):
    """Where messages that were given up on are kept, for two weeks."""

    def bury(self, letter: DeadLetter, body: str) -> None:
        """Keep a letter with its whole body; one that is kept already stays as it is."""
        ...

    def letter(self, letter_id: str) -> DeadLetter | None:
        """One letter; None if there is none, or no longer."""
        ...

    def letters(self, queue: QueueName, *, limit: int, cursor: str | None) -> Page[DeadLetter]:
        """The letters of a queue, in the order in which they were sent."""
        ...

    def body(self, letter: DeadLetter) -> str:
        """What the message said, to the letter."""
        ...

    def mark_resent(self, letter: DeadLetter, at: datetime) -> None:
        """Remember that a letter has been given another chance."""
        ...


class Deliveries(Protocol):
    """The messages that a worker has been handed, for their queue keeps them until it is done."""

    def hide(self, queue_arn: str, seconds: Mapping[str, int]) -> None:
        """Have each receipt's message delivered again after its seconds, if it is not gone by then.

        Where that fails, which is logged, messages come again in their queue's own time.
        """
        ...


class WorkTime(Protocol):
    """The time that this process has for what it has in hand."""

    def seconds_left(self) -> float:
        """Until it is ended, whatever it does."""
        ...

    def allows(self, seconds: float) -> bool:
        """Whether to begin what takes this long: never once the process was asked to stop."""
        ...


class FaceDetector(Protocol):
    """Who finds faces in photos."""

    def find(self, photo: bytes, limits: Limits) -> tuple[Face, ...]:
        """The faces in a photo, which nobody has vouched for; places are in the upright photo.

        Raises:
            PhotoError: The photo is bad, or cost more than the limits allow.
        """
        ...


class Meter(Protocol):
    """Where measurements go."""

    def count(self, name: str) -> None:
        """Count one occurrence."""
        ...

    def milliseconds(self, name: str, value: float) -> None:
        """Record a duration."""
        ...
