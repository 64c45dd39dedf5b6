"""What holds for every operation, whatever it is asked to do to whatever image."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pydantic import TypeAdapter

from darkroom.errors import CropOutsideError
from darkroom.imaging.geometry import Size
from darkroom.operations import OPERATIONS, Flip, Operation, Rotate
from darkroom.operations.base import BaseOperation
from tests.unit.operations.strategies import STRATEGIES, images

_operation: TypeAdapter[BaseOperation] = TypeAdapter(Operation)

every_operation = pytest.mark.parametrize("kind", OPERATIONS, ids=lambda kind: kind.name())


@every_operation
@given(st.data())
@settings(max_examples=25, deadline=None)
def test_result_has_a_pixel_and_is_as_large_as_foretold(
    kind: type[BaseOperation], data: st.DataObject
) -> None:
    operation, image = data.draw(STRATEGIES[kind]), data.draw(images)
    pixels = image.tobytes()

    try:
        expected = operation.result_size(Size(*image.size))
        result = operation.apply(image)
    except CropOutsideError:
        return

    assert min(result.size) >= 1
    # An odd angle's frame is only known to be at most so large.
    is_exact = operation.view(Size(*image.size)) is not None
    assert all(
        got == most if is_exact else got <= most
        for got, most in zip(result.size, expected, strict=True)
    )
    assert result.mode in {"L", "RGB", "RGBA"}
    assert (result.mode == "RGBA") == (image.mode == "RGBA")
    assert image.tobytes() == pixels


@every_operation
@given(st.data())
@settings(max_examples=25, deadline=None)
def test_survives_a_trip_through_json(kind: type[BaseOperation], data: st.DataObject) -> None:
    operation = data.draw(STRATEGIES[kind])

    assert _operation.validate_json(operation.model_dump_json()) == operation


@every_operation
@given(st.data())
@settings(max_examples=10, deadline=None)
def test_does_the_same_thing_twice(kind: type[BaseOperation], data: st.DataObject) -> None:
    operation, image = data.draw(STRATEGIES[kind]), data.draw(images)

    try:
        assert operation.apply(image).tobytes() == operation.apply(image).tobytes()
    except CropOutsideError:
        return


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
