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
from tools.torture.workers import Workers, age_seconds

_FAST: Json = {"name": "fast", "operations": [{"operation": "sharpen"}], "format": "png"}
_SLOW: Json = {"name": "slow", "operations": [{"operation": "denoise"}], "format": "png"}
# It takes several times that for a photo: one that is asked by then is not done already.
_JUST_BEGUN_SECONDS = 0.2
# What a worker has taken is kept from others until its invocation would be over, and half a minute.
_HELD_SECONDS = 120 + 30


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A photo that is in hand for a while."""
    path = tmp_path / "large.jpg"
    path.write_bytes(encoded(picture(3600, 2400), quality=80))
    return path


def _just_begun(workers: Workers) -> list[tuple[int, int]]:
    """Each process that has begun to render, with the child that it does it in."""
    found = [(process, child_of(process)) for process in workers.running()]
    return [
        (process, child)
        for process, child in found
        if child and age_seconds(child) < _JUST_BEGUN_SECONDS
    ]


def _interrupt(workers: Workers) -> None:
    """Ask one to stop that is rendering, and see it stop rendering."""
    until(lambda: bool(_just_begun(workers)), patience_seconds=90)
    for process, child in _just_begun(workers)[:1]:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)
        until(partial(_is_over, process, child))


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
        # By the time that one was asked it may have been done.
        _interrupt(workers)
    asked = time.monotonic()
    *_, status = demo.progress(job["job_id"])

    assert status["counts"]["done"] == len(photos)
    assert time.monotonic() - asked < _HELD_SECONDS / 2
    assert service.given_up(job) == []
