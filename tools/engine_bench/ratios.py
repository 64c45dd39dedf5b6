"""What rounds come down to."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Ratio:
    """The median of ratios taken round by round, and the middle half of them."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        """As tables show it."""
        return f"{self.median:.2f} ({self.low:.2f}-{self.high:.2f})"


def paired(ours: Sequence[float], theirs: Sequence[float]) -> Ratio:
    """Our time over theirs, each of a round with the other's of the same round.

    A machine's speed drifts; within a round it drifts for both.
    """
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    low, _, high = quantiles(ratios, n=4, method="inclusive")
    return Ratio(median(ratios), low, high)
