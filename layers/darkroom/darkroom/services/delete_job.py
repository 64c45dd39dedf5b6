"""Deletes a job: what is left of it is never done, and its rows and objects are removed."""

import logging
from dataclasses import dataclass

from darkroom.clock import Clock
from darkroom.ports import JobTable
from darkroom.services.lookups import job_of
from darkroom.services.purge import Purge

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class DeleteJob:
    """Deletes a job for good with its first write; all else can be made up for."""

    table: JobTable
    purge: Purge
    clock: Clock

    def __call__(self, user_id: str, job_id: str) -> None:
        """Delete the job.

        Raises:
            NotFoundError: The user has no such job.
        """
        job = job_of(self.table, user_id, job_id)
        self.table.remove_job(job, self.clock.now())
        try:
            self.purge(user_id, job_id)
        except Exception:
            # Whatever is in the way of it, the tombstone has it done again, and more than once:
            # forms and workers that were on their way outlive the job.
            _logger.exception("Purge failed and will be tried again", extra={"job_id": job_id})
