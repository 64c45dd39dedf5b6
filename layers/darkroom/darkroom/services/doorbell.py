"""Rings for photos that wait: their rows say that they do, a message only calls for it.

So a ring that nobody hears costs time, never a photo: whoever looks at due rows rings again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from darkroom.clock import Clock
from darkroom.deadlines import next_ring
from darkroom.jobs import Photo, PhotoAddress, Source
from darkroom.messages import RenderRequest
from darkroom.ports import JobTable, RequestQueue
from darkroom.recipes import Output
from darkroom.services.batches import attempt_each


class Waiting(NamedTuple):
    """A queued photo as its row is now, with what it waits for."""

    photo: Photo
    source: Source
    outputs: Sequence[Output]


@dataclass(frozen=True, kw_only=True)
class Doorbell:
    """Sends requests, and gives the photos whose requests were taken the time that work takes."""

    table: JobTable
    requests: RequestQueue
    clock: Clock

    def ring(self, waiting: Sequence[Waiting]) -> frozenset[int]:
        """Ask for their outputs; answers the positions of those whose requests were not taken."""
        now = self.clock.now()
        untaken = self.requests.send(
            [
                RenderRequest(
                    photo=PhotoAddress.of(photo),
                    source=source,
                    outputs=tuple(outputs),
                    queued_at=now,
                )
                for photo, source, outputs in waiting
            ]
        )
        heard = [each.photo for place, each in enumerate(waiting) if place not in untaken]
        # What cannot be postponed, or moved on meanwhile, is rung for twice: the same work makes
        # the same objects.
        attempt_each(heard, lambda _, photo: self._confirm(photo))
        return untaken

    def _confirm(self, photo: Photo) -> None:
        self.table.postpone(photo, next_ring(photo.waiting_since, self.clock.now()))
