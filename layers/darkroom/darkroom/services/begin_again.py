"""Lets photos that ended badly go through their job once more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from darkroom.clock import Clock
from darkroom.jobs import Job, Photo
from darkroom.ports import JobTable, RequestQueue
from darkroom.services.doorbell import Doorbell, Waiting

# A transaction has 100 actions, and one of them is for the job.
_LOT: Final = 99


@dataclass(frozen=True, kw_only=True)
class BeginAgain:
    """Opens the next generation of photos, and rings for those whose uploads are here."""

    table: JobTable
    requests: RequestQueue
    clock: Clock

    def __call__(self, job: Job, photos: Sequence[Photo]) -> None:
        """Let those of the photos begin again that may.

        Raises:
            JobChangedError: The job was deleted, or somebody else had one of them begin again.
        """
        doorbell = Doorbell(table=self.table, requests=self.requests, clock=self.clock)
        again = [photo for photo in photos if photo.may_begin_again]
        for start in range(0, len(again), _LOT):
            now = self.clock.now()
            lot = [photo.next_generation(now) for photo in again[start : start + _LOT]]
            self.table.begin_again(job, lot)
            doorbell.ring(
                [Waiting(photo, photo.source, job.outputs) for photo in lot if photo.source]
            )
