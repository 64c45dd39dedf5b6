"""Ends a photo that no worker will end any more, and tells its job."""

from dataclasses import dataclass

from darkroom.jobs import PhotoAddress, Sighting
from darkroom.ports import JobTable, PhotoChange
from darkroom.services.job_progress import JobProgress


@dataclass(frozen=True, kw_only=True)
class EndPhoto:
    """Makes the last change of a photo."""

    table: JobTable
    progress: JobProgress

    def __call__(self, end: PhotoChange) -> bool:
        """End the photo, unless it has moved on; whether this was what ended it."""
        before = self.table.move_photo(end)
        if before is None or PhotoAddress.of(before) != end.photo:
            return False
        is_end = end.may_follow(before)
        # Where it had ended before, the job may not have been told of that yet.
        state = end.state if is_end else before.state
        sighting = Sighting(before.number, before.generation, state)
        self.progress.note(before.user_id, before.job_id, [sighting])
        return is_end
