"""A worker's surroundings in memory, and an engine that does what the bytes of a photo say."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from darkroom.errors import TooManyPixelsError
from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.limits import Limits
from darkroom.jobs import Photo, Source
from darkroom.messages import PhotoStarted, Response
from darkroom.recipes import Lane, Output
from darkroom.rendered import OutputFailure, RenderedOutput, RenderedPhoto
from darkroom.services.lane_work import LaneWork, Renderer
from tests.builders import build_job, build_photo, source_of
from tests.fakes import (
    InMemoryQueue,
    InMemoryResultStore,
    InMemoryUploadStore,
    ManualClock,
    RecordingMeter,
    RemainingTime,
)

LIMITS = Limits(
    max_bytes=100,
    max_pixels=50_000_000,
    max_memory_bytes=1 << 30,
    max_cpu_seconds=20,
    max_wall_seconds=30,
)


def render(photo: bytes, outputs: Sequence[Output], limits: Limits) -> RenderedPhoto:
    """Stand in for the engine: the bytes say what is to happen."""
    assert limits is LIMITS
    if photo == b"bomb":
        raise TooManyPixelsError
    failing = {"small"} if photo == b"narrow" else set()
    made = [output for output in outputs if output.name not in failing]
    return RenderedPhoto(
        width=4000,
        height=3000,
        format=PhotoFormat.JPEG,
        outputs=tuple(
            RenderedOutput(
                name=output.name,
                body=b"pixels",
                width=1600,
                height=1200,
                format=PhotoFormat.JPEG,
            )
            for output in made
        ),
        failures=tuple(
            OutputFailure(name=name, code="crop_outside_photo", message="Choose another area.")
            for name in failing
        ),
        warnings=("animation_dropped",),
    )


@dataclass
class LaneFakes:
    """What a worker of either lane is connected to."""

    uploads: InMemoryUploadStore = field(default_factory=InMemoryUploadStore)
    results: InMemoryResultStore = field(default_factory=InMemoryResultStore)
    responses: InMemoryQueue[Response] = field(default_factory=InMemoryQueue)
    clock: ManualClock = field(default_factory=ManualClock)
    meter: RecordingMeter = field(default_factory=RecordingMeter)
    time: RemainingTime = field(default_factory=RemainingTime)

    def work(self, lane: Lane, renderer: Renderer = render) -> LaneWork:
        """The work of a lane."""
        return LaneWork(
            lane=lane,
            uploads=self.uploads,
            results=self.results,
            renderer=renderer,
            limits=LIMITS,
            clock=self.clock,
            meter=self.meter,
            time=self.time,
        )

    def upload(self, photo: bytes, number: int = 0) -> tuple[Photo, Source]:
        """A photo of these bytes."""
        row = build_photo(build_job(photo_count=number + 1), number)
        return row, self.uploads.write(source_of(row).key, photo, "image/jpeg")

    def answers(self) -> list[Response]:
        """What was answered but that work has begun."""
        return [each for each in self.responses.sent if not isinstance(each, PhotoStarted)]
