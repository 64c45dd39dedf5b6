"""A hostile file ends with a result or a named error, and costs its neighbours nothing."""

from pathlib import Path
from resource import RUSAGE_CHILDREN, getpagesize, getrusage
from typing import Any

import pytest
from PIL import _imaging

from darkroom.errors import DecoderCrashedError, PhotoError
from darkroom.messages import PhotoRefused, PhotoRendered, PhotoStarted, Response
from darkroom.render import render_in_child
from darkroom.services.lane_work import LaneWork
from darkroom.services.process_photos import ProcessPhotos
from tests.builders import build_job, build_photo, build_request, source_of
from tests.fakes import (
    InMemoryQueue,
    InMemoryResultStore,
    InMemoryUploadStore,
    ManualClock,
    RecordingMeter,
    RemainingTime,
)
from tests.hostile import CUTS, DONE, HOSTILE, Hostile
from tests.pictures import LIMITS, encoded, output, picture, shared_photos
from tools.mutations import damaged, seeds

_THUMBNAIL = output({"operation": "thumbnail", "size": 32}, format="jpeg")
_SHARED = [Hostile(path.name, path.read_bytes()) for path in shared_photos("hostile/*")]
_GOOD = encoded(picture(40, 30))
_BATCH = 10
_MAX_CPU_SECONDS = 10
_MAX_KILOBYTES = 512 << 10
"""Over what its parent holds, which the child begins with."""
_MUTATIONS = 100


@pytest.fixture(scope="module", autouse=True)
def _little_to_fork() -> None:
    """Give back the images that earlier tests have left: a fork copies the maps of all memory."""
    _imaging.clear_cache()


def _named(files: list[Hostile]) -> list[Any]:
    return [pytest.param(file, id=file.name) for file in files]


def _end(body: bytes) -> str:
    try:
        rendered = render_in_child(body, [_THUMBNAIL], LIMITS)
    except PhotoError as error:
        return error.code
    return DONE if rendered.outputs else rendered.failures[0].code


@pytest.mark.parametrize("file", _named([*HOSTILE, *CUTS, *_SHARED]))
def test_hostile_file_ends_as_it_should_and_in_time(file: Hostile) -> None:
    before, own = getrusage(RUSAGE_CHILDREN), _resident_kilobytes()

    end = _end(file.body)

    after = getrusage(RUSAGE_CHILDREN)
    assert end in file.ends or not file.ends
    assert end != DecoderCrashedError.code
    # It is of the largest child so far: what has not raised it was no larger.
    if after.ru_maxrss > before.ru_maxrss:
        assert after.ru_maxrss - own < _MAX_KILOBYTES
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < _MAX_CPU_SECONDS


def _resident_kilobytes() -> int:
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * getpagesize() // 1024


# One of every family: a batch takes ten times as long as a file.
@pytest.mark.parametrize("file", _named([*HOSTILE[::12], *_SHARED]))
def test_nine_neighbours_of_a_hostile_file_are_made(file: Hostile) -> None:
    answers = _processed([file.body if number == 4 else _GOOD for number in range(_BATCH)])

    made = [isinstance(answer, PhotoRendered) for answer in answers]
    assert made[:4] + made[5:] == [True] * 9
    assert isinstance(answers[4], PhotoRendered | PhotoRefused)


def _processed(bodies: list[bytes]) -> list[Response]:
    """What a batch of photos is answered with, in its order."""
    uploads = InMemoryUploadStore()
    responses: InMemoryQueue[Response] = InMemoryQueue()
    job = build_job(photo_count=len(bodies))
    requests = []
    for number, body in enumerate(bodies):
        photo = build_photo(job, number)
        source = uploads.write(source_of(photo).key, body, "image/jpeg")
        requests.append(build_request(photo, source=source, outputs=(_THUMBNAIL,)))
    work = LaneWork(
        lane="fast",
        uploads=uploads,
        results=InMemoryResultStore(),
        renderer=render_in_child,
        limits=LIMITS,
        clock=ManualClock(),
        meter=RecordingMeter(),
        time=RemainingTime(),
    )
    process_photos = ProcessPhotos(
        work=work, retouches=InMemoryQueue(), responses=responses, clock=ManualClock()
    )
    assert process_photos(requests) == {}
    return [answer for answer in responses.sent if not isinstance(answer, PhotoStarted)]


def test_damage_of_any_kind_ends_with_a_name() -> None:
    photos = list(seeds().values())

    ends = {number: _end(damaged(photos, number)) for number in range(_MUTATIONS)}

    assert DONE in ends.values()
    assert {"corrupt_photo", "truncated_photo"} <= set(ends.values())
    assert "photo_error" not in ends.values()
    assert [number for number, end in ends.items() if end == DecoderCrashedError.code] == []
