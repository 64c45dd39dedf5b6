"""Tells a job where its photos were seen; when the last one has ended, completes it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from darkroom.clock import Clock
from darkroom.jobs import TERMINAL, Job, JobState, Progress, Sighting
from darkroom.ports import JobTable
from darkroom.services.batches import attempt_each


@dataclass(frozen=True, kw_only=True)
class JobProgress:
    """What jobs know of their photos."""

    table: JobTable
    enter_library: Callable[[Job], None]
    clock: Clock

    def note(self, user_id: str, job_id: str, sightings: Iterable[Sighting]) -> None:
        """Tell the job, if it is still there; the rows of its photos say whether all have ended."""
        seen = Progress.of(sightings)
        job = self.table.note_progress(user_id, job_id, seen)
        if job is None or job.state is not JobState.OPEN:
            return
        if not seen.ended or not job.looks_complete:
            return
        counts = self.table.count_states(job.job_id)
        if sum(counts.get(state, 0) for state in TERMINAL) < job.photo_count:
            return
        if self.table.complete(job, self.clock.now()):
            # Where this fails the job stays due, and somebody will try again.
            attempt_each([job], lambda _, completed: self.enter_library(completed))
