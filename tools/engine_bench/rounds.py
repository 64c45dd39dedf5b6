"""Rounds: every engine once, one after another, beginning with another engine each time."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tools.engine_bench.jobs import Case
from tools.engine_bench.photos import Photo
from tools.engine_bench.processes import Run

_SECONDS_A_CASE = 9
_FEWEST, _MOST = 5, 15


class Engine(Protocol):
    """What does jobs."""

    def run(self, job: str, photo: Photo, keep: str | None = None) -> Run:
        """Do one."""


@dataclass(frozen=True, kw_only=True)
class Timing:
    """Milliseconds of each engine, a figure a round; and why the others have none."""

    milliseconds: Mapping[str, tuple[float, ...]]
    cannot: Mapping[str, str]


def measure(
    engines: Mapping[str, Engine], case: Case, photos: Sequence[Photo], kept: Path
) -> Timing:
    """Warm up, which tells who can do this and how many rounds there is time for; then measure.

    Rounds take the photos in turn. What an engine makes of a photo in the warm-up is left in
    `kept`: see `output_of`.
    """
    cannot: dict[str, str] = {}
    seconds = 0.0
    for name, engine in engines.items():
        for photo in photos:
            run = engine.run(case.job, photo, keep=str(kept / f"{name}-{photo.path.stem}"))
            seconds += run.milliseconds / 1000 / len(photos)
            if run.error:
                cannot[name] = run.error
    able = {name: engine for name, engine in engines.items() if name not in cannot}
    rounds = [
        _round(able, case.job, photos[number % len(photos)], number)
        for number in range(_how_many(seconds))
    ]
    return Timing(
        milliseconds={name: tuple(each[name] for each in rounds) for name in able}, cannot=cannot
    )


def output_of(name: str, photo: Photo, kept: Path) -> Path:
    """The first output that an engine made of a photo when it warmed up."""
    return kept / f"{name}-{photo.path.stem}-0"


def _round(engines: Mapping[str, Engine], job: str, photo: Photo, number: int) -> dict[str, float]:
    names = list(engines)
    first = number % len(names)
    milliseconds = {}
    for name in names[first:] + names[:first]:
        run = engines[name].run(job, photo)
        if run.error:
            sys.exit(f"{name} could do this once, then no more: {run.error}")
        milliseconds[name] = run.milliseconds
    return milliseconds


def _how_many(seconds_a_round: float) -> int:
    return max(_FEWEST, min(_MOST, int(_SECONDS_A_CASE / max(seconds_a_round, 1e-3))))
