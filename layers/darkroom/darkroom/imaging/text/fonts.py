"""The fonts that text is drawn with, the first choice first.

Each is opened when a text first needs it; the one with Chinese characters is a mapped file, of
which only the pages with the glyphs at hand are read.
"""

import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import uharfbuzz as hb

UNITS = 1000
"""To the em, in which HarfBuzz measures."""

NO_GLYPH = "\ufffd"
"""Stands for what no font has; the fonts do not have it either, and show a box."""

_VARIATION_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


def open_all() -> None:
    """Open every font now, so that a process forked for a photo finds them open."""
    for opened in _IN_ORDER:
        opened()


@cache
def east_asian() -> Any:  # noqa: ANN401 - HarfBuzz has no types
    """Chinese, Japanese and Korean; the package around the font needs a plotting library to run."""
    package = find_spec("mplfonts")
    if not (package and package.origin):
        raise ModuleNotFoundError(name="mplfonts")
    path = Path(package.origin).parent / "fonts" / "NotoSansCJKsc-Regular.otf"
    return _font(hb.Blob.from_file_path(path))


@cache
def _main() -> Any:  # noqa: ANN401 - HarfBuzz has no types
    """Latin, Greek, Cyrillic, Georgian, Hebrew, Arabic, Devanagari and Thai."""
    from pymupdf_fonts import FiraGO_Regular  # noqa: PLC0415 - unpacks a font when imported

    return _font(hb.Blob(FiraGO_Regular.fontbuffer))


@cache
def _symbols() -> Any:  # noqa: ANN401 - HarfBuzz has no types
    from pymupdf_fonts import NotoSansSymbols2_Regular  # noqa: PLC0415 - the same

    return _font(hb.Blob(NotoSansSymbols2_Regular.fontbuffer))


_IN_ORDER: tuple[Callable[[], Any], ...] = (_main, east_asian, _symbols)


def _font(blob: Any) -> Any:  # noqa: ANN401 - HarfBuzz has no types
    font = hb.Font(hb.Face(blob))
    font.scale = (UNITS, UNITS)
    return font


@lru_cache(maxsize=4096)
def font_for(cluster: str) -> tuple[Any, str]:
    """The font for a grapheme cluster, and what of the cluster can be drawn with it.

    That is all of it in the first font that has all; else what has a glyph in the first font that
    has its base; else `NO_GLYPH`.
    """
    for characters in (cluster, cluster[0]):
        for opened in _IN_ORDER:
            if all(_has(opened(), character) for character in characters):
                font = opened()
                return font, "".join(each for each in cluster if _has(font, each))
    return _main(), NO_GLYPH


def _has(font: Any, character: str) -> bool:  # noqa: ANN401 - HarfBuzz has no types
    return _needs_none(character) or font.get_nominal_glyph(ord(character)) is not None


@lru_cache(maxsize=4096)
def _needs_none(character: str) -> bool:
    """Whether it is a space of some width or only has an effect on its neighbours."""
    return unicodedata.category(character) in {"Zs", "Cf"} or character in _VARIATION_SELECTORS


def has_glyphs(cluster: str) -> bool:
    """Whether all of a grapheme cluster can be drawn."""
    return font_for(cluster)[1] == cluster != NO_GLYPH
