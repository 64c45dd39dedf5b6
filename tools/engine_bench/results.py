"""All that was measured in one run of the benchmark."""

from collections.abc import Mapping
from dataclasses import dataclass

from tools.engine_bench.costs import Costs
from tools.engine_bench.jobs import Case
from tools.engine_bench.memory import Peaks
from tools.engine_bench.photos import Photos
from tools.engine_bench.ratios import Ratio, paired
from tools.engine_bench.rounds import Timing


@dataclass(frozen=True, kw_only=True)
class Results:
    """Figures by case and by engine; an engine that is not installed is nowhere in them."""

    photos: Photos
    versions: Mapping[str, Mapping[str, str]]
    timings: Mapping[Case, Timing]
    decibels: Mapping[Case, Mapping[str, float]]
    peaks: Mapping[str, Peaks]
    costs: Costs

    def ratio(self, case: Case, other: str) -> Ratio | None:
        """Darkroom's time over another engine's; None where one of them has none."""
        milliseconds = self.timings[case].milliseconds
        if "darkroom" not in milliseconds or other not in milliseconds:
            return None
        return paired(milliseconds["darkroom"], milliseconds[other])

    def ratios(self, case: Case) -> dict[str, Ratio]:
        """Darkroom's time over that of every other engine that could do this."""
        found = {other: self.ratio(case, other) for other in self.versions if other != "darkroom"}
        return {other: ratio for other, ratio in found.items() if ratio}
