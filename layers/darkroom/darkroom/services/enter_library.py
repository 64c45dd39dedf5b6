"""Takes the finished photos of completed jobs into their users' libraries."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from darkroom.errors import JobChangedError
from darkroom.jobs import Job, Photo, PhotoState
from darkroom.library.photo_operations import AddPhoto
from darkroom.ports import JobTable, KeyedRequest
from darkroom.ports.library_table import Entering
from darkroom.services.append_operations import AppendOperations

# As many as a request may have.
_LOT: Final = 50
_FINGERPRINT: Final = "finished photos"


@dataclass(frozen=True, kw_only=True)
class EnterLibrary:
    """Has a job's photos added by operations of the user's own log.

    The job remembers which in the same transaction, and those are left alone from then on, however
    often it is retried: by then they may have been deleted from the library.
    """

    table: JobTable
    append: AppendOperations

    def __call__(self, job: Job) -> None:
        """Add those photos of a completed job that are done; the same twice adds them once.

        A job that has begun again since, or was deleted, is left to who completes it next.

        Raises:
            TransientError: The library is too busy.
        """
        page = self.table.photos(job.job_id, limit=max(job.photo_count, 1), cursor=None)
        new = [
            photo
            for photo in page.items
            if photo.state is PhotoState.DONE and photo.number not in job.kept
        ]
        with suppress(JobChangedError):
            for start in range(0, len(new), _LOT):
                self._add(job, new[start : start + _LOT])
            self.table.settle(job)

    def _add(self, job: Job, photos: Sequence[Photo]) -> None:
        operations = [AddPhoto(job_id=it.job_id, photo_id=it.photo_id) for it in photos]
        # No header holds a line feed, and so no key of a client is one of these.
        key = f"{job.job_id}\n{job.retries}\n{photos[0].number}"
        keyed = KeyedRequest(key=key, fingerprint=_FINGERPRINT)
        entering = Entering(job=job, numbers=frozenset(photo.number for photo in photos))
        self.append(job.user_id, operations, keyed, entering)
