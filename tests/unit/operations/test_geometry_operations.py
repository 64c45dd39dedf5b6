"""Crop, resize, thumbnail, rotate and flip, by the sizes and places they choose."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from darkroom.errors import CropOutsideError
from darkroom.imaging.geometry import Box, Size
from darkroom.operations import Crop, Flip, Operation, Resize, Rotate, Thumbnail
from darkroom.operations.base import BaseOperation
from tests.pictures import difference, picture

_operation: TypeAdapter[BaseOperation] = TypeAdapter(Operation)


@pytest.mark.parametrize(
    ("crop", "box"),
    [
        ({"x": 10, "y": 20, "width": 30, "height": 40}, (10, 20, 40, 60)),
        ({"x": 0.1, "y": 0.5, "width": 0.5, "height": 0.5}, (20, 50, 120, 100)),
        ({"x": 0, "y": 0, "width": 0.5, "height": 1}, (0, 0, 100, 100)),
        ({"x": 0, "y": 0, "width": 1, "height": 1}, (0, 0, 1, 1)),
        ({"x": 0.9999, "y": 1.0, "width": 0.0001, "height": 0.1}, (199, 99, 200, 100)),
        ({"x": 150, "y": 90, "width": 500, "height": 500}, (150, 90, 200, 100)),
        ({"aspect": "1:1"}, (50, 0, 150, 100)),
        ({"aspect": "1:1", "gravity": "left"}, (0, 0, 100, 100)),
        ({"aspect": "1:1", "gravity": "right"}, (100, 0, 200, 100)),
        ({"aspect": "4:1", "gravity": "bottom"}, (0, 50, 200, 100)),
        ({"aspect": "4:1", "gravity": "top"}, (0, 0, 200, 50)),
        ({"aspect": "4:1", "gravity": "left"}, (0, 25, 200, 75)),
        ({"aspect": "1:9999"}, (99, 0, 100, 100)),
    ],
    ids=str,
)
def test_crop_takes_this_part_of_200_by_100(crop: dict[str, Any], box: tuple[int, ...]) -> None:
    view = Crop.model_validate(crop).view(Size(200, 100))

    assert view
    assert view.box == Box(*box)
    assert view.size == (box[2] - box[0], box[3] - box[1])


@pytest.mark.parametrize("corner", [(200, 0), (0, 100), (5000, 5000)], ids=str)
def test_crop_beyond_the_edge_says_how_large_the_photo_is(corner: tuple[int, int]) -> None:
    crop = Crop(x=corner[0], y=corner[1], width=10, height=10)

    with pytest.raises(CropOutsideError, match="200 x 100"):
        crop.view(Size(200, 100))


@pytest.mark.parametrize(
    ("resize", "photo", "expected"),
    [
        ({"width": 1600}, (6000, 4000), (1600, 1067)),
        ({"height": 100}, (6000, 4000), (150, 100)),
        ({"width": 100, "height": 100}, (10_000, 1), (100, 1)),
        ({"width": 100}, (50, 20), (50, 20)),
        ({"width": 100, "upscale": True}, (50, 20), (100, 40)),
        ({"width": 100, "height": 100, "fit": "cover"}, (300, 200), (100, 100)),
        ({"width": 100, "height": 50, "fit": "cover"}, (50, 50), (50, 25)),
        ({"width": 100, "height": 50, "fit": "cover", "upscale": True}, (50, 50), (100, 50)),
        ({"width": 100, "height": 100, "fit": "cover"}, (10_000, 1), (1, 1)),
        ({"width": 100, "height": 100, "fit": "fill"}, (300, 50), (100, 50)),
        ({"width": 100, "height": 100, "fit": "fill", "upscale": True}, (300, 50), (100, 100)),
        ({"width": 1}, (3, 30_000), (1, 10_000)),
        ({"width": 1, "height": 1}, (30_000, 3), (1, 1)),
    ],
    ids=str,
)
def test_resize_comes_to_this_size(
    resize: dict[str, Any], photo: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert Resize.model_validate(resize).result_size(Size(*photo)) == expected


@pytest.mark.parametrize(
    ("fit", "photo", "expected"),
    [
        ("contain", (6000, 4000), (256, 171)),
        ("cover", (6000, 4000), (256, 256)),
        ("contain", (100, 50), (100, 50)),
        ("cover", (100, 50), (50, 50)),
        ("contain", (1, 10_000), (1, 256)),
        ("cover", (1, 10_000), (1, 1)),
    ],
)
def test_thumbnail_comes_to_this_size(
    fit: str, photo: tuple[int, int], expected: tuple[int, int]
) -> None:
    thumbnail = Thumbnail.model_validate({"size": 256, "fit": fit})

    assert thumbnail.result_size(Size(*photo)) == expected


def test_rotate_is_clockwise() -> None:
    image = picture(8, 6)

    turned = Rotate(degrees=90).apply(image)

    assert turned.size == (6, 8)
    assert turned.getpixel((5, 0)) == image.getpixel((0, 0))


def test_rotate_by_an_odd_angle_makes_room_and_paints_the_corners() -> None:
    image = picture(60, 40, "L")

    framed = Rotate(degrees=30, background="#ff0000").apply(image)
    kept = Rotate(degrees=30, expand=False).apply(image)

    assert framed.size > image.size
    assert framed.getpixel((0, 0)) == (255, 0, 0)
    assert kept.size == image.size
    assert kept.getpixel((0, 0)) == 255


def test_rotate_there_and_back_is_nearly_the_same() -> None:
    image = picture(80, 80)

    there = Rotate(degrees=10, expand=False).apply(image)
    back = Rotate(degrees=-10, expand=False).apply(there)

    middle = (20, 20, 60, 60)
    assert difference(back.crop(middle), image.crop(middle)) < 2


def test_flip_swaps_the_sides_of_its_axis() -> None:
    image = picture(8, 6)

    assert Flip(axis="horizontal").apply(image).getpixel((7, 0)) == image.getpixel((0, 0))
    assert Flip(axis="vertical").apply(image).getpixel((0, 5)) == image.getpixel((0, 0))


def test_resize_is_as_good_as_pillow_at_its_best() -> None:
    image = picture(640, 480)

    shrunk = Resize(width=100).apply(image)

    assert difference(shrunk, image.resize((100, 75), reducing_gap=None)) < 1


@pytest.mark.parametrize(
    ("parameters", "advice"),
    [
        ({"operation": "crop"}, "Give either x, y, width and height, or aspect"),
        ({"operation": "crop", "x": 1, "y": 1, "width": 1}, "Give either x, y"),
        ({"operation": "crop", "x": 1, "aspect": "1:1"}, "Give either x, y"),
        ({"operation": "crop", "x": 0, "y": 0, "width": 0, "height": 5}, "above zero"),
        ({"operation": "crop", "x": 0.5, "y": 0, "width": 10, "height": 5}, "all four numbers"),
        ({"operation": "crop", "x": -1, "y": 0, "width": 10, "height": 5}, "Give whole pixels"),
        ({"operation": "crop", "x": 0, "y": 0, "width": 40_000, "height": 5}, "at most 30000"),
        ({"operation": "crop", "x": "1", "y": 0, "width": 10, "height": 5}, "Give whole pixels"),
        ({"operation": "crop", "x": True, "y": 0, "width": 10, "height": 5}, "Give whole pixels"),
        ({"operation": "crop", "x": float("nan"), "y": 0, "width": 1, "height": 1}, "Give whole"),
        ({"operation": "crop", "x": 1.5, "y": 0, "width": 1, "height": 1}, "between 0.0 and 1.0"),
        ({"operation": "crop", "aspect": "16/9"}, "such as 16:9"),
        ({"operation": "crop", "aspect": 1.5}, "such as 16:9"),
        ({"operation": "crop", "aspect": "0:1"}, "such as 16:9"),
        ({"operation": "crop", "aspect": "1:1", "gravity": "eyes"}, "'center', 'top'"),
        (
            {"operation": "crop", "x": 0, "y": 0, "width": 5, "height": 5, "gravity": "smart"},
            "Give the gravity smart an aspect",
        ),
        ({"operation": "resize"}, "Give a width, a height, or both"),
        ({"operation": "resize", "width": 5, "fit": "cover"}, "Give both width and height"),
        ({"operation": "resize", "height": 5, "fit": "fill"}, "Give both width and height"),
        ({"operation": "resize", "width": 0}, "greater than or equal to 1"),
        ({"operation": "resize", "width": 30_001}, "less than or equal to 30000"),
        ({"operation": "thumbnail"}, "Field required"),
        ({"operation": "rotate", "degrees": 361}, "less than or equal to 360"),
        ({"operation": "rotate", "degrees": "5"}, "valid number"),
        ({"operation": "rotate", "degrees": 5, "background": "red"}, "such as #ffcc00"),
        ({"operation": "flip", "axis": "both"}, "'horizontal' or 'vertical'"),
    ],
    ids=str,
)
def test_mistake_is_answered_with_what_to_do(parameters: dict[str, Any], advice: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        _operation.validate_python(parameters)

    problems = refusal.value.errors()
    assert len(problems) == 1
    assert advice in problems[0]["msg"]


def test_whole_number_is_a_number_of_degrees() -> None:
    assert Rotate.model_validate_json('{"degrees": 5}') == Rotate(degrees=5.0)
