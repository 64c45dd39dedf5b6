"""Takes small photos in the body of a request: stores them and queues them at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from darkroom.clock import Clock
from darkroom.deadlines import UNSENT
from darkroom.errors import KeyAlreadyUsedError, TransientError
from darkroom.ids import Ids
from darkroom.jobs import Job, Photo, PhotoAddress, PhotoState, Progress, Sighting
from darkroom.keys import inline_key, upload_prefixes
from darkroom.messages import RenderRequest
from darkroom.ports import JobTable, KeyedRequest, RequestQueue, UploadStore
from darkroom.recipes import Output
from darkroom.services.delete_job import DeleteJob
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
    delete_job: DeleteJob
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
        """Store, open, queue; a repeated request queues again what still waits.

        Raises:
            KeyAlreadyUsedError: The key came with a different request.
            TransientError: Not everything could be queued; the same request again will do it.
        """
        opened = keyed and opened_before(self.table, user_id, keyed)
        opened = opened or self._open(user_id, outputs, photos, keyed)
        try:
            self._queue(opened.job, opened.photos)
        except TransientError:
            if keyed is None:
                # The same request again will open another job: nobody would come back to this one.
                self.delete_job(user_id, opened.job.job_id)
            raise
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

    def _queue(self, job: Job, photos: Sequence[Photo]) -> None:
        unsent = self.requests.send(
            [
                RenderRequest(
                    photo=PhotoAddress.of(photo),
                    source=photo.source,
                    outputs=job.outputs,
                    queued_at=self.clock.now(),
                )
                for photo in photos
                if photo.state is PhotoState.QUEUED and photo.source
            ]
        )
        if unsent:
            raise TransientError("Not every photo could be queued; send the same request again.")
