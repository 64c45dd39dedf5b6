"""What is true of every operation, whatever its parameters and the image."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pydantic import TypeAdapter

from darkroom.errors import PhotoError
from darkroom.imaging.geometry import Size
from darkroom.operations import (
    OPERATIONS,
    Adjust,
    AutoEnhance,
    Flip,
    Frame,
    Operation,
    Recolor,
    Rotate,
    Sharpen,
)
from darkroom.operations.base import BaseOperation
from darkroom.render import render
from tests.pictures import LIMITS, encoded, output, picture
from tests.unit.operations.strategies import MODES, STRATEGIES, images

_KEEP_ALPHA = (Adjust, AutoEnhance, Recolor, Sharpen)
"""What changes colors and promises to leave transparency as it was."""

_operation: TypeAdapter[BaseOperation] = TypeAdapter(Operation)

every_operation = pytest.mark.parametrize("kind", OPERATIONS, ids=lambda kind: kind.name())


def test_every_operation_has_a_strategy() -> None:
    assert set(STRATEGIES) == set(OPERATIONS)


@every_operation
@given(st.data())
@settings(max_examples=25, deadline=None)
def test_result_is_as_foretold_and_the_image_as_before(
    kind: type[BaseOperation], data: st.DataObject
) -> None:
    operation, image = data.draw(STRATEGIES[kind]), data.draw(images)
    pixels = image.tobytes()

    try:
        expected = operation.result_size(Size(*image.size))
        result = operation.apply(image)
    except PhotoError:
        return

    _check_size(operation, Size(*image.size), expected, Size(*result.size))
    _check_mode(operation, image, result)
    assert image.tobytes() == pixels


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1)], ids=str)
@every_operation
def test_example_can_be_done_to_the_thinnest_image(
    kind: type[BaseOperation], size: tuple[int, int], mode: str
) -> None:
    operation, image = _operation.validate_python(kind.example), picture(*size, mode)

    result = operation.apply(image)

    _check_size(operation, Size(*size), operation.result_size(Size(*size)), Size(*result.size))
    _check_mode(operation, image, result)


@every_operation
@given(st.data())
@settings(max_examples=25, deadline=None)
def test_survives_a_trip_through_json(kind: type[BaseOperation], data: st.DataObject) -> None:
    operation = data.draw(STRATEGIES[kind])

    assert _operation.validate_json(operation.model_dump_json()) == operation


@every_operation
@given(st.data())
@settings(max_examples=5, deadline=None)
def test_same_photo_gives_the_same_bytes(kind: type[BaseOperation], data: st.DataObject) -> None:
    wanted = [output(data.draw(STRATEGIES[kind]).model_dump(), format="png")]
    photo = encoded(data.draw(images), "png")

    once, again = render(photo, wanted, LIMITS), render(photo, wanted, LIMITS)

    assert once == again


@given(images, st.sampled_from([90, -90, 270]))
@settings(max_examples=25, deadline=None)
def test_four_quarter_turns_change_nothing(image: Image.Image, degrees: float) -> None:
    turned = image
    for _ in range(4):
        turned = Rotate(degrees=degrees).apply(turned)

    assert turned.tobytes() == image.tobytes()


@given(images, st.sampled_from(["horizontal", "vertical"]))
@settings(max_examples=25, deadline=None)
def test_two_flips_change_nothing(image: Image.Image, axis: str) -> None:
    flip = Flip.model_validate({"axis": axis})

    assert flip.apply(flip.apply(image)).tobytes() == image.tobytes()


def _check_size(operation: BaseOperation, size: Size, expected: Size, result: Size) -> None:
    assert min(result) >= 1
    if isinstance(operation, Rotate) and operation.view(size) is None:
        # An odd angle's frame is only known to be at most so large.
        assert result.width <= expected.width
        assert result.height <= expected.height
    else:
        assert result == expected


def _check_mode(operation: BaseOperation, image: Image.Image, result: Image.Image) -> None:
    assert result.mode in MODES
    if not (isinstance(operation, Frame) and operation.style == "rounded"):
        assert (result.mode == "RGBA") == (image.mode == "RGBA")
    if image.mode == "RGBA" and isinstance(operation, _KEEP_ALPHA):
        assert result.getchannel("A").tobytes() == image.getchannel("A").tobytes()
