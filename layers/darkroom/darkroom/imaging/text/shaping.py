"""From letters to glyphs: joined forms, ligatures, kerning, placed marks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import uharfbuzz as hb

from darkroom.imaging.text.fonts import UNITS
from darkroom.imaging.text.letters import Letter, Style
from darkroom.imaging.text.reading_order import in_visual_order


@dataclass(frozen=True)
class Glyph:
    """A shape of a font; in ems, right of where its line begins and below the line it stands on."""

    font: Any
    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """Glyphs from left to right, and how far they reach."""

    glyphs: tuple[Glyph, ...]
    width: float


def shaped(letters: Sequence[Letter]) -> Line:
    """The letters of one line, in the order in which they are seen."""
    runs = _runs(letters)
    glyphs: list[Glyph] = []
    pen = 0.0
    for place in in_visual_order([style.level for style, _ in runs]):
        style, run = runs[place]
        for info, position in _shape(style, run):
            x, y = pen + position.x_offset / UNITS, -position.y_offset / UNITS
            glyphs.append(Glyph(style.font, info.codepoint, x, y))
            pen += position.x_advance / UNITS
    return Line(tuple(glyphs), pen)


def widths(letters: Sequence[Letter]) -> list[float]:
    """How much each letter adds to a line; the first of a ligature has the width of it all."""
    found: list[float] = []
    for style, run in _runs(letters):
        owners = [place for place, letter in enumerate(run) for _ in letter.drawn]
        of_run = [0.0] * len(run)
        for info, position in _shape(style, run):
            of_run[owners[info.cluster]] += position.x_advance / UNITS
        found += of_run
    return found


def _runs(letters: Sequence[Letter]) -> list[tuple[Style, list[Letter]]]:
    return [(style, list(run)) for style, run in groupby(letters, key=lambda each: each.style)]


def _shape(style: Style, run: Sequence[Letter]) -> Iterator[tuple[Any, Any]]:
    """Glyphs and their positions in font units; `cluster` is a character's place in the run."""
    buffer = hb.Buffer()
    buffer.add_codepoints([ord(character) for letter in run for character in letter.drawn])
    buffer.direction = "rtl" if style.level % 2 else "ltr"
    buffer.script = style.script
    if style.language:
        buffer.language = style.language
    hb.shape(style.font, buffer)
    return zip(buffer.glyph_infos, buffer.glyph_positions or (), strict=True)
