"""Gaussian blur that costs less the larger its radius, and that transparency does not darken."""

from math import sqrt

from PIL import Image, ImageFilter

_ENOUGH = 3
"""The radius, in pixels of a reduced copy, from which nothing is lost by blurring that instead."""

_PREMULTIPLIED = {"RGBA": "RGBa", "LA": "La"}


def blurred(image: Image.Image, radius: float) -> Image.Image:
    """The image with each pixel spread by a Gaussian whose deviation is `radius` pixels.

    Colors count by their alpha, or what nobody sees of transparent pixels would bleed.
    """
    premultiplied = _PREMULTIPLIED.get(image.mode)
    if premultiplied:
        return _spread(image.convert(premultiplied), radius).convert(image.mode)
    return _spread(image, radius)


def luma_and_surroundings(image: Image.Image, radius: float) -> tuple[Image.Image, Image.Image]:
    """How light each pixel is, and how light what is around it; hidden colors are not."""
    luma = image.convert("LA" if image.mode == "RGBA" else "L")
    return luma.getchannel("L"), blurred(luma, radius).getchannel("L")


def _spread(image: Image.Image, radius: float) -> Image.Image:
    factor = int(radius / _ENOUGH)
    if factor <= 1:
        return image.filter(ImageFilter.GaussianBlur(radius))
    # Averaging squares of pixels has blurred it by some of the radius already.
    left = sqrt(radius**2 - (factor**2 - 1) / 12) / factor
    small = image.reduce(factor).filter(ImageFilter.GaussianBlur(left))
    part = (0, 0, image.width / factor, image.height / factor)
    return small.resize(image.size, Image.Resampling.BICUBIC, box=part)
