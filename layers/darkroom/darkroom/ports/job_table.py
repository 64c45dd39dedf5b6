"""The truth about jobs and photos."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from darkroom.jobs import Job, Photo, PhotoState, Progress, Tombstone
from darkroom.ports.due import Due
from darkroom.ports.pages import Page
from darkroom.ports.photo_changes import PhotoChange


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
        """A user's jobs, newest first; fewer than `limit` if they are large."""
        ...

    def photo(self, job_id: str, photo_id: str) -> Photo | None:
        """One photo of a job."""
        ...

    def photos(self, job_id: str, *, limit: int, cursor: str | None) -> Page[Photo]:
        """A job's photos, in the order in which they were named: `limit`, if there are as many."""
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

        It stays due, and is so in a minute: its photos have still to enter the library.

        Returns:
            Whether it ended at this time; so it did if the same is asked twice.
        """
        ...

    def settle(self, job: Job) -> bool:
        """Have nobody look at a completed job any more: its photos are in its user's library.

        False if the job has begun again since it was read, or is gone.
        """
        ...

    def due(self, now: datetime, shard: int, limit: int) -> Sequence[Due]:
        """Up to `limit` rows of one of `SHARDS` parts that are due by now, oldest first.

        These alone are as they were a moment ago: read a row before deciding anything about it.
        """
        ...

    def postpone(self, photo: Photo, due_at: datetime) -> bool:
        """Look at a photo at another time; False if it has moved on since it was read.

        The same twice is done once, and True both times.
        """
        ...

    def postpone_job(self, job: Job, due_at: datetime) -> bool:
        """Look at a job at another time; False if it ended or was postponed since it was read.

        The same twice is done once, and True both times.
        """
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
        """Look at a tombstone at another time; False if somebody else has since it was read.

        The same twice is done once, and True both times.
        """
        ...

    def remove_tombstone(self, job_id: str) -> None:
        """Forget a deleted job."""
        ...

    def remove_photos(self, job_id: str) -> None:
        """Remove every photo row of a job."""
        ...
