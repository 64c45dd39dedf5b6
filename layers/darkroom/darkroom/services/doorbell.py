"""Rings for photos that wait: their rows say that they do, a message only calls for it.

So a ring that nobody hears costs time, never a photo: whoever looks at due rows rings again.
"""

from collections.abc import Callable, Sequence
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

    def ring(
        self, waiting: Sequence[Waiting], has_time: Callable[[], bool] = lambda: True
    ) -> frozenset[int]:
        """Ask for their outputs; answers the positions of those whose requests were not taken."""
        now = self.clock.now()
        requests: dict[int, RenderRequest] = {}

        def ask(place: int, each: Waiting) -> None:
            requests[place] = RenderRequest(
                photo=PhotoAddress.of(each.photo),
                source=each.source,
                outputs=tuple(each.outputs),
                queued_at=now,
            )

        # A row of which no request can be made must not keep others from being rung for.
        attempt_each(waiting, ask)
        untaken = self.requests.send(list(requests.values()))
        heard = [place for sent, place in enumerate(requests) if sent not in untaken]
        # What cannot be postponed, or not in time, or moved on meanwhile, is rung for twice: the
        # same work makes the same objects.
        attempt_each(heard, lambda _, place: self._confirm(waiting[place].photo), has_time)
        return frozenset(range(len(waiting))) - frozenset(heard)

    def _confirm(self, photo: Photo) -> None:
        self.table.postpone(photo, next_ring(photo.waiting_since, self.clock.now()))
