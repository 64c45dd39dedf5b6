"""What the fast lane makes of a batch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from darkroom.errors import TooManyPixelsError
from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.limits import Limits
from darkroom.jobs import OutputResult, OutputState, PhotoAddress
from darkroom.messages import PhotoRefused, PhotoRendered, PhotoStarted, RenderRequest, Response
from darkroom.recipes import Output
from darkroom.rendered import OutputFailure, RenderedOutput, RenderedPhoto
from darkroom.services.process_photos import ProcessPhotos
from tests.builders import NOW, build_job, build_output, build_photo, build_request
from tests.fakes import (
    InMemoryQueue,
    InMemoryResultStore,
    InMemoryUploadStore,
    ManualClock,
    OutOfReachError,
    RecordingMeter,
)

LIMITS = Limits(
    max_bytes=100,
    max_pixels=50_000_000,
    max_memory_bytes=1 << 30,
    max_cpu_seconds=20,
    max_wall_seconds=30,
)
OUTPUTS = (build_output("web"), build_output("small", 256))


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
class Lane:
    """The use case over fakes."""

    uploads: InMemoryUploadStore = field(default_factory=InMemoryUploadStore)
    results: InMemoryResultStore = field(default_factory=InMemoryResultStore)
    responses: InMemoryQueue[Response] = field(default_factory=InMemoryQueue)
    clock: ManualClock = field(default_factory=ManualClock)
    meter: RecordingMeter = field(default_factory=RecordingMeter)

    def request(self, photo: bytes, number: int = 0) -> RenderRequest:
        """A request for a photo of these bytes."""
        row = build_photo(build_job(photo_count=number + 1), number)
        source = self.uploads.write(f"uploads/{row.photo_id}", photo, "image/jpeg")
        return build_request(row, source=source, outputs=OUTPUTS)

    def process(self, *requests: RenderRequest) -> set[int]:
        """Hand over a batch."""
        process_photos = ProcessPhotos(
            uploads=self.uploads,
            results=self.results,
            responses=self.responses,
            renderer=render,
            limits=LIMITS,
            clock=self.clock,
            meter=self.meter,
        )
        return process_photos(requests)

    def answers(self) -> list[Response]:
        """What was answered but that work has begun."""
        return [each for each in self.responses.sent if not isinstance(each, PhotoStarted)]


@pytest.fixture
def lane() -> Lane:
    return Lane()


def test_a_photo_is_rendered_stored_and_answered(lane: Lane) -> None:
    request = lane.request(b"photo")

    failed = lane.process(request)

    photo = request.photo
    keys = [
        f"results/{photo.user_id}/{photo.job_id}/{photo.photo_id}/1/{name}.jpg"
        for name in ("web", "small")
    ]
    results = tuple(
        OutputResult(
            name=name,
            state=OutputState.DONE,
            key=key,
            width=1600,
            height=1200,
            bytes=6,
            content_type="image/jpeg",
        )
        for name, key in zip(("web", "small"), keys, strict=True)
    )
    assert failed == set()
    assert lane.results.objects == dict.fromkeys(keys, b"pixels")
    assert lane.answers() == [
        PhotoRendered(
            photo=photo, width=4000, height=3000, results=results, warnings=("animation_dropped",)
        )
    ]


def test_every_photo_is_said_to_have_begun_before_any_is_done(lane: Lane) -> None:
    requests = [lane.request(b"photo", number) for number in range(3)]

    lane.process(*requests)

    begun = [PhotoStarted(photo=request.photo) for request in requests]
    assert lane.responses.sent[:3] == begun
    assert [answer.photo for answer in lane.answers()] == [request.photo for request in requests]


def test_the_same_request_again_stores_the_same_objects(lane: Lane) -> None:
    request = lane.request(b"photo")
    lane.process(request)
    stored = dict(lane.results.objects)

    lane.process(request)

    assert lane.results.objects == stored


def test_an_output_that_cannot_be_made_leaves_the_others_in_their_order(lane: Lane) -> None:
    lane.process(lane.request(b"narrow"))

    (answer,) = lane.answers()
    assert isinstance(answer, PhotoRendered)
    assert [(result.name, result.state) for result in answer.results] == [
        ("web", OutputState.DONE),
        ("small", OutputState.FAILED),
    ]
    assert answer.results[1].error
    assert answer.results[1].error.code == "crop_outside_photo"
    assert len(lane.results.objects) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(b"bomb", "too_many_pixels", id="refused by the engine"),
        pytest.param(bytes(101), "too_many_bytes", id="too large to read"),
    ],
)
def test_a_bad_photo_is_refused_and_its_neighbours_are_made(
    lane: Lane, body: bytes, code: str
) -> None:
    requests = [lane.request(b"photo", 0), lane.request(body, 1), lane.request(b"photo", 2)]

    failed = lane.process(*requests)

    answers = lane.answers()
    refusal = answers[1]
    assert failed == set()
    assert [type(answer) for answer in answers] == [PhotoRendered, PhotoRefused, PhotoRendered]
    assert isinstance(refusal, PhotoRefused)
    assert (refusal.photo, refusal.error.code) == (requests[1].photo, code)
    assert refusal.error.message


def test_a_photo_that_is_gone_is_refused(lane: Lane) -> None:
    request = lane.request(b"photo")
    lane.uploads.remove_all("uploads/")

    failed = lane.process(request)

    (answer,) = lane.answers()
    assert failed == set()
    assert isinstance(answer, PhotoRefused)
    assert answer.error.code == "upload_missing"


def test_a_photo_that_cannot_be_stored_comes_again_alone(lane: Lane) -> None:
    requests = [lane.request(b"photo", number) for number in range(3)]

    class FullStore(InMemoryResultStore):
        def write(self, key: str, body: bytes, content_type: str) -> None:
            if requests[1].photo.photo_id in key:
                raise OutOfReachError
            super().write(key, body, content_type)

    lane.results = FullStore()

    failed = lane.process(*requests)

    assert failed == {1}
    assert [answer.photo.number for answer in lane.answers()] == [0, 2]


def test_an_answer_that_is_not_taken_sends_only_its_photo_back(lane: Lane) -> None:
    requests = [lane.request(b"photo", number) for number in range(3)]
    lane.responses.refuses = lambda answer: (
        isinstance(answer, PhotoRendered) and answer.photo.number == 2
    )

    failed = lane.process(*requests)

    assert failed == {2}


def test_the_right_photo_comes_again_when_an_earlier_one_failed(lane: Lane) -> None:
    requests = [lane.request(b"photo", number) for number in range(3)]
    first = requests[0].photo

    class FullStore(InMemoryResultStore):
        def write(self, key: str, body: bytes, content_type: str) -> None:
            if first.photo_id in key:
                raise OutOfReachError
            super().write(key, body, content_type)

    lane.results = FullStore()
    lane.responses.refuses = lambda answer: (
        isinstance(answer, PhotoRendered) and answer.photo.number == 2
    )

    failed = lane.process(*requests)

    assert failed == {0, 2}


def test_progress_that_is_not_taken_is_not_worth_another_delivery(lane: Lane) -> None:
    lane.responses.refuses = lambda answer: isinstance(answer, PhotoStarted)

    failed = lane.process(lane.request(b"photo"))

    assert failed == set()
    assert len(lane.answers()) == 1


def test_another_generation_is_stored_apart(lane: Lane) -> None:
    request = lane.request(b"photo")
    address = PhotoAddress.model_validate(request.photo.model_dump() | {"generation": 2})
    lane.process(request)

    lane.process(request.model_copy(update={"photo": address}))

    assert len(lane.results.objects) == 4


def test_waiting_and_work_are_measured(lane: Lane) -> None:
    lane.clock.at = NOW + timedelta(seconds=3)

    lane.process(lane.request(b"photo", 0), lane.request(b"bomb", 1))

    assert lane.meter.counts == {"PhotosRendered": 1, "PhotosRefused": 1}
    assert lane.meter.durations["QueueTime"] == [3000, 3000]
    assert len(lane.meter.durations["RenderTime"]) == 1
