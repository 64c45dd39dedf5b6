"""Adjust and recolor, by what they do to single colors."""

from typing import Any

import pytest
from PIL import Image
from pydantic import ValidationError

from darkroom.operations import Adjust, Recolor
from tests.pictures import difference, picture

Rgb = tuple[int, int, int]


def _after(operation: Adjust | Recolor, color: Rgb) -> Any:  # noqa: ANN401 - a pixel of any mode
    return operation.apply(Image.new("RGB", (1, 1), color)).getpixel((0, 0))


@pytest.mark.parametrize(
    ("adjust", "before", "after"),
    [
        (Adjust(brightness=2), (10, 100, 200), (20, 200, 255)),
        (Adjust(brightness=0), (10, 100, 200), (0, 0, 0)),
        (Adjust(contrast=0), (10, 100, 200), (128, 128, 128)),
        (Adjust(contrast=2), (128, 64, 255), (128, 0, 255)),
        (Adjust(gamma=2), (0, 64, 255), (0, 128, 255)),
        (Adjust(temperature=1), (100, 100, 100), (125, 100, 75)),
        (Adjust(temperature=-1), (100, 100, 100), (75, 100, 125)),
        (Adjust(saturation=0), (255, 0, 0), (54, 54, 54)),
        (Adjust(hue=360), (10, 100, 200), (10, 100, 200)),
        (Adjust(hue=180), (128, 128, 128), (128, 128, 128)),
        (Adjust(hue=120), (255, 0, 0), (0, 113, 0)),
    ],
    ids=str,
)
def test_adjust_turns_one_color_into_another(adjust: Adjust, before: Rgb, after: Rgb) -> None:
    assert _after(adjust, before) == pytest.approx(after, abs=1)


def test_adjust_without_parameters_changes_nothing() -> None:
    image = picture()

    assert Adjust().apply(image).tobytes() == image.tobytes()


def test_adjust_leaves_alpha_alone() -> None:
    image = picture(mode="RGBA")

    adjusted = Adjust(brightness=2, gamma=2, temperature=1, saturation=2, hue=90).apply(image)

    assert adjusted.getchannel("A").tobytes() == image.getchannel("A").tobytes()


def test_adjust_gives_gray_a_color_only_for_a_temperature() -> None:
    image = picture(mode="L")

    assert Adjust(brightness=1.5, saturation=3, hue=90).apply(image).mode == "L"
    assert Adjust(temperature=0.5).apply(image).mode == "RGB"


@pytest.mark.parametrize(
    ("recolor", "dark", "middle", "light"),
    [
        (Recolor(style="grayscale"), 0, 128, 255),
        (Recolor(style="sepia"), (0, 0, 0), (150, 124, 93), (255, 248, 230)),
        (
            Recolor(style="duotone", colors=("#200000", "#00ff80")),
            (32, 0, 0),
            (16, 128, 64),
            (0, 255, 128),
        ),
        (
            Recolor(style="tint", colors=("#ff8000",)),
            (0, 0, 0),
            (255, 128, 1),
            (255, 255, 255),
        ),
        (
            Recolor(style="tint", colors=("#ff8000",), strength=0),
            (0, 0, 0),
            (128, 128, 128),
            (255, 255, 255),
        ),
    ],
    ids=str,
)
def test_recolor_lays_its_scale_over_the_luma(
    recolor: Recolor, dark: object, middle: object, light: object
) -> None:
    seen = [_after(recolor, (level, level, level)) for level in (0, 128, 255)]

    assert seen == [dark, middle, light]


def test_recolor_at_half_strength_is_half_way() -> None:
    image = picture()

    full = Recolor(style="sepia").apply(image)
    half = Recolor(style="sepia", strength=0.5).apply(image)

    assert difference(half, Image.blend(image, full, 0.5)) < 1


def test_recolor_leaves_alpha_alone() -> None:
    image = picture(mode="RGBA")

    recolored = Recolor(style="grayscale", strength=0.7).apply(image)

    assert recolored.getchannel("A").tobytes() == image.getchannel("A").tobytes()


@pytest.mark.parametrize(
    ("style", "colors", "advice"),
    [
        ("tint", [], "Give the style tint one color"),
        ("duotone", ["#000000"], "Give the style duotone two colors"),
        ("sepia", ["#000000"], "Give the style sepia no colors"),
        ("tint", ["orange"], "such as #ffcc00"),
        ("duotone", ["#000000"] * 3, "at most 2 items"),
        ("cyanotype", [], "'grayscale', 'sepia'"),
    ],
)
def test_recolor_says_which_colors_it_needs(style: str, colors: list[str], advice: str) -> None:
    with pytest.raises(ValidationError, match=advice):
        Recolor.model_validate({"style": style, "colors": colors})
