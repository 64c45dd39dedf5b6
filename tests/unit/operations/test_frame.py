"""Frames, by where the photo ends up and what is around it."""

from math import pi
from typing import Any

import pytest
from PIL import Image
from pydantic import ValidationError

from darkroom.imaging.geometry import Size
from darkroom.operations import Frame
from tests.pictures import picture


@pytest.mark.parametrize(
    ("frame", "size"),
    [
        ({"width": 10}, (220, 120)),
        ({"width": 0.1}, (220, 120)),
        ({"width": 0}, (200, 100)),
        ({"width": 0.001}, (202, 102)),
        ({}, (210, 110)),
        ({"width": 10, "style": "polaroid"}, (220, 150)),
        ({"width": 10, "style": "rounded"}, (200, 100)),
    ],
    ids=str,
)
def test_frame_makes_200_by_100_this_large(frame: dict[str, Any], size: tuple[int, int]) -> None:
    assert Frame.model_validate(frame).result_size(Size(200, 100)) == size


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
@pytest.mark.parametrize("style", ["solid", "polaroid"])
def test_photo_lies_within_the_border_as_it_was(style: str, mode: str) -> None:
    image = picture(mode=mode)
    frame = Frame.model_validate({"width": 7, "color": "#123456", "style": style})

    framed = frame.apply(image)

    inside = framed.crop((7, 7, 7 + image.width, 7 + image.height))
    assert inside.convert(mode).tobytes() == image.tobytes()
    for corner in [(0, 0), (framed.width - 1, framed.height - 1)]:
        assert framed.convert("RGBA").getpixel(corner) == (0x12, 0x34, 0x56, 255)


def test_gray_photo_takes_on_color_only_from_its_border() -> None:
    image = picture(mode="L")

    assert Frame().apply(image).mode == "L"
    assert Frame(color="#ff0000").apply(image).mode == "RGB"


def test_polaroid_has_its_foot_below() -> None:
    framed = Frame(width=10, style="polaroid").apply(Image.new("L", (50, 50), 0))

    assert framed.point(lambda level: 255 - level).getbbox() == (10, 10, 60, 60)
    assert framed.size == (70, 100)


def test_rounded_corner_is_a_smooth_quarter_of_a_disc() -> None:
    alpha = Frame(width=40, style="rounded").apply(picture(200, 100)).getchannel("A")

    corner = alpha.crop((0, 0, 40, 40))
    levels = corner.histogram()
    area = sum(level * count for level, count in enumerate(levels)) / 255
    assert area == pytest.approx(pi * 40**2 / 4, rel=0.005)
    assert len([count for count in levels if count]) > 10
    for turn in (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM):
        assert alpha.transpose(turn).tobytes() == alpha.tobytes()


def test_radius_ends_where_corners_meet() -> None:
    alpha = Frame(width=1.0, style="rounded").apply(picture(60, 40)).getchannel("A")

    assert alpha.getpixel((0, 0)) == 0
    assert alpha.crop((20, 0, 40, 40)).getextrema() == (255, 255)


def test_large_corner_is_as_round() -> None:
    alpha = Frame(width=1200, style="rounded").apply(Image.new("L", (2400, 2400))).getchannel("A")

    assert [alpha.getpixel(place) for place in [(350, 350), (353, 353)]] == [0, 255]


def test_transparency_of_the_photo_is_kept_where_it_is_not_rounded() -> None:
    image = picture(mode="RGBA")

    rounded = Frame(width=5, style="rounded").apply(image)

    inside = (5, 5, 59, 43)
    assert rounded.crop(inside).tobytes() == image.crop(inside).tobytes()
    assert rounded.getchannel("A").getpixel((0, 0)) == 0


def test_width_of_nothing_rounds_nothing() -> None:
    image = picture()

    assert Frame(width=0, style="rounded").apply(image).tobytes() == image.tobytes()


def test_fraction_looks_the_same_on_a_smaller_copy_and_pixels_do_not() -> None:
    assert Frame(width=0.1).is_scale_free
    assert not Frame(width=10).is_scale_free


@pytest.mark.parametrize(
    ("parameters", "advice"),
    [
        ({"width": 1.5}, "Give whole pixels, at most 30000, or a fraction"),
        ({"width": 30_001}, "Give whole pixels, at most 30000, or a fraction"),
        ({"width": -1}, "Give whole pixels, at most 30000, or a fraction"),
        ({"color": "white"}, "such as #ffcc00"),
        ({"style": "oval"}, "'solid', 'polaroid' or 'rounded'"),
        ({"style": "rounded", "color": "#000000"}, "Leave color out for the style rounded"),
    ],
    ids=str,
)
def test_impossible_frame_is_refused(parameters: dict[str, Any], advice: str) -> None:
    with pytest.raises(ValidationError, match=advice):
        Frame.model_validate(parameters)
