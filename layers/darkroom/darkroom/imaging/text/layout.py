"""A text laid out: its lines, and where each of their glyphs is."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from darkroom.imaging.text.fonts import UNITS
from darkroom.imaging.text.letters import Letter, letters
from darkroom.imaging.text.line_breaks import wrapped
from darkroom.imaging.text.shaping import Glyph, Line, shaped, widths

_ASCENT, _DESCENT = 0.935, 0.265
"""The main font's own, which every line has at least; marks piled higher make it higher."""


class Ink(NamedTuple):
    """What is drawn on, in ems right of and below a corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Block:
    """Glyphs in ems right of and below the block's top left corner."""

    glyphs: tuple[Glyph, ...]
    width: float
    height: float
    lines: int

    def ink(self) -> Ink:
        """The smallest box around all that is drawn, which may reach outside of the block."""
        return _ink(self.glyphs)


def lay_out(text: str, limit: float, align: float) -> Block:
    """Break a text into lines of at most `limit` ems.

    Args:
        text: Paragraphs, each on a line of its own.
        limit: Only a single letter that is wider by itself goes beyond it.
        align: Where shorter lines stand, from 0 for the left edge to 1 for the right edge.
    """
    lines = [line for paragraph in text.split("\n") for line in _lines(paragraph, limit)]
    width = max(line.width for line in lines)
    glyphs: list[Glyph] = []
    top = 0.0
    for line in lines:
        ink = _ink(line.glyphs)
        left, base = align * (width - line.width), top + max(_ASCENT, -ink.top)
        glyphs += [replace(glyph, x=glyph.x + left, y=glyph.y + base) for glyph in line.glyphs]
        top = base + max(_DESCENT, ink.bottom)
    return Block(tuple(glyphs), width, top, len(lines))


def _lines(paragraph: str, limit: float) -> Iterator[Line]:
    written: list[Letter] = letters(paragraph)
    if not written:
        yield Line((), 0.0)
    for start, end in wrapped([letter.written for letter in written], widths(written), limit):
        yield shaped(written[start:end])


def _ink(glyphs: tuple[Glyph, ...]) -> Ink:
    boxes = [box for box in map(_box, glyphs) if box.right > box.left]
    if not boxes:
        return Ink(0, 0, 0, 0)
    return Ink(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _box(glyph: Glyph) -> Ink:
    extents = glyph.font.get_glyph_extents(glyph.number)
    left, top = glyph.x + extents.x_bearing / UNITS, glyph.y - extents.y_bearing / UNITS
    return Ink(left, top, left + extents.width / UNITS, top - extents.height / UNITS)
