"""The fast lane: renders every output of each photo in a batch and answers."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from darkroom.clock import Clock
from darkroom.errors import PhotoError
from darkroom.imaging.limits import Limits
from darkroom.jobs import OutputResult, OutputState, PhotoAddress, Problem
from darkroom.keys import result_key
from darkroom.messages import PhotoRefused, PhotoRendered, PhotoStarted, RenderRequest
from darkroom.ports import Meter, ResponseQueue, ResultStore, UploadStore
from darkroom.recipes import Output
from darkroom.render import OutputFailure, RenderedOutput, RenderedPhoto
from darkroom.services.batches import attempt_each, positions_of

_logger = logging.getLogger(__name__)

Renderer = Callable[[bytes, Sequence[Output], Limits], RenderedPhoto]


@dataclass(frozen=True, kw_only=True)
class ProcessPhotos:
    """Renders a batch of photos, each in a child process of its own (`renderer`)."""

    uploads: UploadStore
    results: ResultStore
    responses: ResponseQueue
    renderer: Renderer
    limits: Limits
    clock: Clock
    meter: Meter

    def __call__(self, requests: Sequence[RenderRequest]) -> set[int]:
        """Render and answer every request; answers the positions to deliver again."""
        # Progress only: nobody waits for these, so a lost one is not worth a retry.
        self.responses.send([PhotoStarted(photo=request.photo) for request in requests])
        answers: list[PhotoRendered | PhotoRefused] = []
        owners: list[int] = []

        def process(position: int, request: RenderRequest) -> None:
            answers.append(self._process(request))
            owners.append(position)

        failed = attempt_each(requests, process)
        unsent = self.responses.send(answers)
        return failed | positions_of(unsent, owners)

    def _process(self, request: RenderRequest) -> PhotoRendered | PhotoRefused:
        started_at = self.clock.now()
        waited = started_at - request.queued_at
        self.meter.milliseconds("QueueTime", waited.total_seconds() * 1000)
        try:
            photo = self.uploads.read(request.source, self.limits.max_bytes)
            rendered = self.renderer(photo, request.outputs, self.limits)
        except PhotoError as error:
            _logger.info(
                "Photo refused", extra={"photo_id": request.photo.photo_id, "code": error.code}
            )
            self.meter.count("PhotosRefused")
            problem = Problem(code=error.code, message=error.message)
            return PhotoRefused(photo=request.photo, source=request.source, error=problem)
        stored = [self._store(request.photo, output) for output in rendered.outputs]
        failed = [_failed(failure) for failure in rendered.failures]
        took = self.clock.now() - started_at
        self.meter.milliseconds("RenderTime", took.total_seconds() * 1000)
        self.meter.count("PhotosRendered")
        return PhotoRendered(
            photo=request.photo,
            width=rendered.width,
            height=rendered.height,
            results=tuple(_in_order(request.outputs, stored + failed)),
            warnings=rendered.warnings,
        )

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
        )


def _failed(failure: OutputFailure) -> OutputResult:
    error = Problem(code=failure.code, message=failure.message)
    return OutputResult(name=failure.name, state=OutputState.FAILED, error=error)


def _in_order(outputs: Sequence[Output], results: Sequence[OutputResult]) -> list[OutputResult]:
    by_name = {result.name: result for result in results}
    return [by_name[output.name] for output in outputs]
