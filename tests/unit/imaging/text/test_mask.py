"""Texts as pixels."""

from math import pi

import pytest
from PIL import Image, ImageChops, ImageStat

from darkroom.imaging.geometry import Box
from darkroom.imaging.text.layout import lay_out
from darkroom.imaging.text.mask import Placement, bounds, draw

_CANVAS = Box(0, 0, 120, 120)


def _drawn(text: str, radius: float = 0, **placement: float) -> Image.Image:
    return draw(lay_out(text, 100, 0), Placement(**{"em": 60, **placement}), _CANVAS, radius)


def _covered(mask: Image.Image) -> float:
    return ImageStat.Stat(mask).sum[0] / 255


def test_letters_are_upright_and_where_they_should_be() -> None:
    # The dot of an i is above its stem, and both are thin.
    left, top, right, bottom = _drawn("i", left=20, top=10).getbbox() or (0, 0, 0, 0)

    assert 20 <= left < right <= 40
    assert 10 <= top < 30 < bottom <= 10 + 60


def test_bounds_enclose_all_that_is_drawn() -> None:
    block, placement = lay_out("Ångström", 100, 0), Placement(em=20, left=40, top=50, degrees=30)
    box = bounds(block, placement, 3)
    around = Box(box.left - 20, box.top - 20, box.right + 20, box.bottom + 20)

    inside = draw(block, placement, box, 3)

    assert _covered(draw(block, placement, around, 3)) == pytest.approx(_covered(inside))


def test_what_is_cut_off_leaves_the_rest_as_it_was() -> None:
    whole = _drawn("Öß")

    part = draw(lay_out("Öß", 100, 0), Placement(em=60), Box(25, 20, 70, 50))

    assert part.tobytes() == whole.crop((25, 20, 70, 50)).tobytes()


def test_half_a_pixel_makes_a_difference() -> None:
    assert _drawn("l", left=20).tobytes() != _drawn("l", left=20.5).tobytes()
    assert _covered(_drawn("l", left=20)) == pytest.approx(
        _covered(_drawn("l", left=20.5)), rel=0.01
    )


@pytest.mark.parametrize("radius", [1, 3, 5])
def test_an_outline_is_round_and_as_wide_as_asked(radius: float) -> None:
    dot = _covered(_drawn(".", left=50, top=10))
    side = dot**0.5

    grown = _covered(_drawn(".", radius, left=50, top=10))

    # A square or a disc grown by a radius; the dot is something between the two.
    assert dot + 2 * pi**0.5 * side * radius * 0.95 + pi * radius**2 * 0.95 < grown
    assert grown < dot + 4 * side * radius * 1.05 + pi * radius**2 * 1.05


def test_a_turn_keeps_the_letters() -> None:
    level, turned = _drawn("R", left=30, top=20), _drawn("R", left=30, top=60, degrees=30)

    assert _covered(turned) == pytest.approx(_covered(level), rel=0.02)
    assert ImageChops.difference(level, turned).getbbox()
