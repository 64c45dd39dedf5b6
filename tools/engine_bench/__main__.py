"""Measure all engines that are installed, print the figures, and write docs/benchmarks.md."""

import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from darkroom.clock import SystemClock
from tools.engine_bench import report
from tools.engine_bench.contestants import CONTESTANTS, DARKROOM, ROOT, Contestant
from tools.engine_bench.costs import costs
from tools.engine_bench.jobs import TIMED, WEIGHED, Case
from tools.engine_bench.machine import described, use_one_core
from tools.engine_bench.memory import peaks
from tools.engine_bench.page import PLOT, page, plot
from tools.engine_bench.photos import Photos, make_photos
from tools.engine_bench.processes import Driver
from tools.engine_bench.quality import SHRUNK, closeness
from tools.engine_bench.results import Results
from tools.engine_bench.rounds import Timing, measure

DOCS = ROOT / "docs"
PAGE = DOCS / "benchmarks.md"


def main() -> None:
    """Take the photos from the folder named on the command line, if there is one."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _say("Making the photos ...")
        photos = make_photos(folder, source)
        use_one_core()
        results = _measured([one for one in CONTESTANTS if one.is_installed], photos, folder)
        for table in (
            report.milliseconds(results),
            report.ratios(results),
            report.decibels(results),
            report.megabytes(results),
            report.limits(results),
        ):
            _say(f"\n{table.plain()}")
        text = page(results, described(), SystemClock().now().date())
    PAGE.write_text(text, encoding="utf-8")
    (DOCS / PLOT).write_text(plot(results), encoding="utf-8")
    _say(f"\n{time.monotonic() - started:.0f} seconds; all of this is in {PAGE.relative_to(ROOT)}")


def _measured(contestants: Sequence[Contestant], photos: Photos, folder: Path) -> Results:
    timings: dict[Case, Timing] = {}
    decibels: dict[Case, Mapping[str, float]] = {}
    with ExitStack() as stack:
        drivers = {one.name: stack.enter_context(Driver(one)) for one in contestants}
        for case in TIMED:
            _say(f"{case.title} ...")
            kept = folder / f"{case.job} {case.photo}"
            kept.mkdir()
            timings[case] = measure(drivers, case, photos[case.photo], kept)
            if case.job in SHRUNK:
                decibels[case] = closeness(
                    photos[case.photo], SHRUNK[case.job], kept, timings[case].milliseconds
                )
        versions = {name: driver.versions for name, driver in drivers.items()}
    _say("Sandbox, planner and memory ...")
    return Results(
        photos=photos,
        versions=versions,
        timings=timings,
        decibels=decibels,
        peaks={one.name: peaks(one, WEIGHED, photos) for one in contestants},
        costs=costs(DARKROOM, photos),
    )


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
