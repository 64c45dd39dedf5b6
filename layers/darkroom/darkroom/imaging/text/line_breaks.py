"""Which places where a line may end to use."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from darkroom.imaging.text.break_places import break_places, is_space

_STEPS = 64
_TOLERANCE = 1e-6

Line = tuple[int, int]
"""The first cluster of a line, and the one after its last."""


def wrapped(clusters: Sequence[str], widths: Sequence[float], limit: float) -> list[Line]:
    """The fewest lines of at most `limit`, about as long as one another.

    What is too wide for a line by itself is broken anywhere between clusters.
    """
    paragraph = _Paragraph(
        widths=widths,
        spaces=[is_space(cluster) for cluster in clusters],
        breaks=break_places(clusters),
    )
    lines = list(paragraph.lines(limit))
    widest = paragraph.widest_word()
    if len(lines) <= 1 or widest >= limit:
        return lines
    limits = [widest + (limit - widest) * step / _STEPS for step in range(_STEPS + 1)]
    # Lines only get fewer as they get wider.
    narrowest = bisect_left(limits, -len(lines), key=lambda width: -len([*paragraph.lines(width)]))
    return list(paragraph.lines(limits[narrowest]))


@dataclass(frozen=True, kw_only=True)
class _Paragraph:
    """What matters of each cluster for breaking lines."""

    widths: Sequence[float]
    spaces: Sequence[bool]
    breaks: Sequence[bool]

    def lines(self, limit: float) -> Iterator[Line]:
        """Fill line by line; spaces at the ends of lines are in none."""
        start = 0
        while start < len(self.widths):
            following = self._next_start(start, limit)
            end = following
            while end > start and self.spaces[end - 1]:
                end -= 1
            yield start, end
            start = following

    def _next_start(self, start: int, limit: float) -> int:
        """Where the line after the one that begins at `start` does."""
        width, last_break = 0.0, start
        for place in range(start, len(self.widths)):
            if self.breaks[place]:
                last_break = place
            width += self.widths[place]
            if not self.spaces[place] and width > limit + _TOLERANCE and place > start:
                return last_break if last_break > start else place
        return len(self.widths)

    def widest_word(self) -> float:
        """The width of the widest part that no line may end in."""
        widest = width = 0.0
        for place, is_start in enumerate(self.breaks):
            width = 0.0 if is_start else width
            width += 0.0 if self.spaces[place] else self.widths[place]
            widest = max(widest, width)
        return widest
