"""Ends a photo that no worker will end any more, and tells its job."""

from dataclasses import dataclass
from typing import NamedTuple

from darkroom.jobs import PhotoAddress, Sighting
from darkroom.ports import JobTable, PhotoChange
from darkroom.services.job_progress import JobProgress


class Ended(NamedTuple):
    """Whether a change was what ended its photo, and what there is to tell its job of that."""

    is_ours: bool = False
    sighting: Sighting | None = None


@dataclass(frozen=True, kw_only=True)
class EndPhoto:
    """Makes the last change of a photo."""

    table: JobTable
    progress: JobProgress

    def __call__(self, end: PhotoChange) -> bool:
        """End the photo, unless it has moved on; whether this was what ended it."""
        ended = self.untold(end)
        if ended.sighting:
            self.progress.note(end.photo.user_id, end.photo.job_id, [ended.sighting])
        return ended.is_ours

    def untold(self, end: PhotoChange) -> Ended:
        """End the photo, unless it has moved on; who calls this tells its job."""
        before = self.table.move_photo(end)
        if before is None or PhotoAddress.of(before) != end.photo:
            return Ended()
        is_end = end.may_follow(before)
        # Where it had ended before, the job may not have been told of that yet.
        state = end.state if is_end else before.state
        return Ended(is_end, Sighting(before.number, before.generation, state))
