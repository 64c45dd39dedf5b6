"""A paragraph's grapheme clusters, each with all that its shape depends on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from darkroom.imaging.text.clusters import clusters
from darkroom.imaging.text.fonts import east_asian, font_for
from darkroom.imaging.text.reading_order import levels
from darkroom.imaging.text.scripts import east_asian_language, scripts

_CHINESE_AND_JAPANESE = frozenset({"Hani", "Hira", "Kana", "Bopo"})

_WIDE_BESIDE_THEM = frozenset("“”‘’…—")  # noqa: RUF001 - curly ones are meant
"""Punctuation that they share with Latin and write as wide as a character."""


@dataclass(frozen=True)
class Style:
    """What all letters of a run have in common."""

    font: Any
    script: str
    language: str | None
    level: int


@dataclass(frozen=True)
class Letter:
    """A cluster as it is written, and what of it there are glyphs for."""

    written: str
    drawn: str
    style: Style


def letters(paragraph: str) -> list[Letter]:
    """The paragraph's clusters in the order in which they are written."""
    written = clusters(paragraph)
    script_of, level_of = scripts(written), levels(paragraph)
    language = east_asian_language(paragraph)
    found: list[Letter] = []
    start = 0
    for place, cluster in enumerate(written):
        font, drawn = _font_for(cluster, script_of[place : place + 2])
        style = Style(font, script_of[place], language, level_of[start])
        found.append(Letter(cluster, drawn, style))
        start += len(cluster)
    return found


def _font_for(cluster: str, scripts_around: Sequence[str]) -> tuple[Any, str]:
    if cluster in _WIDE_BESIDE_THEM and _CHINESE_AND_JAPANESE.intersection(scripts_around):
        return east_asian(), cluster
    return font_for(cluster)
