"""What a reader takes for one character: a letter with its marks, a syllable, an emoji."""

import unicodedata
from functools import cache
from itertools import pairwise
from typing import Any

import uharfbuzz as hb

_VIRAMA = 9
"""The combining class of the marks that join two consonants."""

_THAI_AND_LAO_AM = "\u0e33\u0eb3"
"""Vowels that are letters by category and yet stand on the consonant before them."""


def clusters(text: str) -> list[str]:
    """The grapheme clusters of a text, in its order."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    # What is hidden when drawn would be counted with its neighbour.
    buffer.flags = hb.BufferFlags.PRESERVE_DEFAULT_IGNORABLES
    # A reversed buffer has the same clusters, only later ones first.
    buffer.direction = "ltr"
    hb.shape(_no_font(), buffer)
    starts = sorted({info.cluster for info in buffer.glyph_infos})
    starts = [start for start in starts if start == 0 or not _is_joined(text, start)]
    return [text[start:end] for start, end in pairwise([*starts, len(text)])]


def _is_joined(text: str, start: int) -> bool:
    is_conjunct = unicodedata.combining(text[start - 1]) == _VIRAMA and text[start].isalpha()
    return is_conjunct or text[start] in _THAI_AND_LAO_AM


@cache
def _no_font() -> Any:  # noqa: ANN401 - HarfBuzz has no types
    """HarfBuzz forms clusters before it looks for glyphs."""
    return hb.Font(hb.Face(hb.Blob(b"")))
