"""Gaussian blur that costs less the larger its radius, and that transparency does not darken."""

from math import ceil, sqrt

from PIL import Image, ImageFilter

from darkroom.imaging.strips import combined

_ENOUGH = 3
"""The radius, in pixels of a reduced copy, from which nothing is lost by blurring that instead."""

_PREMULTIPLIED = {"RGBA": "RGBa", "LA": "La"}


def blurred(image: Image.Image, radius: float) -> Image.Image:
    """The image with each pixel spread by a Gaussian whose deviation is `radius` pixels.

    Colors count by their alpha, or what nobody sees of transparent pixels would bleed.
    """
    factor = int(radius / _ENOUGH)
    if factor > 1:
        return _spread_from_reduced(image, radius, factor)
    # Pillow's Gaussian is three boxes, which reach no further than this.
    return combined(lambda strip: _spread(strip, radius), image, margin=3 * ceil(radius) + 4)


def surroundings(image: Image.Image, radius: float) -> Image.Image:
    """How light it is around each pixel; what transparent ones hide does not count."""
    luma = image.convert("LA" if image.mode == "RGBA" else "L")
    return blurred(luma, radius).getchannel("L")


def _spread(image: Image.Image, radius: float) -> Image.Image:
    colors = image.convert(_PREMULTIPLIED.get(image.mode, image.mode))
    return colors.filter(ImageFilter.GaussianBlur(radius)).convert(image.mode)


def _spread_from_reduced(image: Image.Image, radius: float, factor: int) -> Image.Image:
    # Averaging squares of pixels has blurred it by some of the radius already.
    left = sqrt(radius**2 - (factor**2 - 1) / 12) / factor
    small = _spread(image.reduce(factor), left)
    part = (0, 0, image.width / factor, image.height / factor)
    return small.resize(image.size, Image.Resampling.BICUBIC, box=part)
