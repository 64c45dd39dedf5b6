"""Opens jobs whose photos will be uploaded to S3, and adds photos to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from darkroom.clock import Clock
from darkroom.errors import JobChangedError, JobEndedError, KeyAlreadyUsedError, NotFoundError
from darkroom.file_names import clean_file_name
from darkroom.ids import new_job_id, new_photo_id
from darkroom.jobs import Job, JobState, Photo, PhotoState
from darkroom.ports import JobTable, KeyedRequest
from darkroom.recipes import Output

# How many photos the table adds at once, and how often to try while others add theirs.
_LOT: Final = 99
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


def new_job(
    user_id: str,
    outputs: Sequence[Output],
    *,
    photo_count: int,
    now: datetime,
    retention: timedelta,
) -> Job:
    """An open job with a fresh id."""
    return Job(
        user_id=user_id,
        job_id=new_job_id(now),
        state=JobState.OPEN,
        outputs=tuple(outputs),
        photo_count=photo_count,
        created_at=now,
        expires_at=now + retention,
    )


def name_photos(
    job: Job, named: Sequence[NamedPhoto], *, first: int, now: datetime
) -> tuple[Photo, ...]:
    """Rows for photos awaiting their upload, numbered from `first`."""
    return tuple(
        Photo(
            job_id=job.job_id,
            photo_id=new_photo_id(number),
            number=number,
            user_id=job.user_id,
            name=clean_file_name(photo.name),
            content_type=photo.content_type,
            state=PhotoState.AWAITING_UPLOAD,
            created_at=now,
            updated_at=now,
        )
        for number, photo in enumerate(named, start=first)
    )


def opened_before(table: JobTable, user_id: str, keyed: KeyedRequest) -> OpenedJob | None:
    """The job that the same request opened earlier under this key.

    Raises:
        KeyAlreadyUsedError: The key came with a different request, or its job was deleted.
    """
    known = table.job_of_key(user_id, keyed.key)
    if known is None:
        return None
    job = table.job(user_id, known.job_id)
    if known.fingerprint != keyed.fingerprint or job is None:
        raise KeyAlreadyUsedError
    photos = table.photos(job.job_id, limit=job.photo_count, cursor=None).items
    return OpenedJob(job=job, photos=photos, repeated=True)


@dataclass(frozen=True, kw_only=True)
class OpenJob:
    """Opens a job; the same `Idempotency-Key` with the same request opens only one."""

    table: JobTable
    clock: Clock
    retention: timedelta

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
        now = self.clock.now()
        job = new_job(user_id, outputs, photo_count=len(photos), now=now, retention=self.retention)
        rows = name_photos(job, photos, first=0, now=now)
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
    """Adds photos to an open job."""

    table: JobTable
    clock: Clock

    def __call__(self, user_id: str, job_id: str, photos: Sequence[NamedPhoto]) -> OpenedJob:
        """Add the photos, in lots that are each added whole or not at all.

        Raises:
            NotFoundError: The user has no such job.
            JobEndedError: The job takes no more photos.
            JobChangedError: Others kept adding photos meanwhile.
        """
        job = self._open_job(user_id, job_id)
        added: list[Photo] = []
        for start in range(0, len(photos), _LOT):
            job, rows = self._add_lot(job, photos[start : start + _LOT])
            added += rows
        return OpenedJob(job=job, photos=tuple(added))

    def _add_lot(
        self, job: Job, named: Sequence[NamedPhoto], tries: int = _TRIES
    ) -> tuple[Job, tuple[Photo, ...]]:
        rows = name_photos(job, named, first=job.photo_count, now=self.clock.now())
        try:
            self.table.add_photos(job, rows)
        except JobChangedError:
            if tries == 1:
                raise
            return self._add_lot(self._open_job(job.user_id, job.job_id), named, tries - 1)
        return job.model_copy(update={"photo_count": job.photo_count + len(rows)}), rows

    def _open_job(self, user_id: str, job_id: str) -> Job:
        job = self.table.job(user_id, job_id)
        if job is None:
            raise NotFoundError
        if job.state is not JobState.OPEN:
            raise JobEndedError
        return job
