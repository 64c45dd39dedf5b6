"""Takes small photos in the body of a request: stores them and queues them at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from darkroom.clock import Clock
from darkroom.deadlines import UNSENT
from darkroom.errors import KeyAlreadyUsedError
from darkroom.ids import Ids
from darkroom.jobs import Photo, PhotoState, Progress, Sighting
from darkroom.keys import inline_key, upload_prefixes
from darkroom.ports import JobTable, KeyedRequest, RequestQueue, UploadStore
from darkroom.recipes import Output
from darkroom.services.doorbell import Doorbell, Waiting
from darkroom.services.open_job import (
    NamedPhoto,
    NewRows,
    OpenedJob,
    opened_before,
)


@dataclass(frozen=True, kw_only=True)
class SentPhoto(NamedPhoto):
    """A photo with its bytes."""

    content: bytes


@dataclass(frozen=True, kw_only=True)
class SubmitPhotos:
    """Opens a job whose photos are already here."""

    table: JobTable
    uploads: UploadStore
    requests: RequestQueue
    clock: Clock
    retention: timedelta
    ids: Ids = field(default_factory=Ids)

    def __call__(
        self,
        user_id: str,
        outputs: Sequence[Output],
        photos: Sequence[SentPhoto],
        keyed: KeyedRequest | None,
    ) -> OpenedJob:
        """Store, open, ring; a repeated request rings again for what still waits.

        Raises:
            KeyAlreadyUsedError: The key came with a different request.
        """
        opened = keyed and opened_before(self.table, user_id, keyed)
        opened = opened or self._open(user_id, outputs, photos, keyed)
        waiting = [
            Waiting(photo, photo.source, opened.job.outputs)
            for photo in opened.photos
            if photo.state is PhotoState.QUEUED and photo.source
        ]
        # Nobody has to send the photos again because of a ring that nobody heard: they are here.
        Doorbell(table=self.table, requests=self.requests, clock=self.clock).ring(waiting)
        return opened

    def _open(
        self,
        user_id: str,
        outputs: Sequence[Output],
        photos: Sequence[SentPhoto],
        keyed: KeyedRequest | None,
    ) -> OpenedJob:
        new = NewRows(now=self.clock.now(), ids=self.ids)
        job = new.job(user_id, outputs, photo_count=len(photos), retention=self.retention)
        named = new.photos(job, photos, first=0)
        rows = tuple(self._store(row, sent) for row, sent in zip(named, photos, strict=True))
        progress = Progress.of(Sighting(row.number, row.generation, row.state) for row in rows)
        job = job.model_copy(update={"progress": progress})
        try:
            self.table.create(job, rows, keyed)
        except KeyAlreadyUsedError:
            for prefix in upload_prefixes(user_id, job.job_id):
                self.uploads.remove_all(prefix)
            if keyed and (earlier := opened_before(self.table, user_id, keyed)):
                return earlier
            raise
        return OpenedJob(job=job, photos=rows)

    def _store(self, row: Photo, sent: SentPhoto) -> Photo:
        key = inline_key(row.user_id, row.job_id, row.photo_id)
        source = self.uploads.write(key, sent.content, sent.content_type)
        return row.model_copy(
            update={
                "state": PhotoState.QUEUED,
                "source": source,
                "bytes": len(sent.content),
                "due_at": row.waiting_since + UNSENT,
            }
        )
