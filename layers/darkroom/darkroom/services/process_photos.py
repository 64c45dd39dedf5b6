"""The fast lane: renders the fast outputs of each photo, and hands the slow ones over."""

from collections.abc import Sequence
from dataclasses import dataclass

from darkroom.clock import Clock
from darkroom.messages import (
    PhotoRefused,
    PhotoRendered,
    PhotoStarted,
    RenderRequest,
    RetouchRequest,
)
from darkroom.ports import ResponseQueue, RetouchQueue
from darkroom.recipes import Lane, Output
from darkroom.retries import Redelivery
from darkroom.services.batches import attempt_each, send_back
from darkroom.services.lane_work import LaneWork

_LANE: Lane = "fast"


@dataclass(frozen=True, kw_only=True)
class ProcessPhotos:
    """Renders a batch of photos."""

    work: LaneWork
    retouches: RetouchQueue
    responses: ResponseQueue
    clock: Clock

    def __call__(self, requests: Sequence[RenderRequest]) -> dict[int, Redelivery]:
        """Render, hand over and answer every request; answers the positions to deliver again.

        A hand-over that is lost has its request come again, and one that is made twice has the same
        objects written twice: neither does harm.
        """
        late = self._begin(requests)
        answers: list[PhotoRendered | PhotoRefused] = []
        owners: list[int] = []
        retouches: list[RetouchRequest] = []
        retouch_owners: list[int] = []

        def process(position: int, request: RenderRequest) -> None:
            if position in late:
                return
            fast = _fast(request)
            answer = self.work.answer(request, fast) if fast else None
            if answer:
                answers.append(answer)
                owners.append(position)
            else:
                waited = self.work.measure_wait(request)
                self.work.log("Photo handed over unread", request, queue_time_ms=waited)
            if "slow" in request.lanes and not isinstance(answer, PhotoRefused):
                retouches.append(self._hand_over(request))
                retouch_owners.append(position)

        again = attempt_each(requests, process, self.work.has_time)
        again |= send_back(self.retouches.send(retouches), retouch_owners)
        # What could not be handed over comes again; its fast outputs need not wait for that.
        return again | send_back(self.responses.send(answers), owners)

    def _begin(self, requests: Sequence[RenderRequest]) -> set[int]:
        """Say which photos are begun; answers the positions of those that it is too late for."""
        late = {at for at, request in enumerate(requests) if self.work.is_too_late(request)}
        begun = [each for at, each in enumerate(requests) if at not in late and _fast(each)]
        # Progress only: nobody waits for these, so a lost one is not worth a retry.
        self.responses.send([PhotoStarted(photo=each.photo) for each in begun])
        return late

    def _hand_over(self, request: RenderRequest) -> RetouchRequest:
        return RetouchRequest(
            photo=request.photo,
            source=request.source,
            outputs=tuple(output for output in request.outputs if output.lane != _LANE),
            lanes=request.lanes,
            queued_at=self.clock.now(),
        )


def _fast(request: RenderRequest) -> tuple[Output, ...]:
    return tuple(output for output in request.outputs if output.lane == _LANE)
