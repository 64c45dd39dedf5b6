"""Grouped bars as SVG, which needs nothing to draw it with."""

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT = 1000, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 50, 10, 60, 50
_CEILING = 3.0
_STEP = 0.5
_GAP = 0.25
"""What is left empty of the room of a group."""
_COLORS = ("#c2410c", "#9ca3af", "#1d4ed8", "#60a5fa", "#7c3aed", "#d4d4d8")
_TEXT = "#27272a"
_LINE = "#e4e4e7"
_LEGEND_STEP = 130


def bars(
    groups: Mapping[str, Mapping[str, float]], series: Sequence[str], unit: str, title: str
) -> str:
    """A drawing of each group's figures, in the order of `series`; `unit` is what 1 stands for.

    A bar above the top of the drawing ends there and has its figure written on it. A group's name
    breaks into lines where it says so.
    """
    parts = [
        f"<title>{escape(title)}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        *_frame(unit),
        *_legend(series),
    ]
    for place, (name, figures) in enumerate(groups.items()):
        parts += _group(place, len(groups), name, [figures.get(one) for one in series])
    parts.append(_line(1, _TEXT))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
        f' font-family="sans-serif" font-size="12" fill="{_TEXT}">\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _frame(unit: str) -> Iterator[str]:
    for step in range(round(_CEILING / _STEP) + 1):
        value = step * _STEP
        yield _line(value, _LINE)
        yield _text(_LEFT - 8, _y(value) + 4, f"{value:.1f}", "end")
    yield _text(_LEFT, 46, f"time, where {unit} takes 1: lower is faster", "start")


def _legend(series: Sequence[str]) -> Iterator[str]:
    for place, name in enumerate(series):
        x = _LEFT + place * _LEGEND_STEP
        yield f'<rect x="{x}" y="12" width="12" height="12" fill="{_COLORS[place]}"/>'
        yield _text(x + 17, 22, name, "start")


def _group(place: int, of: int, name: str, figures: Sequence[float | None]) -> Iterator[str]:
    room = (_WIDTH - _LEFT - _RIGHT) / of
    left = _LEFT + place * room
    width = room * (1 - _GAP) / len(figures)
    for line, words in enumerate(name.split("\n")):
        yield _text(left + room / 2, _HEIGHT - _BOTTOM + 18 + 15 * line, words, "middle")
    for order, figure in enumerate(figures):
        if figure is None:
            continue
        x = left + room * _GAP / 2 + order * width
        top = _y(min(figure, _CEILING))
        yield (
            f'<rect x="{x:.1f}" y="{top:.1f}" width="{width - 1:.1f}"'
            f' height="{_y(0) - top:.1f}" fill="{_COLORS[order]}"/>'
        )
        if figure > _CEILING:
            yield _text(x + width / 2, top + 14, f"{figure:.0f}", "middle")


def _y(value: float) -> float:
    return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - value / _CEILING)


def _line(value: float, color: str) -> str:
    y = f"{_y(value):.1f}"
    return f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}" stroke="{color}"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
