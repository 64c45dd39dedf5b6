"""Looks at photos that are due: rings for them again, or ends what nobody will."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from darkroom.budgets import CALL_SECONDS, OBJECT_STEP_SECONDS
from darkroom.clock import Clock
from darkroom.deadlines import OPENING, PATIENCE, UNSENT, UPLOADING, next_look
from darkroom.jobs import Photo, PhotoAddress, PhotoState, Problem, Sighting, Source
from darkroom.keys import upload_key
from darkroom.ports import DuePhoto, JobTable, Meter, PhotoChange, UploadStore, WorkTime
from darkroom.recipes import Output
from darkroom.retries import Redelivery
from darkroom.services.batches import attempt_each
from darkroom.services.doorbell import Doorbell, Waiting
from darkroom.services.end_photo import EndPhoto
from darkroom.services.purge import Purge
from darkroom.services.start_photos import StartPhotos

_logger = logging.getLogger(__name__)

_HOURS: Final = PATIENCE // timedelta(hours=1)
# To look for an upload, with time left to start from what is found.
_SEARCH_SECONDS: Final = OBJECT_STEP_SECONDS + 10
_RINGS: Final = 10
_MISSING: Final = Problem(
    code="upload_missing",
    message=f"The photo was not uploaded within {_HOURS} hours; retry the job and upload it then.",
)
_LATE: Final = Problem(
    code="expired", message=f"Nothing came of the photo within {_HOURS} hours; retry the job."
)
_LATE_VERSION: Final = Problem(
    code="expired",
    message=f"Nothing came of the edit within {_HOURS} hours; undo it, and do it again.",
)


_JobOfUser = tuple[str, str]
"""A user's id, and the id of a job."""


@dataclass(frozen=True)
class _Round:
    """What the photos of one look wait for, and what the jobs that were asked want of theirs.

    Jobs are told of all that have `expired` at once, for those of one job do so together.
    """

    rings: list[Waiting] = field(default_factory=list)
    uploads: list[Photo] = field(default_factory=list)
    arrived: list[tuple[Photo, Source]] = field(default_factory=list)
    outputs: dict[str, Sequence[Output] | None] = field(default_factory=dict)
    expired: dict[_JobOfUser, list[Sighting]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LookAfterPhotos:
    """Looks at several photos at once.

    Whoever else looks at the same photo meanwhile finds that it is not due any more, for every
    step begins by postponing it: what fails after that, or finds no time, is looked at again then.
    """

    table: JobTable
    uploads: UploadStore
    doorbell: Doorbell
    start_photos: StartPhotos
    end_photo: EndPhoto
    purge: Purge
    clock: Clock
    meter: Meter
    time: WorkTime

    def __call__(self, due: Sequence[DuePhoto]) -> Counter[Redelivery]:
        """Do for each photo what it waits for; counts those that come again, and why."""
        this = _Round()
        again = Counter(
            attempt_each(due, lambda _, each: self._look_at(each, this), self._has_time).values()
        )
        # Who has an upload here waits for a message only, which must not wait for S3.
        again += self._ring(this.rings)
        again += Counter(
            attempt_each(
                this.uploads,
                lambda _, photo: self._look_for_upload(photo, this),
                lambda: self.time.allows(_SEARCH_SECONDS),
            ).values()
        )
        again += self._start(this)
        return again + self._tell_of_expired(this)

    def _has_time(self) -> bool:
        return self.time.allows(OBJECT_STEP_SECONDS)

    def _look_at(self, due: DuePhoto, this: _Round) -> None:
        photo, now = self.table.photo(due.job_id, due.photo_id), self.clock.now()
        # The index of what is due is a moment old.
        if photo is None or photo.due_at is None or photo.due_at > now:
            return
        outputs = photo.outputs or self._outputs_of_job(photo, this)
        if outputs is None:
            self._look_for_job(photo, now)
        elif photo.state is PhotoState.AWAITING_UPLOAD:
            this.uploads.append(photo)
        else:
            self._look_for_outputs(photo, outputs, now, this)

    def _outputs_of_job(self, photo: Photo, this: _Round) -> Sequence[Output] | None:
        """What the photo's job wants of it; None if it has none."""
        if photo.job_id not in this.outputs:
            job = self.table.job(photo.user_id, photo.job_id)
            this.outputs[photo.job_id] = job.outputs if job else None
        return this.outputs[photo.job_id]

    def _look_for_job(self, photo: Photo, now: datetime) -> None:
        # A job is opened by writing its photos first, which takes seconds.
        if now - photo.created_at < OPENING:
            self.table.postpone(photo, next_look(photo.created_at, now))
        else:
            self.purge(photo.user_id, photo.job_id)

    def _look_for_upload(self, photo: Photo, this: _Round) -> None:
        newest = self.uploads.find(upload_key(photo.user_id, photo.job_id, photo.photo_id))
        upload, now = None if newest in photo.spent else newest, self.clock.now()
        if upload is None and _is_late(photo, now):
            self._expire(photo, _MISSING, this)
            return
        # An upload that is here is started now: if that fails, it need not wait for as long again.
        due_at = now + UNSENT if upload else next_look(photo.waiting_since, now, UPLOADING)
        claimed = self._claim(photo, due_at)
        if claimed and upload:
            this.arrived.append((claimed, upload))

    def _look_for_outputs(
        self, photo: Photo, outputs: Sequence[Output], now: datetime, this: _Round
    ) -> None:
        if _is_late(photo, now):
            self._expire(photo, _LATE_VERSION if photo.outputs else _LATE, this)
            return
        claimed = self._claim(photo, now + UNSENT)
        if claimed and photo.source:
            this.rings.append(Waiting(claimed, photo.source, outputs))

    def _ring(self, rings: Sequence[Waiting]) -> Counter[Redelivery]:
        """Ring for photos, as many at a time as one call to their queue can be about."""
        again = Counter[Redelivery]()
        for start in range(0, len(rings), _RINGS):
            lot = rings[start : start + _RINGS]
            if not self.time.allows(CALL_SECONDS):
                again[Redelivery.NOW] += len(lot)
                continue
            untaken = self.doorbell.ring(lot, lambda: self.time.allows(CALL_SECONDS))
            again[Redelivery.LATER] += len(untaken)
            for place, waiting in enumerate(lot):
                if place not in untaken:
                    self.meter.count("RungAgain")
                    _logger.info("Photo was rung for again", extra=self._named(waiting.photo))
        return again

    def _start(self, this: _Round) -> Counter[Redelivery]:
        """Start photos from uploads that nobody announced."""
        again = self.start_photos([upload for _, upload in this.arrived])
        failed = [place for place, why in again.items() if why is Redelivery.LATER]
        attempt_each(failed, lambda _, place: self._give_up_late(this.arrived[place][0], this))
        return Counter(again.values())

    def _claim(self, photo: Photo, due_at: datetime) -> Photo | None:
        """The photo as it is from now on; None if somebody else was there first."""
        is_ours = self.table.postpone(photo, due_at)
        return photo.model_copy(update={"due_at": due_at}) if is_ours else None

    def _give_up_late(self, photo: Photo, this: _Round) -> None:
        if _is_late(photo, self.clock.now()):
            self._expire(photo, _LATE, this)

    def _expire(self, photo: Photo, problem: Problem, this: _Round) -> None:
        job, now = (photo.user_id, photo.job_id), self.clock.now()
        if job not in this.expired:
            # Nobody looks at the photo again: if its job is not told, that is looked at instead.
            self._have_job_looked_at(photo, now + UNSENT)
            this.expired[job] = []
        expiry = PhotoChange(
            photo=PhotoAddress.of(photo),
            state=PhotoState.EXPIRED,
            at=now,
            while_due_at=photo.due_at,
            error=problem,
        )
        ended = self.end_photo.untold(expiry)
        if ended.sighting:
            this.expired[job].append(ended.sighting)
        if ended.is_ours:
            self.meter.count("PhotosExpired")
            _logger.warning("Photo expired", extra=self._named(photo) | {"code": problem.code})

    def _tell_of_expired(self, this: _Round) -> Counter[Redelivery]:
        told = attempt_each(
            [(job, seen) for job, seen in this.expired.items() if seen],
            lambda _, each: self.end_photo.progress.note(*each[0], each[1]),
            lambda: self.time.allows(CALL_SECONDS),
        )
        return Counter(told.values())

    def _have_job_looked_at(self, photo: Photo, due_at: datetime) -> None:
        job = self.table.job(photo.user_id, photo.job_id)
        if job and job.due_at and job.due_at > due_at:
            self.table.postpone_job(job, due_at)

    def _named(self, photo: Photo) -> dict[str, object]:
        return {
            "job_id": photo.job_id,
            "photo_id": photo.photo_id,
            "state": photo.state,
            "waited_seconds": (self.clock.now() - photo.waiting_since).total_seconds(),
        }


def _is_late(photo: Photo, now: datetime) -> bool:
    return now - photo.waiting_since >= PATIENCE
