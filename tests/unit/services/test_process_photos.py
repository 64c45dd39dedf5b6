"""What the fast lane makes of a batch, and what it hands over."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from darkroom.deadlines import PATIENCE
from darkroom.errors import StoppedError
from darkroom.imaging.limits import Limits
from darkroom.jobs import OutputResult, OutputState, PhotoAddress
from darkroom.messages import (
    PhotoRefused,
    PhotoRendered,
    PhotoStarted,
    RenderRequest,
    RetouchRequest,
)
from darkroom.recipes import LANES, Output
from darkroom.rendered import RenderedPhoto
from darkroom.retries import Redelivery
from darkroom.services.lane_work import Renderer, longest_seconds
from darkroom.services.process_photos import ProcessPhotos
from tests.builders import NOW, build_output, build_request, build_slow_output
from tests.fakes import InMemoryQueue, InMemoryResultStore, OutOfReachError
from tests.unit.services.lanes import LIMITS, LaneFakes, render

OUTPUTS = (build_output("web"), build_output("small", 256))
MIXED = (build_output("web"), build_slow_output("large"), build_output("small", 256))
SLOW = (build_slow_output("large"),)


@dataclass
class FastLane(LaneFakes):
    """The use case over fakes."""

    retouches: InMemoryQueue[RetouchRequest] = field(default_factory=InMemoryQueue)
    renderer: Renderer = render

    def request(
        self, photo: bytes, number: int = 0, outputs: Sequence[Output] = OUTPUTS
    ) -> RenderRequest:
        """A request for a photo of these bytes."""
        row, source = self.upload(photo, number)
        return build_request(row, source=source, outputs=outputs)

    def process(self, *requests: RenderRequest) -> dict[int, Redelivery]:
        """Hand over a batch."""
        process_photos = ProcessPhotos(
            work=self.work("fast", self.renderer),
            retouches=self.retouches,
            responses=self.responses,
            clock=self.clock,
        )
        return process_photos(requests)


@pytest.fixture
def lane() -> FastLane:
    return FastLane()


def test_a_photo_is_rendered_stored_and_answered(lane: FastLane) -> None:
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
    assert failed == {}
    assert lane.results.objects == dict.fromkeys(keys, b"pixels")
    assert lane.answers() == [
        PhotoRendered(
            photo=photo, width=4000, height=3000, results=results, warnings=("animation_dropped",)
        )
    ]


def test_every_photo_is_said_to_have_begun_before_any_is_done(lane: FastLane) -> None:
    requests = [lane.request(b"photo", number) for number in range(3)]

    lane.process(*requests)

    begun = [PhotoStarted(photo=request.photo) for request in requests]
    assert lane.responses.sent[:3] == begun
    assert [answer.photo for answer in lane.answers()] == [request.photo for request in requests]


def test_the_same_request_again_stores_the_same_objects(lane: FastLane) -> None:
    request = lane.request(b"photo")
    lane.process(request)
    stored = dict(lane.results.objects)

    lane.process(request)

    assert lane.results.objects == stored


def test_an_output_that_cannot_be_made_leaves_the_others_in_their_order(lane: FastLane) -> None:
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
    lane: FastLane, body: bytes, code: str
) -> None:
    requests = [lane.request(b"photo", 0), lane.request(body, 1), lane.request(b"photo", 2)]

    failed = lane.process(*requests)

    answers = lane.answers()
    refusal = answers[1]
    assert failed == {}
    assert [type(answer) for answer in answers] == [PhotoRendered, PhotoRefused, PhotoRendered]
    assert isinstance(refusal, PhotoRefused)
    assert (refusal.photo, refusal.error.code) == (requests[1].photo, code)
    assert refusal.error.message


def test_a_photo_that_is_gone_is_refused(lane: FastLane) -> None:
    request = lane.request(b"photo")
    lane.uploads.remove_all("uploads/")

    failed = lane.process(request)

    (answer,) = lane.answers()
    assert failed == {}
    assert isinstance(answer, PhotoRefused)
    assert answer.error.code == "upload_missing"


def test_a_photo_that_cannot_be_stored_comes_again_alone(lane: FastLane) -> None:
    requests = [lane.request(b"photo", number) for number in range(3)]

    class FullStore(InMemoryResultStore):
        def write(self, key: str, body: bytes, content_type: str) -> None:
            if requests[1].photo.photo_id in key:
                raise OutOfReachError
            super().write(key, body, content_type)

    lane.results = FullStore()

    failed = lane.process(*requests)

    assert failed == {1: "later"}
    assert [answer.photo.number for answer in lane.answers()] == [0, 2]


def test_an_answer_that_is_not_taken_sends_only_its_photo_back(lane: FastLane) -> None:
    requests = [lane.request(b"photo", number) for number in range(3)]
    lane.responses.refuses = lambda answer: (
        isinstance(answer, PhotoRendered) and answer.photo.number == 2
    )

    failed = lane.process(*requests)

    assert failed == {2: "later"}


def test_the_right_photo_comes_again_when_an_earlier_one_failed(lane: FastLane) -> None:
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

    assert failed == {0: "later", 2: "later"}


def test_progress_that_is_not_taken_is_not_worth_another_delivery(lane: FastLane) -> None:
    lane.responses.refuses = lambda answer: isinstance(answer, PhotoStarted)

    failed = lane.process(lane.request(b"photo"))

    assert failed == {}
    assert len(lane.answers()) == 1


def test_another_generation_is_stored_apart(lane: FastLane) -> None:
    request = lane.request(b"photo")
    address = PhotoAddress.model_validate(request.photo.model_dump() | {"generation": 2})
    lane.process(request)

    lane.process(request.model_copy(update={"photo": address}))

    assert len(lane.results.objects) == 4


def test_waiting_and_work_are_measured(lane: FastLane) -> None:
    lane.clock.at = NOW + timedelta(seconds=3)

    lane.process(lane.request(b"photo", 0), lane.request(b"bomb", 1))

    assert lane.meter.counts == {"PhotosRendered": 1, "PhotosRefused": 1}
    assert lane.meter.durations["QueueTime"] == [3000, 3000]
    assert len(lane.meter.durations["RenderTime"]) == 1


def test_a_request_from_a_clock_that_is_ahead_has_not_waited(lane: FastLane) -> None:
    lane.clock.at = NOW - timedelta(seconds=3)

    lane.process(lane.request(b"photo"))

    assert lane.meter.durations["QueueTime"] == [0]


@pytest.mark.parametrize("outputs", [MIXED, MIXED[:1]])
def test_a_request_that_nobody_waits_for_any_more_is_dropped(
    lane: FastLane, outputs: tuple[Output, ...], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    late = lane.request(b"photo", 0, outputs=outputs)
    lane.clock.at = NOW + PATIENCE
    in_time = lane.request(b"photo", 1).model_copy(update={"queued_at": NOW + timedelta(minutes=1)})

    again = lane.process(late, in_time)

    assert again == {}
    assert {response.photo for response in lane.responses.sent} == {in_time.photo}
    assert lane.retouches.sent == []
    assert "Request came too late" in caplog.messages


def test_slow_outputs_are_handed_over_once_the_fast_ones_are_stored(lane: FastLane) -> None:
    request = lane.request(b"photo", outputs=MIXED)

    failed = lane.process(request)

    (answer,) = lane.answers()
    assert failed == {}
    assert isinstance(answer, PhotoRendered)
    assert (answer.lane, answer.lanes) == ("fast", LANES)
    assert [result.name for result in answer.results] == ["web", "small"]
    assert len(lane.results.objects) == 2
    assert lane.retouches.sent == [
        RetouchRequest(
            photo=request.photo,
            source=request.source,
            outputs=(MIXED[1],),
            lanes=LANES,
            queued_at=lane.clock.now(),
        )
    ]


def test_a_photo_without_fast_outputs_is_handed_over_unread(lane: FastLane) -> None:
    request = lane.request(b"photo", outputs=SLOW)
    lane.uploads.remove_all("uploads/")

    failed = lane.process(request)

    (retouch,) = lane.retouches.sent
    assert failed == {}
    assert lane.responses.sent == []
    assert (retouch.outputs, retouch.lanes) == (SLOW, ("slow",))
    assert lane.meter.durations["QueueTime"] == [0]


def test_a_photo_that_is_refused_is_not_handed_over(lane: FastLane) -> None:
    lane.process(lane.request(b"bomb", outputs=MIXED))

    (answer,) = lane.answers()
    assert isinstance(answer, PhotoRefused)
    assert lane.retouches.sent == []


def test_a_photo_that_cannot_be_handed_over_comes_again_and_shows_its_fast_outputs(
    lane: FastLane,
) -> None:
    requests = [lane.request(b"photo", number, MIXED) for number in range(3)]
    lane.retouches.refuses = lambda retouch: retouch.photo.number == 1

    failed = lane.process(*requests)

    assert failed == {1: "later"}
    assert [answer.photo.number for answer in lane.answers()] == [0, 1, 2]


def test_a_photo_that_cannot_be_stored_is_not_handed_over_yet(lane: FastLane) -> None:
    class NoStore(InMemoryResultStore):
        def write(self, key: str, body: bytes, content_type: str) -> None:
            super().write(key, body, content_type)
            raise OutOfReachError

    lane.results = NoStore()

    failed = lane.process(lane.request(b"photo", outputs=MIXED))

    assert failed == {0: "later"}
    assert lane.retouches.sent == []


def test_a_request_without_slow_outputs_is_answered_as_ever(lane: FastLane) -> None:
    lane.process(lane.request(b"photo"))

    (answer,) = lane.answers()
    assert isinstance(answer, PhotoRendered)
    assert (answer.lane, answer.lanes) == ("fast", ("fast",))
    assert lane.retouches.sent == []


def test_photos_that_there_is_no_time_for_are_handed_back(lane: FastLane) -> None:
    longest = longest_seconds(LIMITS)
    lane.time.seconds = longest + 1

    class BusyStore(InMemoryResultStore):
        def write(self, key: str, body: bytes, content_type: str) -> None:
            lane.time.seconds -= 0.5
            super().write(key, body, content_type)

    lane.results = BusyStore()

    again = lane.process(*(lane.request(b"photo", number) for number in range(4)))

    assert lane.time.seconds == longest - 1
    assert again == {2: "now", 3: "now"}
    assert [answer.photo.number for answer in lane.answers()] == [0, 1]


def test_a_photo_that_was_stopped_is_handed_back_with_those_behind_it(lane: FastLane) -> None:
    def stopped(photo: bytes, outputs: Sequence[Output], limits: Limits) -> RenderedPhoto:
        if photo == b"long":
            lane.time.is_stopped = True
            raise StoppedError
        return render(photo, outputs, limits)

    lane.renderer = stopped
    photos = (b"photo", b"long", b"photo")

    again = lane.process(*(lane.request(photo, number) for number, photo in enumerate(photos)))

    assert again == {1: "now", 2: "now"}
    assert [answer.photo.number for answer in lane.answers()] == [0]
