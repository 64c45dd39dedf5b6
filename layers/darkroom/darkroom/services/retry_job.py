"""Tries what failed in a job once more."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from darkroom.errors import JobChangedError
from darkroom.jobs import Job
from darkroom.ports import JobTable
from darkroom.services.begin_again import BeginAgain
from darkroom.services.lookups import job_of

# How often to try while somebody else has photos of the same job begin again.
_TRIES: Final = 4


@dataclass(frozen=True, kw_only=True)
class RetryJob:
    """Retries all photos of a job that failed or expired."""

    table: JobTable
    begin_again: BeginAgain

    def __call__(self, user_id: str, job_id: str) -> Job:
        """Retry them; the job as it is then. A job that has none stays as it is.

        Raises:
            NotFoundError: The user has no such job.
            JobChangedError: Others kept retrying it meanwhile.
        """
        for _ in range(_TRIES - 1):
            with suppress(JobChangedError):
                return self._retry(user_id, job_id)
        return self._retry(user_id, job_id)

    def _retry(self, user_id: str, job_id: str) -> Job:
        job = job_of(self.table, user_id, job_id)
        photos = self.table.photos(job_id, limit=job.photo_count, cursor=None).items
        self.begin_again(job, photos)
        return job_of(self.table, user_id, job_id)
