"""Results as a run would give them, by figures that are easy to reckon with."""

from collections.abc import Mapping
from pathlib import Path

from tools.engine_bench.costs import Costs
from tools.engine_bench.jobs import JPEGS, OTHERS, TIMED, WEIGHED, Case
from tools.engine_bench.memory import Peaks
from tools.engine_bench.photos import Photo
from tools.engine_bench.quality import BEST, SHRUNK
from tools.engine_bench.results import Results
from tools.engine_bench.rounds import Timing

ROUNDS = 5


def results(milliseconds: Mapping[str, float], *, decibels_lost: float = 0.0) -> Results:
    """A run in which each engine takes the same time for everything."""
    found = {name: 40.0 for name in milliseconds if name != "floor"}
    return Results(
        photos={
            kind: [Photo(path=Path(__file__), size=(40, 30), origin="made up")]
            for kind in (*JPEGS, *OTHERS)
        },
        versions={name: {name: "1.0"} for name in milliseconds},
        timings={case: _timing(milliseconds, case) for case in TIMED},
        decibels={
            case: {**found, BEST: 40.0, "darkroom": 40.0 - decibels_lost}
            for case in TIMED
            if case.job in SHRUNK
        },
        peaks={
            name: Peaks(imports=20_000_000, jobs=dict.fromkeys(WEIGHED, 60_000_000))
            for name in milliseconds
        },
        costs=Costs(
            fork=2.0,
            sandbox={"thumbnail": 3.0, "pair": 4.0, "three": 5.0},
            plan=0.1,
            screen=dict.fromkeys((*JPEGS, *OTHERS), 10.0),
            decode=dict.fromkeys((*JPEGS, *OTHERS), 7.0),
            inflate=3.0,
        ),
    )


def _timing(milliseconds: Mapping[str, float], case: Case) -> Timing:
    able = [name for name in milliseconds if name != "floor" or case.photo in JPEGS]
    return Timing(
        milliseconds={name: (milliseconds[name],) * ROUNDS for name in able},
        cannot={name: 'says "nothing but JPEG"' for name in milliseconds if name not in able},
    )
