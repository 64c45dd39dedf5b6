"""docs/benchmarks.md, and the plot on it."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from tools.engine_bench import prose, report
from tools.engine_bench.contestants import CONTESTANTS, PEERS_OF_OURS, SHARP
from tools.engine_bench.jobs import SCREEN, TITLES, Case
from tools.engine_bench.plot import bars
from tools.engine_bench.ratios import paired
from tools.engine_bench.results import Results

PLOT = "benchmarks.svg"
_PLOTTED = {
    "256 px\nthumbnail": Case("thumbnail", "24 MP"),
    "1600 px\n": Case("resize", "24 MP"),
    "sepia,\nfull size": Case("sepia", "24 MP"),
    "brightness,\nfull size": Case("brightness", "24 MP"),
    "256 + 1600\n+ sepia": Case("three", "24 MP"),
    **{f"{photo}\nto {SCREEN} px": Case("resize", photo) for photo in ("PNG", "WebP", "AVIF")},
}


def page(results: Results, machine: str, day: date) -> str:
    """All that there is to read."""
    return "\n".join(
        [
            "# Darkroom's engine against others",
            "",
            "Written by `make bench`; nothing here is typed in.",
            "",
            f"{day:%-d %B %Y}, on {machine}; every engine kept to one core.",
            "",
            *_section("What has to come out", report.limits(results).markdown()),
            *_plotted(results),
            *_section("Ratios", prose.RATIOS, report.ratios(results).markdown()),
            *_section("Times", prose.TIMES, report.milliseconds(results).markdown()),
            *_section("Where Darkroom is slower", *_slower(results)),
            *_section("Closeness", prose.CLOSENESS, report.decibels(results).markdown()),
            *_section("Memory", prose.MEMORY, report.megabytes(results).markdown()),
            *_section("Sandbox and planner", *_costs(results)),
            *_section("How it is measured", prose.METHOD),
            *_section("Photos", "\n".join(_photos(results))),
            *_section("Engines", "\n".join(_engines(results))),
            *_section("What an engine cannot do", "\n".join(_cannot(results))),
        ]
    )


def plot(results: Results) -> str:
    """The time of each engine over sharp's."""
    series = {one.name: one.title for one in CONTESTANTS if one is not SHARP}
    groups = {}
    for title, case in _PLOTTED.items():
        times = results.timings[case].milliseconds
        if SHARP.name in times:
            groups[title] = {
                series[name]: paired(times[name], times[SHARP.name]).median
                for name in times
                if name != SHARP.name
            }
    return bars(groups, list(series.values()), unit="sharp", title="Time of each engine")


def _plotted(results: Results) -> Iterator[str]:
    if SHARP.name in results.versions:
        yield f"![The time of each engine over sharp's; JPEGs of 24 MP]({PLOT})"
        yield ""


def _section(title: str, *paragraphs: str) -> Iterator[str]:
    yield f"## {title}"
    for paragraph in paragraphs:
        yield ""
        yield paragraph
    yield ""


def _slower(results: Results) -> Iterator[str]:
    """Every case in which another engine is faster, and the reason where it was measured."""
    lines = []
    for case in results.timings:
        ratios = results.ratios(case)
        faster = [
            f"{ratios[one.name].median:.2f} x {one.title}"
            for one in PEERS_OF_OURS
            if one.name in ratios and round(ratios[one.name].median, 2) > 1
        ]
        if faster:
            reason = _reason(results, case)
            lines.append(f"- {case.title}: {', '.join(faster)}.{' ' if reason else ''}{reason}")
    yield "\n".join(lines) or "Nowhere in this run."


def _reason(results: Results, case: Case) -> str:
    said = prose.REASONS.get(case.photo, "") if case.job == "resize" else ""
    return said.format(
        total=results.costs.screen[case.photo],
        decode=results.costs.decode[case.photo],
        inflate=results.costs.inflate,
    )


def _costs(results: Results) -> Iterator[str]:
    costs = results.costs
    yield prose.COSTS.format(fork=costs.fork, plan=costs.plan)
    yield "\n".join(
        f"- {TITLES[job]}: {extra:.1f} ms more in a child" for job, extra in costs.sandbox.items()
    )


def _photos(results: Results) -> Iterator[str]:
    for kind, photos in results.photos.items():
        for origin, alike in groupby(photos, lambda photo: photo.origin):
            files = [
                f"{photo.size[0]} x {photo.size[1]} ({photo.path.stat().st_size / 1e6:.1f} MB)"
                for photo in alike
            ]
            yield f"- {kind}, {', '.join(files)}: {origin}."


def _engines(results: Results) -> Iterator[str]:
    for one in CONTESTANTS:
        versions = results.versions.get(one.name)
        made_of = (
            ", ".join(f"{name} {version}" for name, version in versions.items())
            if versions
            else report.NOT_INSTALLED
        )
        yield f"- **{one.title}** ({made_of}). {one.how}"


def _cannot(results: Results) -> Iterator[str]:
    for one in CONTESTANTS:
        titles: dict[str, list[str]] = {}
        for case, timing in results.timings.items():
            if one.name in timing.cannot:
                titles.setdefault(timing.cannot[one.name], []).append(case.title)
        for reason, cases in titles.items():
            yield f"- {one.title} {reason}: {'; '.join(cases)}"
