"""Checks what arrived in the uploads bucket, pins its version and queues it for rendering."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from darkroom.budgets import CALL_SECONDS, OBJECT_STEP_SECONDS
from darkroom.clock import Clock
from darkroom.deadlines import UNSENT
from darkroom.errors import (
    EmptyUploadError,
    NotFoundError,
    ObjectMissingError,
    PhotoError,
    TooManyBytesError,
)
from darkroom.imaging.signatures import HEAD_BYTES, sniff
from darkroom.jobs import Photo, PhotoAddress, PhotoState, Problem, Progress, Sighting, Source
from darkroom.keys import parse_upload_key
from darkroom.messages import PhotoRefused
from darkroom.ports import (
    JobTable,
    PhotoChange,
    RequestQueue,
    ResponseQueue,
    UploadHead,
    UploadStore,
    WorkTime,
)
from darkroom.recipes import Output
from darkroom.retries import Redelivery
from darkroom.services.batches import attempt_each, send_back
from darkroom.services.doorbell import Doorbell, Waiting
from darkroom.services.lookups import job_of
from darkroom.services.stray_uploads import StrayUploads

_logger = logging.getLogger(__name__)


# Of how many jobs a process remembers what is wanted.
_KNOWN_JOBS: Final = 1000


@dataclass
class _Sendings:
    """Messages to send, each with the position of the upload that it belongs to."""

    waiting: list[Waiting] = field(default_factory=list)
    waiting_owners: list[int] = field(default_factory=list)
    refusals: list[PhotoRefused] = field(default_factory=list)
    refusal_owners: list[int] = field(default_factory=list)
    queued: dict[tuple[str, str], dict[int, Sighting]] = field(
        default_factory=lambda: defaultdict(dict)
    )


@dataclass(frozen=True, kw_only=True)
class StartPhotos:
    """Starts a batch of uploads."""

    table: JobTable
    uploads: UploadStore
    requests: RequestQueue
    responses: ResponseQueue
    clock: Clock
    time: WorkTime
    max_bytes: int

    def __call__(self, arrived: Sequence[Source]) -> dict[int, Redelivery]:
        """Queue the good ones, refuse the bad ones; answers the positions to deliver again."""
        sendings = _Sendings()
        remove_stray = StrayUploads(table=self.table, uploads=self.uploads, clock=self.clock)

        def start(position: int, upload: Source) -> None:
            wanted = self._wanted_at(upload.key)
            if wanted is None:
                _logger.info("Upload belongs to no photo", extra={"object_key": upload.key})
                remove_stray(upload)
            elif upload in wanted[0].spent:
                # Its photo awaits another one, and what announces this one is late.
                _logger.info("Upload is spent", extra={"photo_id": wanted[0].photo_id})
            else:
                self._start_photo(position, upload, wanted, sendings)

        again = attempt_each(arrived, start, lambda: self.time.allows(OBJECT_STEP_SECONDS))
        again |= self._show_progress(sendings.queued)
        doorbell = Doorbell(table=self.table, requests=self.requests, clock=self.clock)
        unsent = doorbell.ring(sendings.waiting, lambda: self.time.allows(CALL_SECONDS))
        again |= send_back(unsent, sendings.waiting_owners)
        unsent = self.responses.send(sendings.refusals)
        return again | send_back(unsent, sendings.refusal_owners)

    def _wanted_at(self, key: str) -> tuple[Photo, tuple[Output, ...]] | None:
        """The photo that belongs at a key, and what is wanted of it."""
        address = parse_upload_key(key)
        photo = address and self.table.photo(address.job_id, address.photo_id)
        if not address or not photo or photo.user_id != address.user_id:
            return None
        try:
            return photo, self._outputs_of(photo.user_id, photo.job_id)
        except NotFoundError:
            return None

    @cached_property
    def _outputs_of(self) -> Callable[[str, str], tuple[Output, ...]]:
        """What is wanted of a job's photos; it never changes, so a process asks once."""
        return lru_cache(maxsize=_KNOWN_JOBS)(self._read_outputs)

    def _read_outputs(self, user_id: str, job_id: str) -> tuple[Output, ...]:
        return job_of(self.table, user_id, job_id).outputs

    def _start_photo(
        self,
        position: int,
        upload: Source,
        wanted: tuple[Photo, tuple[Output, ...]],
        sendings: _Sendings,
    ) -> None:
        photo, outputs = wanted
        address = PhotoAddress.of(photo)
        try:
            head = self.uploads.read_head(upload, HEAD_BYTES)
            self._check(head)
        except ObjectMissingError:
            _logger.info("Upload is gone", extra={"photo_id": photo.photo_id})
        except PhotoError as error:
            problem = Problem(code=error.code, message=error.message)
            if photo.state is PhotoState.AWAITING_UPLOAD:
                sendings.refusals.append(PhotoRefused(photo=address, source=upload, error=problem))
                sendings.refusal_owners.append(position)
        else:
            queued = self._queue(address, upload, head.size)
            if queued:
                sighting = Sighting(photo.number, photo.generation, PhotoState.QUEUED)
                sendings.queued[photo.user_id, photo.job_id][position] = sighting
                sendings.waiting.append(Waiting(queued, upload, outputs))
                sendings.waiting_owners.append(position)

    def _show_progress(
        self, queued: Mapping[tuple[str, str], Mapping[int, Sighting]]
    ) -> dict[int, Redelivery]:
        """Tell each job once; a job that cannot be told has its uploads come again."""
        jobs = list(queued)

        def tell(_: int, job: tuple[str, str]) -> None:
            self.table.note_progress(*job, Progress.of(queued[job].values()))

        stuck = attempt_each(jobs, tell)
        return {each: stuck[job] for job in stuck for each in queued[jobs[job]]}

    def _check(self, head: UploadHead) -> None:
        if head.size == 0:
            raise EmptyUploadError
        if head.size > self.max_bytes:
            raise TooManyBytesError.over(self.max_bytes)
        sniff(head.head)

    def _queue(self, address: PhotoAddress, upload: Source, size: int) -> Photo | None:
        """Pin the version; the photo, if it now waits for a worker with exactly this version.

        The row may say so already: its message was lost, or this one is a duplicate. Ringing
        again is safe, for the same work writes the same objects.
        """
        now = self.clock.now()
        change = PhotoChange(
            photo=address,
            state=PhotoState.QUEUED,
            at=now,
            due_at=now + UNSENT,
            source=upload,
            bytes=size,
        )
        before = self.table.move_photo(change)
        if before is None or before.generation != address.generation:
            return None
        if before.state is PhotoState.QUEUED:
            return before if before.source == upload else None
        moved = before.model_copy(update={"waiting_since": now, "due_at": change.due_at})
        return moved if before.state is PhotoState.AWAITING_UPLOAD else None
