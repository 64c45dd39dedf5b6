"""Views, turns and how they compose: checked against doing one after the other."""

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from darkroom.imaging.geometry import (
    ORIENTATIONS,
    Box,
    Size,
    Turn,
    View,
    rounded,
    turned,
    whole,
)
from darkroom.imaging.resample import take, turn
from tests.pictures import picture

_turns = st.sampled_from(list(ORIENTATIONS.values()))
_IMAGE = picture(24, 16)


@st.composite
def _cuts(draw: st.DrawFn, size: Size) -> View:
    """A turned part of an image, without resampling, so that pixels can be compared exactly."""
    left = draw(st.integers(0, size.width - 1))
    top = draw(st.integers(0, size.height - 1))
    right = draw(st.integers(left + 1, size.width))
    bottom = draw(st.integers(top + 1, size.height))
    return View(Box(left, top, right, bottom), Size(right - left, bottom - top), draw(_turns))


def _seen(view: View, image: Image.Image) -> Image.Image:
    return turn(take(image, view.box, view.size), view.turn)


@given(st.data())
def test_two_views_are_one(data: st.DataObject) -> None:
    first = data.draw(_cuts(Size(*_IMAGE.size)))
    second = data.draw(_cuts(first.result))

    together = _seen(first.then(second), _IMAGE)
    apart = _seen(second, _seen(first, _IMAGE))

    assert first.then(second).result == second.result
    assert together.size == apart.size
    assert together.tobytes() == apart.tobytes()


@given(_turns, _turns)
def test_two_turns_are_one(first: Turn, second: Turn) -> None:
    view = turned(turned(whole(Size(24, 16)), first), second)

    assert _seen(view, _IMAGE).tobytes() == turn(turn(_IMAGE, first), second).tobytes()


@given(st.data())
def test_a_view_is_found_again_in_a_larger_one(data: st.DataObject) -> None:
    view = data.draw(_cuts(Size(*_IMAGE.size)))
    base = View(Box(0, 0, 24, 16), Size(48, 32))

    found = view.within(base)

    assert found == view.box.scaled(2, 2)


def test_a_view_is_not_found_in_one_that_misses_a_part_of_it() -> None:
    base = View(Box(5, 5, 20, 16), Size(15, 11))

    assert whole(Size(24, 16)).within(base) is None
    assert View(Box(5, 5, 21, 16), Size(1, 1)).within(base) is None
    assert View(Box(5, 5, 20, 16), Size(1, 1)).within(base) == Box(0, 0, 15, 11)


def test_a_size_has_at_least_one_pixel() -> None:
    assert rounded(0.2, 1.5) == Size(1, 2)
