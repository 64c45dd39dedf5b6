"""What a photo costs beside its pixels, and where the pixels' time goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median

from tools.engine_bench.contestants import Contestant
from tools.engine_bench.jobs import JPEGS, OTHERS
from tools.engine_bench.photos import Photos
from tools.engine_bench.processes import Driver

_ROUNDS = 15
_PHOTO = "12 MP"


@dataclass(frozen=True, kw_only=True)
class Costs:
    """Milliseconds, all medians."""

    fork: float
    """Fork a child with its limits, and read the nothing that it answers."""
    sandbox: Mapping[str, float]
    """By job: how much longer it takes in a child."""
    plan: float
    """Read a header and plan three outputs."""
    screen: Mapping[str, float]
    """By kind of photo: make it as wide as a screen."""
    decode: Mapping[str, float]
    """Of that: nothing but decode it, at the scale that is needed."""
    inflate: float
    """Nothing but unpack the PNG's zlib stream."""


def costs(darkroom: Contestant, photos: Photos) -> Costs:
    """Measure the parts one by one.

    Children are forked by a process that has rendered nothing itself, as the function's has not:
    memory that is kept for the next photo makes a fork slower.
    """
    with Driver(darkroom) as alone, Driver(darkroom) as parent:
        return Costs(
            fork=_median(parent, "fork", photos),
            sandbox={
                job: _more_in_child(alone, parent, job, photos)
                for job in ("thumbnail", "pair", "three")
            },
            plan=_median(parent, "plan", photos),
            screen={kind: _median(alone, "resize", photos, kind) for kind in (*JPEGS, *OTHERS)},
            decode={kind: _median(alone, "decode", photos, kind) for kind in (*JPEGS, *OTHERS)},
            inflate=_median(alone, "inflate", photos, "PNG"),
        )


def _more_in_child(alone: Driver, parent: Driver, job: str, photos: Photos) -> float:
    photo = photos[_PHOTO][0]
    return median(
        parent.run(f"{job} in child", photo).milliseconds - alone.run(job, photo).milliseconds
        for _ in range(_ROUNDS)
    )


def _median(driver: Driver, job: str, photos: Photos, kind: str = _PHOTO) -> float:
    turns = islice(cycle(photos[kind]), _ROUNDS)
    return median(driver.run(job, photo).milliseconds for photo in turns)
