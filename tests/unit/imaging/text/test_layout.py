"""Texts in lines."""

import pytest

from darkroom.imaging.text.layout import lay_out
from tests.unit.imaging.text.samples import SENTENCES


@pytest.mark.parametrize("text", SENTENCES.values(), ids=SENTENCES)
def test_lines_are_within_the_limit_and_ink_within_the_block(text: str) -> None:
    block = lay_out(text, 6, 0)

    ink = block.ink()
    assert block.lines > 1
    assert block.width <= 6 + 0.1
    # A letter may lean over its place a little.
    assert ink.left > -0.2
    assert ink.top >= -1e-6
    assert ink.right < block.width + 0.2
    assert ink.bottom <= block.height + 1e-6


def test_line_breaks_are_kept() -> None:
    assert lay_out("a\n\nb", 100, 0).lines == 3


@pytest.mark.parametrize(("align", "left"), [(0, 0), (0.5, 0.5), (1, 1)])
def test_shorter_lines_stand_where_asked(align: float, left: float) -> None:
    block = lay_out("mmmmmm\nm", 100, align)
    width = lay_out("m", 100, 0).width

    assert block.glyphs[-1].x == pytest.approx(left * (block.width - width))


def test_marks_piled_high_make_room_for_themselves() -> None:
    assert lay_out("a" + "\u0301" * 9, 100, 0).height > lay_out("a", 100, 0).height


def test_a_letter_wider_than_the_limit_has_a_line_of_its_own() -> None:
    assert lay_out("mm", 0.1, 0).lines == 2


def test_spaces_alone_have_no_ink() -> None:
    assert lay_out(" ", 10, 0).ink() == (0, 0, 0, 0)
