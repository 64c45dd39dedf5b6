"""What the slow lane makes of a batch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from darkroom.deadlines import PATIENCE
from darkroom.errors import DecodingTooSlowError
from darkroom.imaging.limits import Limits
from darkroom.imaging.retouch.face import Face
from darkroom.jobs import OutputState, PhotoAddress
from darkroom.messages import PhotoRefused, PhotoRendered, PhotoStarted, RetouchRequest
from darkroom.recipes import LANES, Lane, Output
from darkroom.rendered import RenderedPhoto
from darkroom.retries import Redelivery
from darkroom.services.lane_work import longest_seconds
from darkroom.services.retouch_photos import FindFacesAndRender, RetouchPhotos
from tests.builders import NOW, build_face, build_slow_output
from tests.fakes import InMemoryResultStore, OutOfReachError
from tests.unit.services.lanes import LIMITS, LaneFakes, render

BOTH: tuple[Lane, ...] = LANES
OUTPUTS = (build_slow_output("large"), build_slow_output("small"))
PORTRAIT = Output.model_validate({"name": "p", "operations": [{"operation": "whiten_teeth"}]})


@dataclass
class FakeDetector:
    """Sees one face in every photo."""

    seen: list[bytes] = field(default_factory=list)

    def find(self, photo: bytes, limits: Limits) -> tuple[Face, ...]:
        """Look, unless the photo takes too long to look at."""
        assert limits is LIMITS
        self.seen.append(photo)
        if photo == b"maze":
            raise DecodingTooSlowError
        return (build_face(),)


@dataclass
class SlowLane(LaneFakes):
    """The use case over fakes."""

    detector: FakeDetector = field(default_factory=FakeDetector)
    faces: list[Sequence[Face]] = field(default_factory=list)

    def request(
        self,
        photo: bytes,
        number: int = 0,
        *,
        lanes: tuple[Lane, ...] = BOTH,
        outputs: tuple[Output, ...] = OUTPUTS,
    ) -> RetouchRequest:
        """A request for a photo of these bytes."""
        row, source = self.upload(photo, number)
        return RetouchRequest(
            photo=PhotoAddress.of(row), source=source, outputs=outputs, lanes=lanes, queued_at=NOW
        )

    def retouch(self, *requests: RetouchRequest) -> dict[int, Redelivery]:
        """Hand over a batch."""
        renderer = FindFacesAndRender(
            detector=self.detector, renderer=self._render, clock=self.clock, meter=self.meter
        )
        work = self.work("slow", renderer)
        return RetouchPhotos(work=work, responses=self.responses)(requests)

    def _render(
        self, photo: bytes, outputs: Sequence[Output], limits: Limits, faces: Sequence[Face]
    ) -> RenderedPhoto:
        self.faces.append(faces)
        return render(photo, outputs, limits)


@pytest.fixture
def lane() -> SlowLane:
    return SlowLane()


def test_slow_outputs_are_rendered_stored_and_answered(lane: SlowLane) -> None:
    request = lane.request(b"photo")

    failed = lane.retouch(request)

    (answer,) = lane.answers()
    assert failed == {}
    assert isinstance(answer, PhotoRendered)
    assert (answer.lane, answer.lanes) == ("slow", BOTH)
    assert [(each.name, each.state) for each in answer.results] == [
        ("large", OutputState.DONE),
        ("small", OutputState.DONE),
    ]
    assert len(lane.results.objects) == 2


def test_its_start_is_told_of_its_own_lane(lane: SlowLane) -> None:
    request = lane.request(b"photo")

    lane.retouch(request)

    assert lane.responses.sent[0] == PhotoStarted(photo=request.photo, lane="slow")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(b"bomb", "too_many_pixels", id="refused by the engine"),
        pytest.param(bytes(101), "too_many_bytes", id="too large to read"),
    ],
)
def test_what_only_this_lane_cannot_make_leaves_the_fast_outputs_alone(
    lane: SlowLane, body: bytes, code: str
) -> None:
    failed = lane.retouch(lane.request(body))

    (answer,) = lane.answers()
    assert failed == {}
    assert isinstance(answer, PhotoRendered)
    assert (answer.lane, answer.lanes, answer.width) == ("slow", BOTH, None)
    assert [(each.name, each.error and each.error.code) for each in answer.results] == [
        ("large", code),
        ("small", code),
    ]
    assert {each.state for each in answer.results} == {OutputState.FAILED}


def test_a_photo_that_is_in_this_lane_only_is_refused(lane: SlowLane) -> None:
    request = lane.request(b"bomb", lanes=("slow",))

    lane.retouch(request)

    (answer,) = lane.answers()
    assert isinstance(answer, PhotoRefused)
    assert (answer.lane, answer.source) == ("slow", request.source)
    assert answer.error.code == "too_many_pixels"


def test_faces_are_looked_for_once_however_many_outputs_need_them(lane: SlowLane) -> None:
    again = PORTRAIT.model_copy(update={"name": "again"})

    lane.retouch(lane.request(b"photo", outputs=(PORTRAIT, again, *OUTPUTS)))

    assert lane.detector.seen == [b"photo"]
    assert lane.faces == [(build_face(),)]
    assert len(lane.meter.durations["FindFacesTime"]) == 1


def test_no_face_is_looked_for_where_none_is_needed(lane: SlowLane) -> None:
    lane.retouch(lane.request(b"photo"))

    assert lane.detector.seen == []
    assert lane.faces == [()]
    assert "FindFacesTime" not in lane.meter.durations


def test_a_photo_that_cannot_be_searched_is_told_of_like_any_other(lane: SlowLane) -> None:
    lane.retouch(lane.request(b"maze", outputs=(PORTRAIT,)))

    (answer,) = lane.answers()
    assert isinstance(answer, PhotoRendered)
    assert [each.error and each.error.code for each in answer.results] == ["decoding_took_too_long"]


def test_a_photo_that_cannot_be_stored_comes_again_alone(lane: SlowLane) -> None:
    requests = [lane.request(b"photo", number) for number in range(3)]

    class FullStore(InMemoryResultStore):
        def write(self, key: str, body: bytes, content_type: str) -> None:
            if requests[1].photo.photo_id in key:
                raise OutOfReachError
            super().write(key, body, content_type)

    lane.results = FullStore()

    failed = lane.retouch(*requests)

    assert failed == {1: "later"}
    assert [answer.photo.number for answer in lane.answers()] == [0, 2]


def test_an_answer_that_is_not_taken_sends_only_its_photo_back(lane: SlowLane) -> None:
    requests = [lane.request(b"photo", number) for number in range(3)]
    lane.responses.refuses = lambda answer: (
        isinstance(answer, PhotoRendered) and answer.photo.number == 2
    )

    assert lane.retouch(*requests) == {2: "later"}


def test_the_same_request_again_stores_the_same_objects(lane: SlowLane) -> None:
    request = lane.request(b"photo")
    lane.retouch(request)
    stored = dict(lane.results.objects)

    lane.retouch(request)

    assert lane.results.objects == stored


def test_waiting_and_work_are_measured(lane: SlowLane) -> None:
    lane.clock.at = NOW + timedelta(seconds=3)

    lane.retouch(lane.request(b"photo", 0), lane.request(b"bomb", 1))

    assert lane.meter.counts == {"PhotosRendered": 1, "PhotosRefused": 1}
    assert lane.meter.durations["QueueTime"] == [3000, 3000]
    assert len(lane.meter.durations["RenderTime"]) == 1


def test_a_request_that_nobody_waits_for_any_more_is_dropped(
    lane: SlowLane, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    late = lane.request(b"photo")
    lane.clock.at = NOW + PATIENCE

    again = lane.retouch(late)

    assert again == {}
    assert lane.responses.sent == []
    assert "Request came too late" in caplog.messages


def test_photos_that_there_is_no_time_for_are_handed_back(lane: SlowLane) -> None:
    lane.time.seconds = longest_seconds(LIMITS) - 1

    again = lane.retouch(lane.request(b"photo"))

    assert again == {0: "now"}
    assert lane.responses.sent == []
