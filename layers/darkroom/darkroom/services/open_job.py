"""Opens jobs whose photos will be uploaded to S3, and adds photos to them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from darkroom.clock import Clock
from darkroom.deadlines import UPLOADING, next_look
from darkroom.errors import (
    JobChangedError,
    JobDeletedError,
    JobEndedError,
    KeyAlreadyUsedError,
    TooManyPhotosError,
)
from darkroom.file_names import clean_file_name
from darkroom.ids import Ids
from darkroom.jobs import Job, JobState, Photo, PhotoState
from darkroom.ports import JobTable, KeyedRequest
from darkroom.recipes import Output
from darkroom.services.lookups import job_of

# How often to try to add photos while others add theirs.
_TRIES: Final = 4


@dataclass(frozen=True, kw_only=True)
class NamedPhoto:
    """A photo that a client means to upload."""

    name: str
    content_type: str


@dataclass(frozen=True, kw_only=True)
class OpenedJob:
    """A job and the photos that the request named; `repeated` if an earlier request opened it."""

    job: Job
    photos: tuple[Photo, ...]
    repeated: bool = False


@dataclass(frozen=True, kw_only=True)
class NewRows:
    """The rows of jobs and photos that are new at a moment."""

    now: datetime
    ids: Ids

    def job(
        self, user_id: str, outputs: Sequence[Output], *, photo_count: int, retention: timedelta
    ) -> Job:
        """An open job."""
        return Job(
            user_id=user_id,
            job_id=self.ids.job(self.now),
            state=JobState.OPEN,
            outputs=tuple(outputs),
            photo_count=photo_count,
            created_at=self.now,
            # To the second, as DynamoDB's time-to-live keeps it.
            expires_at=self.now.replace(microsecond=0) + retention,
            due_at=next_look(self.now, self.now),
        )

    def photos(self, job: Job, named: Sequence[NamedPhoto], *, first: int) -> tuple[Photo, ...]:
        """Photos awaiting their upload, numbered from `first`."""
        return tuple(
            self._photo(job, number, photo) for number, photo in enumerate(named, start=first)
        )

    def _photo(self, job: Job, number: int, photo: NamedPhoto) -> Photo:
        return Photo(
            job_id=job.job_id,
            photo_id=self.ids.photo(number),
            number=number,
            user_id=job.user_id,
            name=clean_file_name(photo.name),
            content_type=photo.content_type,
            state=PhotoState.AWAITING_UPLOAD,
            created_at=self.now,
            updated_at=self.now,
            waiting_since=self.now,
            due_at=self.now + UPLOADING,
        )


def check_photo_count(count: int, max_photos: int) -> None:
    """Refuse more photos than a job may hold.

    Raises:
        TooManyPhotosError: There are too many.
    """
    if count > max_photos:
        message = f"A job takes {max_photos} photos; open another job for the rest."
        raise TooManyPhotosError(message, path="photos")


def opened_before(table: JobTable, user_id: str, keyed: KeyedRequest) -> OpenedJob | None:
    """The job that the same request opened earlier under this key.

    Raises:
        KeyAlreadyUsedError: The key came with a different request.
        JobDeletedError: It was deleted since.
    """
    known = table.job_of_key(user_id, keyed.key)
    if known is None:
        return None
    job = table.job(user_id, known.job_id)
    if known.fingerprint != keyed.fingerprint:
        raise KeyAlreadyUsedError
    if job is None:
        raise JobDeletedError
    photos = table.photos(job.job_id, limit=job.photo_count, cursor=None).items
    return OpenedJob(job=job, photos=photos, repeated=True)


@dataclass(frozen=True, kw_only=True)
class OpenJob:
    """Opens a job; the same `Idempotency-Key` with the same request opens only one."""

    table: JobTable
    clock: Clock
    retention: timedelta
    ids: Ids = field(default_factory=Ids)

    def __call__(
        self,
        user_id: str,
        outputs: Sequence[Output],
        photos: Sequence[NamedPhoto],
        keyed: KeyedRequest | None,
    ) -> OpenedJob:
        """Open the job, or find the one that this request opened before.

        Raises:
            KeyAlreadyUsedError: The key came with a different request.
        """
        if keyed and (earlier := opened_before(self.table, user_id, keyed)):
            return earlier
        new = NewRows(now=self.clock.now(), ids=self.ids)
        job = new.job(user_id, outputs, photo_count=len(photos), retention=self.retention)
        rows = new.photos(job, photos, first=0)
        try:
            self.table.create(job, rows, keyed)
        except KeyAlreadyUsedError:
            # Lost the race against the same request, or this is its own write seen by a retry.
            if keyed and (earlier := opened_before(self.table, user_id, keyed)):
                return earlier
            raise
        return OpenedJob(job=job, photos=rows)


@dataclass(frozen=True, kw_only=True)
class AddPhotos:
    """Adds photos to an open job, all or none."""

    table: JobTable
    clock: Clock
    max_photos: int
    ids: Ids = field(default_factory=Ids)

    def __call__(self, user_id: str, job_id: str, photos: Sequence[NamedPhoto]) -> OpenedJob:
        """Add up to 99 photos behind those that are there, also while others add theirs.

        Raises:
            NotFoundError: The user has no such job.
            JobEndedError: The job takes no more photos.
            TooManyPhotosError: It would hold more than a job may.
            JobChangedError: Others kept adding photos meanwhile.
        """
        for _ in range(_TRIES - 1):
            with suppress(JobChangedError):
                return self._add(user_id, job_id, photos)
        return self._add(user_id, job_id, photos)

    def _add(self, user_id: str, job_id: str, photos: Sequence[NamedPhoto]) -> OpenedJob:
        job = self._open_job(user_id, job_id)
        check_photo_count(job.photo_count + len(photos), self.max_photos)
        new = NewRows(now=self.clock.now(), ids=self.ids)
        rows = new.photos(job, photos, first=job.photo_count)
        self.table.add_photos(job, rows)
        grown = job.model_copy(update={"photo_count": job.photo_count + len(rows)})
        return OpenedJob(job=grown, photos=rows)

    def _open_job(self, user_id: str, job_id: str) -> Job:
        job = job_of(self.table, user_id, job_id)
        if job.state is not JobState.OPEN:
            raise JobEndedError
        return job
