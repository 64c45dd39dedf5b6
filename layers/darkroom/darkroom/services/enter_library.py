"""Takes the finished photos of completed jobs into their users' libraries."""

from dataclasses import dataclass
from typing import Final

from darkroom.jobs import Job, PhotoState
from darkroom.library.photo_operations import AddPhoto
from darkroom.ports import JobTable, KeyedRequest
from darkroom.services.append_operations import AppendOperations

# As many as a request may have.
_LOT: Final = 50
_FINGERPRINT: Final = "finished photos"


@dataclass(frozen=True, kw_only=True)
class EnterLibrary:
    """Has a job's photos added by operations of the user's own log.

    A photo that the job tells to be in the library is left alone: it may have been deleted there.
    """

    table: JobTable
    append: AppendOperations

    def __call__(self, job: Job) -> None:
        """Add those photos of a completed job that are done; the same twice adds them once.

        Raises:
            TransientError: The library is too busy.
        """
        page = self.table.photos(job.job_id, limit=max(job.photo_count, 1), cursor=None)
        new = [
            photo
            for photo in page.items
            if photo.state is PhotoState.DONE and photo.number not in job.kept
        ]
        for start in range(0, len(new), _LOT):
            lot = new[start : start + _LOT]
            operations = [AddPhoto(job_id=it.job_id, photo_id=it.photo_id) for it in lot]
            # No header holds a line feed, and so no key of a client is one of these.
            key = f"{job.job_id}\n{job.retries}\n{lot[0].number}"
            keyed = KeyedRequest(key=key, fingerprint=_FINGERPRINT)
            self.append(job.user_id, operations, keyed)
        self.table.keep(job, frozenset(photo.number for photo in new))
