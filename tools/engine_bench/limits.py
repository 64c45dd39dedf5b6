"""What has to come out, next to what came out."""

from dataclasses import dataclass

from tools.engine_bench.contestants import CONTESTANTS, PEERS_OF_OURS
from tools.engine_bench.jobs import JPEGS, Case
from tools.engine_bench.quality import BEST
from tools.engine_bench.results import Results

NOT_MEASURED = "not measured"

_AT_MOST: tuple[tuple[str, str, tuple[float, ...]], ...] = (
    ("thumbnail", "floor", (1.15, 1.15, 1.15)),
    ("thumbnail", "sharp", (1.0, 1.0, 1.0)),
    ("resize", "sharp", (1.15, 1.15, 1.15)),
    ("resize", "libvips", (1.0, 1.0, 1.0)),
    ("sepia", "sharp", (0.6, 0.6, 0.6)),
    ("brightness", "sharp", (0.8, 0.8, 0.8)),
    ("three", "sharp", (0.66, 0.55, 0.45)),
    ("three", "libvips", (0.9, 0.9, 0.9)),
)
"""Our time over another engine's, for each size of JPEG."""

_AT_MOST_OF_OTHERS = (("PNG", "sharp", 1.3), ("WebP", "sharp", 1.3))
_FASTEST = ("AVIF", "HEIC")
_DECIBELS_LOST = 0.4
_WEIGHED = Case("pair", "48 MP")
_MEGABYTES = 120
_EXTRA_MILLISECONDS = 6
_TITLES = {one.name: one.title for one in CONTESTANTS}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A limit and what was seen."""

    title: str
    limit: str
    seen: str = NOT_MEASURED
    is_met: bool | None = None
    """None where nothing was seen."""

    @property
    def word(self) -> str:
        """As tables show it."""
        return {True: "met", False: "MISSED", None: ""}[self.is_met]


def verdicts(results: Results) -> list[Verdict]:
    """Every limit in turn."""
    return [
        *(
            _ratio(results, Case(job, photo), other, limit)
            for job, other, limits in _AT_MOST
            for photo, limit in zip(JPEGS, limits, strict=True)
        ),
        *(
            _ratio(results, Case("resize", photo), other, limit)
            for photo, other, limit in _AT_MOST_OF_OTHERS
        ),
        *(_fastest(results, Case("resize", photo)) for photo in _FASTEST),
        *(_quality(results, Case("resize", photo)) for photo in JPEGS),
        _memory(results),
        _extra(results),
    ]


def _ratio(results: Results, case: Case, other: str, limit: float) -> Verdict:
    wanted = f"at most {limit:g} x {_TITLES[other]}"
    ratio = results.ratio(case, other)
    if not ratio:
        return Verdict(title=case.title, limit=wanted)
    return Verdict(
        title=case.title, limit=wanted, seen=str(ratio), is_met=round(ratio.median, 2) <= limit
    )


def _fastest(results: Results, case: Case) -> Verdict:
    """Against the engine that comes closest."""
    wanted = "faster than every other engine"
    all_ratios = results.ratios(case)
    ratios = {one.title: all_ratios[one.name] for one in PEERS_OF_OURS if one.name in all_ratios}
    if not ratios:
        return Verdict(title=case.title, limit=wanted)
    closest = max(ratios, key=lambda title: ratios[title].median)
    return Verdict(
        title=case.title,
        limit=wanted,
        seen=f"{ratios[closest]} x {closest}",
        is_met=ratios[closest].median < 1,
    )


def _quality(results: Results, case: Case) -> Verdict:
    found = results.decibels[case]
    lost = found[BEST] - found["darkroom"]
    return Verdict(
        title=f"{case.title}: closeness",
        limit=f"at most {_DECIBELS_LOST} dB below full-decode Lanczos",
        seen=f"{lost:.2f} dB below",
        is_met=round(lost, 2) <= _DECIBELS_LOST,
    )


def _memory(results: Results) -> Verdict:
    megabytes = results.peaks["darkroom"].jobs[_WEIGHED] / 1e6
    return Verdict(
        title=f"{_WEIGHED.title}: peak memory",
        limit=f"at most {_MEGABYTES} MB over the bare interpreter",
        seen=f"{megabytes:.0f} MB",
        is_met=megabytes <= _MEGABYTES,
    )


def _extra(results: Results) -> Verdict:
    milliseconds = results.costs.sandbox[_WEIGHED.job] + results.costs.plan
    return Verdict(
        title="sandbox and planner, a photo",
        limit=f"at most {_EXTRA_MILLISECONDS} ms together",
        seen=f"{milliseconds:.1f} ms",
        is_met=milliseconds <= _EXTRA_MILLISECONDS,
    )
