"""A worker that is asked to stop gives back at once what it cannot finish."""

import os
import signal
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from local.execution.processes import child_of
from tests.pictures import encoded, picture
from tests.waiting import until
from tools.client import Client, Json
from tools.service import Service
from tools.torture.photos import upload_all
from tools.torture.workers import Workers

_FAST: Json = {"name": "fast", "operations": [{"operation": "sharpen"}], "format": "png"}
_SLOW: Json = {"name": "slow", "operations": [{"operation": "denoise"}], "format": "png"}
_DEADLINE_SECONDS = 90
# What a worker has taken is kept from others until its invocation would be over, and half a minute.
_HELD_SECONDS = 120 + 30


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A photo that is in hand for a while."""
    path = tmp_path / "large.jpg"
    path.write_bytes(encoded(picture(2400, 1600), quality=80))
    return path


def _at_work(workers: Workers) -> list[tuple[int, int]]:
    """Each process that is rendering, with the child that it does it in."""
    found = [(process, child_of(process)) for process in workers.running()]
    return [(process, child) for process, child in found if child]


def _interrupt(workers: Workers) -> None:
    """Ask one to stop that is rendering, and see it stop rendering."""
    until(lambda: bool(_at_work(workers)), patience_seconds=_DEADLINE_SECONDS)
    for at_work in _at_work(workers)[:1]:
        with suppress(ProcessLookupError):
            os.kill(at_work[0], signal.SIGTERM)
        until(partial(_is_over, *at_work))


def _is_over(process: int, child: int) -> bool:
    return child_of(process) != child


@pytest.mark.parametrize(
    ("function", "output"), [("process_photo", _FAST), ("retouch_photo", _SLOW)]
)
def test_another_worker_has_it_at_once(
    demo: Client, service: Service, large: Path, function: str, output: Json
) -> None:
    workers = Workers(function, service.endpoint)
    photos = [large] * 6
    job = demo.open_job([output], photos)
    handed_back = f'"service":"{function}"'

    def is_handed_back() -> bool:
        lines = service.log.read_text(encoding="utf-8").splitlines()
        return any("is handed back" in line and handed_back in line for line in lines)

    upload_all(demo, job, photos)
    while not is_handed_back():
        # It may have been done just before it was asked.
        _interrupt(workers)
    asked = time.monotonic()
    *_, status = demo.progress(job["job_id"])

    assert status["counts"]["done"] == len(photos)
    assert time.monotonic() - asked < _HELD_SECONDS / 2
    assert service.given_up(job) == []
