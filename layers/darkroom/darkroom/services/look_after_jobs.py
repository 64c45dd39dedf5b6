"""Looks at jobs that are due: completes the ones that have ended, and finishes deletions."""

import logging
from dataclasses import dataclass

from darkroom.clock import Clock
from darkroom.deadlines import MEMORY, next_look
from darkroom.jobs import Sighting
from darkroom.ports import DueJob, DueTombstone, JobTable
from darkroom.services.job_progress import JobProgress
from darkroom.services.purge import Purge

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class LookAfterJobs:
    """Looks at one job, or at what is left of it."""

    table: JobTable
    progress: JobProgress
    purge: Purge
    clock: Clock

    def __call__(self, due: DueJob | DueTombstone) -> None:
        """Do for the job what it waits for."""
        if isinstance(due, DueJob):
            self._tell(due)
        else:
            self._finish_deletion(due)

    def _tell(self, due: DueJob) -> None:
        """Tell a job of all its photos: whatever it was not told before, it knows now."""
        job, now = self.table.job(due.user_id, due.job_id), self.clock.now()
        # The index of what is due is a moment old.
        if job is None or job.due_at is None or job.due_at > now:
            return
        if job.completed_at:
            if self.table.postpone_job(job, next_look(job.completed_at, now)):
                self.progress.enter_library(job)
            return
        page = self.table.photos(job.job_id, limit=max(job.photo_count, 1), cursor=None)
        since = max((photo.waiting_since for photo in page.items), default=job.created_at)
        sightings = [Sighting(it.number, it.generation, it.state) for it in page.items]
        # Telling it twice does no harm; postponed first, a job that could not be told would wait
        # for as long again as it has waited already.
        self.progress.note(job.user_id, job.job_id, sightings)
        self.table.postpone_job(job, next_look(since, now))

    def _finish_deletion(self, due: DueTombstone) -> None:
        tombstone, now = self.table.tombstone(due.job_id), self.clock.now()
        if tombstone is None or tombstone.due_at > now:
            return
        self.purge(tombstone.user_id, tombstone.job_id)
        if now - tombstone.at >= MEMORY:
            self.table.remove_tombstone(tombstone.job_id)
            _logger.info("Deletion is finished", extra={"job_id": tombstone.job_id})
        else:
            self.table.postpone_tombstone(tombstone, next_look(tombstone.at, now))
