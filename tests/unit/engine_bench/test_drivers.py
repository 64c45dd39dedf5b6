"""Engines at work, and engines that are not there."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tools.engine_bench.contestants import DARKROOM, SHARP
from tools.engine_bench.drivers.protocol import serve
from tools.engine_bench.jobs import Pixels, screen_size, sepia_levels, thumbnail_size

Ask = Callable[..., Mapping[str, Any]]


def _copied(photo: bytes, size: Pixels) -> list[bytes]:
    return [photo, bytes(size)]


def _refused(photo: bytes, size: Pixels) -> list[bytes]:
    message = f"no decoder for {len(photo)} bytes <in memory>\nof {size}"
    raise ValueError(message)


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Put one question to a driver that copies and refuses."""
    photo = tmp_path / "photo"
    photo.write_bytes(b"photo")

    def answer(job: str, keep: str | None = None) -> Mapping[str, Any]:
        question = {"job": job, "photo": str(photo), "size": [4, 3], "keep": keep}
        monkeypatch.setattr("sys.stdin", StringIO(json.dumps(question) + "\n"))
        serve({"copy": _copied, "refuse": _refused}, {"engine": "1.0"})
        first, second = capsys.readouterr().out.splitlines()
        assert json.loads(first) == {"versions": {"engine": "1.0"}}
        found: Mapping[str, Any] = json.loads(second)
        return found

    return answer


def test_a_driver_tells_how_long_it_took_and_how_large_the_outputs_are(ask: Ask) -> None:
    answer = ask("copy")

    assert answer["bytes"] == [5, 2]
    assert 0 < answer["milliseconds"] < 1000


def test_outputs_are_kept_where_that_is_asked_for(ask: Ask, tmp_path: Path) -> None:
    ask("copy", keep=str(tmp_path / "kept"))

    assert (tmp_path / "kept-0").read_bytes() == b"photo"
    assert (tmp_path / "kept-1").read_bytes() == b"\4\3"


def test_what_a_library_raises_is_an_answer_of_one_line(ask: Ask) -> None:
    assert ask("refuse") == {"error": 'says "no decoder for 5 bytes"'}


def test_a_job_that_an_engine_does_not_have_is_an_answer(ask: Ask) -> None:
    assert ask("sepia") == {"error": "has no such operation"}


def test_darkroom_is_always_installed() -> None:
    assert DARKROOM.is_installed


def test_an_engine_needs_its_interpreter_and_its_library(tmp_path: Path) -> None:
    assert not replace(SHARP, needs=tmp_path / "not-there").is_installed
    assert not replace(SHARP, command=("no-such-interpreter",), needs=tmp_path).is_installed
    assert replace(SHARP, command=DARKROOM.command, needs=tmp_path).is_installed


def test_sizes_keep_the_proportions_of_the_photo() -> None:
    assert thumbnail_size((6000, 4000)) == (256, 171)
    assert thumbnail_size((4000, 6000)) == (171, 256)
    assert screen_size((6000, 4000)) == (1600, 1067)
    assert screen_size((4000, 6000)) == (1600, 2400)


def test_sepia_runs_from_its_darkest_to_its_lightest_colour() -> None:
    levels = sepia_levels()

    assert (levels[0], levels[255], len(levels)) == ((0, 0, 0), (255, 248, 230), 256)
