"""What a worker of either lane does with one photo: read, render, store, measure."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from darkroom.clock import Clock
from darkroom.deadlines import PATIENCE
from darkroom.errors import PhotoError
from darkroom.imaging.limits import Limits
from darkroom.jobs import OutputResult, OutputState, PhotoAddress, Problem
from darkroom.keys import result_key
from darkroom.messages import PhotoRefused, PhotoRendered, Request
from darkroom.ports import Meter, ResultStore, UploadStore, WorkTime
from darkroom.recipes import Lane, Output
from darkroom.render import OutputFailure, RenderedOutput, RenderedPhoto

_logger = logging.getLogger(__name__)

_AROUND_SECONDS: Final = 45

Renderer = Callable[[bytes, Sequence[Output], Limits], RenderedPhoto]


@dataclass(frozen=True, kw_only=True)
class LaneWork:
    """One lane's work on single photos; `renderer` uses a child process of its own for each."""

    lane: Lane
    uploads: UploadStore
    results: ResultStore
    renderer: Renderer
    limits: Limits
    clock: Clock
    meter: Meter
    time: WorkTime

    def answer(self, request: Request, outputs: Sequence[Output]) -> PhotoRendered | PhotoRefused:
        """Make these outputs, or refuse the photo on behalf of every lane."""
        started_at, waited = self.clock.now(), self.measure_wait(request)
        try:
            photo = self.uploads.read(request.source, self.limits.max_bytes)
            rendered = self.renderer(photo, outputs, self.limits)
        except PhotoError as error:
            self.meter.count("PhotosRefused")
            self.log("Photo refused", request, queue_time_ms=waited, code=error.code)
            return PhotoRefused(
                photo=request.photo,
                lane=self.lane,
                source=request.source,
                error=Problem(code=error.code, message=error.message),
            )
        stored = [self._store(request.photo, output) for output in rendered.outputs]
        failed = [_failed(failure) for failure in rendered.failures]
        took = (self.clock.now() - started_at).total_seconds() * 1000
        self.meter.milliseconds("RenderTime", took)
        self.meter.count("PhotosRendered")
        self.log("Photo rendered", request, queue_time_ms=waited, render_time_ms=took)
        return PhotoRendered(
            photo=request.photo,
            lane=self.lane,
            lanes=request.lanes,
            width=rendered.width,
            height=rendered.height,
            results=tuple(_in_order(outputs, stored + failed)),
            warnings=rendered.warnings,
        )

    def has_time(self) -> bool:
        """Whether there is time for one more photo, however long it takes."""
        return self.time.allows(longest_seconds(self.limits))

    def is_too_late(self, request: Request) -> bool:
        """Whether the photo cannot be waiting for this any more; says so if it cannot.

        It has expired, or somebody has rung for it again: either way nobody misses the outputs.
        """
        waited = self.clock.now() - request.queued_at
        if waited < PATIENCE:
            return False
        self.log("Request came too late", request, queue_time_ms=waited.total_seconds() * 1000)
        return True

    def measure_wait(self, request: Request) -> float:
        """Record the time that ends now, which the request spent in its queue; in milliseconds."""
        # What was queued by a clock that is ahead has not waited.
        waited = max(0.0, (self.clock.now() - request.queued_at).total_seconds() * 1000)
        self.meter.milliseconds("QueueTime", waited)
        return waited

    def log(self, message: str, request: Request, **values: float | str) -> None:
        """Say what became of a photo in this lane."""
        photo = {"job_id": request.photo.job_id, "photo_id": request.photo.photo_id}
        _logger.info(message, extra={"lane": self.lane, **photo, **values})

    def _store(self, photo: PhotoAddress, output: RenderedOutput) -> OutputResult:
        key = result_key(photo, output.name, output.format.extension)
        self.results.write(key, output.body, output.format.content_type)
        return OutputResult(
            name=output.name,
            state=OutputState.DONE,
            key=key,
            width=output.width,
            height=output.height,
            bytes=len(output.body),
            content_type=output.format.content_type,
            found=output.found,
            warnings=output.warnings,
        )


def longest_seconds(limits: Limits) -> float:
    """How long one photo may take: to be read, searched for faces, rendered, and stored."""
    return limits.max_wall_seconds + _AROUND_SECONDS


def _failed(failure: OutputFailure) -> OutputResult:
    error = Problem(code=failure.code, message=failure.message)
    return OutputResult(name=failure.name, state=OutputState.FAILED, error=error)


def _in_order(outputs: Sequence[Output], results: Sequence[OutputResult]) -> list[OutputResult]:
    by_name = {result.name: result for result in results}
    return [by_name[output.name] for output in outputs]
