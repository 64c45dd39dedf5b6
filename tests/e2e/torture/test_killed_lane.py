"""A slow lane whose workers die holds up no fast output, and loses none of its own."""

import signal
from collections.abc import Callable
from pathlib import Path

from local.functions import MAX_WORKERS
from tests.e2e.service.conftest import THUMBNAIL
from tests.pictures import encoded, picture
from tests.waiting import until
from tools.client import Client, Json
from tools.service import Service
from tools.torture.ordeal import wait_until_completed
from tools.torture.photos import upload_all
from tools.torture.workers import Workers, send

SLOW: Json = {
    "name": "slow",
    "operations": [{"operation": "denoise", "strength": 1}, {"operation": "upscale", "factor": 2}],
    "format": "png",
}
_DEADLINE_SECONDS = 300


def _noisy(path: Path) -> Path:
    """A photo that takes a while to retouch."""
    path.write_bytes(encoded(picture(600, 400), quality=60))
    return path


def _patiently(holds: Callable[[], bool]) -> None:
    until(holds, patience_seconds=_DEADLINE_SECONDS)


def _outputs(client: Client, job: Json, name: str) -> list[Json]:
    return [
        output
        for photo in client.photos(job["job_id"])
        for output in photo["outputs"]
        if output["name"] == name
    ]


def _done(client: Client, job: Json, name: str) -> int:
    return sum(output["state"] == "done" for output in _outputs(client, job, name))


def test_fast_outputs_are_done_while_the_slow_workers_are_dead_and_slow_ones_once_they_are_back(
    hasty: Service, tmp_path: Path
) -> None:
    demo = Client.signed_in(hasty.url)
    workers = Workers("retouch_photo", hasty.endpoint)
    photos = [_noisy(tmp_path / "noisy.jpg")] * 40
    job = demo.open_job([THUMBNAIL, SLOW], photos)

    upload_all(demo, job, photos)
    _patiently(lambda: _done(demo, job, "slow") > 0)
    # Killed before it has held its photo, one would leave that hidden for six timeouts.
    _patiently(lambda: send(signal.SIGKILL, workers.rendering()) > 0)
    with workers.stopped():
        _patiently(lambda: _done(demo, job, "thumb") == len(photos))
        slow_meanwhile = _outputs(demo, job, "slow")
        thumbs = _outputs(demo, job, "thumb")
    wait_until_completed(demo, job, _DEADLINE_SECONDS)
    *_, status = demo.progress(job["job_id"])

    waiting = [output["state"] for output in slow_meanwhile if output["state"] != "done"]
    assert waiting
    assert set(waiting) <= {"pending", "processing"}
    assert all(demo.download(thumb["url"]) for thumb in thumbs[:3])
    assert status["state"] == "completed"
    assert status["counts"]["done"] == len(photos)
    assert workers.count() <= MAX_WORKERS
    assert hasty.given_up(job) == []
