"""Sharpen and blur, by what they do to edges."""

from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter
from pydantic import ValidationError

from darkroom.imaging.gaussian import blurred
from darkroom.operations import Blur, Sharpen
from tests.pictures import difference, picture


def _edge(left: Any, right: Any, mode: str = "RGB") -> Image.Image:  # noqa: ANN401 - colors of any mode
    image = Image.new(mode, (40, 8), left)
    image.paste(right, (20, 0, 40, 8))
    return image


def _row(image: Image.Image) -> list[Any]:
    return [image.getpixel((x, 4)) for x in range(image.width)]


def test_sharpen_darkens_the_dark_side_of_an_edge_and_lightens_the_other() -> None:
    row = _row(Sharpen().apply(_edge(100, 150, "L")))

    assert row[19] < 100
    assert row[20] > 150
    assert (row[0], row[39]) == (100, 150)


def test_sharpen_does_more_when_more_is_asked_for() -> None:
    edge = _edge(100, 150, "L")

    gentle, strong = Sharpen(amount=0.5).apply(edge), Sharpen(amount=2).apply(edge)

    assert _row(strong)[20] > _row(gentle)[20] > 150


def test_sharpen_leaves_noise_alone() -> None:
    noise = _edge(100, 103, "L")

    assert Sharpen(amount=4).apply(noise).tobytes() == noise.tobytes()


def test_sharpen_makes_no_colored_fringes() -> None:
    image = _edge((110, 90, 70), (160, 150, 140))

    sharpened = Sharpen(amount=1).apply(image)

    assert _row(sharpened) != _row(image)
    for before, after in zip(_row(image), _row(sharpened), strict=True):
        assert len({late - early for early, late in zip(before, after, strict=True)}) == 1


def test_sharpen_does_not_see_what_transparency_hides() -> None:
    image = _edge((200, 100, 50, 255), (0, 0, 0, 0), "RGBA")

    sharpened = Sharpen(amount=4, radius=3).apply(image)

    assert _row(sharpened)[19] == (200, 100, 50, 255)


@pytest.mark.parametrize("nothing", [Sharpen(amount=0), Sharpen(radius=0), Blur(radius=0)], ids=str)
def test_nothing_asked_for_is_nothing_done(nothing: Sharpen | Blur) -> None:
    image = picture(mode="RGBA")

    assert nothing.apply(image).tobytes() == image.tobytes()


@pytest.mark.parametrize("radius", [1, 5.5, 7, 20, 90])
def test_blur_is_the_gaussian_that_it_says(radius: float) -> None:
    image = Image.effect_mandelbrot((600, 400), (-2, -1.2, 1, 1.2), 30)

    exact = image.filter(ImageFilter.GaussianBlur(radius))

    assert difference(Blur(radius=radius).apply(image), exact) < 1


def test_blur_leaves_an_even_image_even() -> None:
    image = Image.new("RGB", (61, 47), (12, 34, 56))

    assert Blur(radius=50).apply(image).tobytes() == image.tobytes()


@pytest.mark.parametrize("radius", [2, 9])
def test_blur_lets_no_hidden_color_bleed(radius: float) -> None:
    image = _edge((200, 100, 50, 255), (0, 255, 0, 0), "RGBA")

    seen = [pixel for pixel in _row(Blur(radius=radius).apply(image)) if pixel[3] > 128]

    assert len(seen) >= 18
    assert all(pixel[:3] == pytest.approx((200, 100, 50), abs=2) for pixel in seen)
    assert any(pixel[3] < 255 for pixel in seen)


def test_blur_of_an_opaque_image_is_the_blur_of_its_colors() -> None:
    image = picture(mode="RGB")
    opaque = image.copy()
    opaque.putalpha(255)

    result = blurred(opaque, 4)

    assert result.getchannel("A").getextrema() == (255, 255)
    assert ImageChops.difference(result.convert("RGB"), blurred(image, 4)).getbbox() is None


@pytest.mark.parametrize(
    ("kind", "parameters", "advice"),
    [
        (Blur, {"radius": 501}, "less than or equal to 500"),
        (Blur, {"radius": float("nan")}, "finite number"),
        (Sharpen, {"radius": -1}, "greater than or equal to 0"),
        (Sharpen, {"amount": 4.5}, "less than or equal to 4"),
    ],
    ids=str,
)
def test_impossible_sharpness_is_refused(
    kind: type[Blur | Sharpen], parameters: dict[str, float], advice: str
) -> None:
    with pytest.raises(ValidationError, match=advice):
        kind.model_validate(parameters)
