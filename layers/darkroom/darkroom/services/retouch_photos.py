"""The slow lane: renders the outputs that take long, from the original."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from darkroom.clock import Clock
from darkroom.imaging.limits import Limits
from darkroom.imaging.retouch.face import Face
from darkroom.jobs import OutputResult, OutputState, Problem
from darkroom.messages import PhotoRefused, PhotoRendered, PhotoStarted, RetouchRequest
from darkroom.ports import FaceDetector, Meter, ResponseQueue
from darkroom.recipes import Output
from darkroom.render import RenderedPhoto
from darkroom.retries import Redelivery
from darkroom.services.batches import attempt_each, send_back
from darkroom.services.lane_work import LaneWork

FaceRenderer = Callable[[bytes, Sequence[Output], Limits, Sequence[Face]], RenderedPhoto]


@dataclass(frozen=True, kw_only=True)
class FindFacesAndRender:
    """Looks for faces once, if any output needs them, and renders."""

    detector: FaceDetector
    renderer: FaceRenderer
    clock: Clock
    meter: Meter

    def __call__(self, photo: bytes, outputs: Sequence[Output], limits: Limits) -> RenderedPhoto:
        """Render all outputs of a photo.

        Raises:
            PhotoError: The photo is bad, or cost more than the limits allow.
        """
        faces: tuple[Face, ...] = ()
        if any(output.needs_faces for output in outputs):
            started_at = self.clock.now()
            faces = self.detector.find(photo, limits)
            took = self.clock.now() - started_at
            self.meter.milliseconds("FindFacesTime", took.total_seconds() * 1000)
        return self.renderer(photo, outputs, limits, faces)


@dataclass(frozen=True, kw_only=True)
class RetouchPhotos:
    """Renders the slow outputs of a batch of photos."""

    work: LaneWork
    responses: ResponseQueue

    def __call__(self, requests: Sequence[RetouchRequest]) -> dict[int, Redelivery]:
        """Render and answer every request; answers the positions to deliver again."""
        answers: list[PhotoRendered | PhotoRefused] = []
        owners: list[int] = []

        def retouch(position: int, request: RetouchRequest) -> None:
            if self.work.is_too_late(request):
                return
            # Progress only: a lost one is not worth a retry.
            self.responses.send([PhotoStarted(photo=request.photo, lane=self.work.lane)])
            answers.append(_of_this_lane(request, self.work.answer(request, request.outputs)))
            owners.append(position)

        again = attempt_each(requests, retouch, self.work.has_time)
        return again | send_back(self.responses.send(answers), owners)


def _of_this_lane(
    request: RetouchRequest, answer: PhotoRendered | PhotoRefused
) -> PhotoRendered | PhotoRefused:
    """The answer, which must not refuse what the fast lane has made of the same photo."""
    if isinstance(answer, PhotoRendered) or "fast" not in request.lanes:
        return answer
    return PhotoRendered(
        photo=request.photo,
        lane=answer.lane,
        lanes=request.lanes,
        results=tuple(_failed(output, answer.error) for output in request.outputs),
    )


def _failed(output: Output, error: Problem) -> OutputResult:
    return OutputResult(name=output.name, state=OutputState.FAILED, error=error)
