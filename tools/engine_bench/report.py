"""The figures as tables."""

from collections.abc import Callable, Sequence
from statistics import median

from tools.engine_bench.contestants import CONTESTANTS, DARKROOM, FLOOR, Contestant
from tools.engine_bench.jobs import WEIGHED, Case
from tools.engine_bench.limits import verdicts
from tools.engine_bench.quality import BEST
from tools.engine_bench.results import Results
from tools.engine_bench.tables import Table

NOT_INSTALLED = "not installed"
CANNOT = "cannot"
_OTHERS = tuple(one for one in CONTESTANTS if one is not DARKROOM)


def limits(results: Results) -> Table:
    """Every limit, what was seen, and whether that is within it."""
    rows = [[one.title, one.limit, one.seen, one.word] for one in verdicts(results)]
    return Table(["", "limit", "seen", ""], rows)


def milliseconds(results: Results) -> Table:
    """The median time of every engine."""

    def cell(case: Case, one: Contestant) -> str | None:
        times = results.timings[case].milliseconds.get(one.name)
        return f"{median(times):.0f}" if times else None

    return _by_engine(results, "ms", list(results.timings), CONTESTANTS, cell)


def ratios(results: Results) -> Table:
    """Darkroom's time over that of every other engine."""

    def cell(case: Case, one: Contestant) -> str | None:
        ratio = results.ratio(case, one.name)
        return str(ratio) if ratio else None

    return _by_engine(results, "Darkroom /", list(results.timings), _OTHERS, cell)


def decibels(results: Results) -> Table:
    """How close every engine comes to the best that could be made of a photo."""

    def cell(case: Case, one: Contestant) -> str | None:
        found = results.decibels[case].get(one.name)
        return f"{found:.1f}" if found else None

    engines = tuple(one for one in CONTESTANTS if one is not FLOOR)
    table = _by_engine(results, "dB", list(results.decibels), engines, cell)
    best = [f"{found[BEST]:.1f}" for found in results.decibels.values()]
    return Table(
        [*table.titles, "full-decode Lanczos"],
        [[*row, one] for row, one in zip(table.rows, best, strict=True)],
    )


def megabytes(results: Results) -> Table:
    """The most memory over the bare interpreter."""

    def cell(case: Case, one: Contestant) -> str | None:
        weight = results.peaks[one.name].jobs.get(case)
        return f"{weight / 1e6:.0f}" if weight else None

    table = _by_engine(results, "MB", WEIGHED, CONTESTANTS, cell)
    imports = [
        f"{results.peaks[one.name].imports / 1e6:.0f}"
        if one.name in results.peaks
        else NOT_INSTALLED
        for one in CONTESTANTS
    ]
    return Table(table.titles, [["of this, its libraries", *imports], *table.rows])


def _by_engine(
    results: Results,
    unit: str,
    cases: Sequence[Case],
    engines: Sequence[Contestant],
    cell: Callable[[Case, Contestant], str | None],
) -> Table:
    def text(case: Case, one: Contestant) -> str:
        if one.name not in results.versions:
            return NOT_INSTALLED
        return cell(case, one) or CANNOT

    return Table(
        [unit, *(one.title for one in engines)],
        [[case.title, *(text(case, one) for one in engines)] for case in cases],
    )
