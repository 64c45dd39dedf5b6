"""Which font draws what, and what none does."""

import sys
from pathlib import Path

import pytest

from darkroom.imaging.text.clusters import clusters
from darkroom.imaging.text.fonts import NO_GLYPH, east_asian, font_for, has_glyphs, open_all
from darkroom.imaging.text.letters import letters
from darkroom.imaging.text.shaping import shaped
from tests.unit.imaging.text.samples import SENTENCES


@pytest.mark.parametrize("sentence", SENTENCES.values(), ids=SENTENCES)
def test_every_script_has_all_of_its_glyphs(sentence: str) -> None:
    line = shaped(letters(sentence))

    assert all(map(has_glyphs, clusters(sentence)))
    assert line.glyphs
    assert all(glyph.number != 0 for glyph in line.glyphs)


@pytest.mark.parametrize(
    "missing",
    ["\u0f40", "\ue000", "\U0001f600", "\U0010ffff", "\ufffd"],
    ids=["Tibetan", "private use", "emoji", "no character", "replacement character"],
)
def test_what_no_font_has_is_one_box(missing: str) -> None:
    assert not has_glyphs(missing)
    assert [glyph.number for glyph in shaped(letters(missing)).glyphs] == [0]


def test_a_letter_is_drawn_without_the_mark_that_no_font_has() -> None:
    _, drawn = font_for("a\u1ab0")

    assert drawn == "a"
    assert not has_glyphs("a\u1ab0")


def test_a_family_of_emoji_that_no_font_has_is_one_box() -> None:
    assert font_for("👩\u200d👧\u200d👦")[1] == NO_GLYPH


def test_a_cluster_is_drawn_with_one_font() -> None:
    font, drawn = font_for("か\u3099")

    assert font is east_asian()
    assert drawn == "か\u3099"


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d", "\ufe0e", "\u00ad"], ids=ascii)
def test_what_only_has_an_effect_needs_no_glyph(joiner: str) -> None:
    assert has_glyphs("a" + joiner)


def test_opened_fonts_are_opened_once() -> None:
    open_all()

    assert east_asian() is east_asian()


def test_imaging_layer_keeps_the_fonts_that_are_opened() -> None:
    kept = (Path(__file__).parents[4] / "layers" / "build" / "layers.mk").read_text()

    open_all()

    unpacked = {name.partition(".")[2] for name in sys.modules if name.startswith("pymupdf_fonts.")}
    assert unpacked
    assert all(f"'{name}.py'" in kept for name in unpacked)
    assert "'NotoSansCJKsc-Regular.otf'" in kept
