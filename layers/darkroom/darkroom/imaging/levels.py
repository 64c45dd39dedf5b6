"""What an automatic correction has to know of a photo, from a sample of its pixels."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from PIL import Image, ImageStat
from PIL.ImageChops import multiply

_SIDE = 256
"""The most pixels a side of a sample; 65,000 tell as much as 12 million."""

_VISIBLE = 128
_STRAY = 0.005
"""The share of the darkest, and of the lightest, pixels that may be dust or a reflection."""

_NEARLY_GRAY = 50
"""The most saturation, of 255, with which a thing may still be gray in another light."""
_DIM, _BLOWN = 25, 250
"""Levels outside which the color of a thing cannot be told."""


@dataclass(frozen=True, kw_only=True)
class Levels:
    """Of all that is visible; levels are from 0 to 255, shares from 0 to 1."""

    black: int
    """Of luma: only stray pixels are darker."""
    white: int
    """Of the strongest band, so that no color clips that is measured by it."""
    luma: float
    saturation: float
    neutral: tuple[float, float, float]
    """Red, green and blue, on average, of what is nearly gray."""
    neutral_share: float
    """How much that is of the photo."""


def measured(image: Image.Image) -> Levels | None:
    """The levels of an image (L, RGB or RGBA); None if nothing of it is visible."""
    sample = image.resize(
        (min(image.width, _SIDE), min(image.height, _SIDE)), Image.Resampling.NEAREST
    )
    seen = _visible(sample)
    colors, luma = sample.convert("RGB"), sample.convert("L")
    _, saturation, value = colors.convert("HSV").split()
    tones = luma.histogram(seen)
    if not any(tones):
        return None
    nearly_gray = multiply(_within(saturation, 0, _NEARLY_GRAY), _within(value, _DIM, _BLOWN))
    neutral = multiply(seen, nearly_gray)
    red, green, blue = ImageStat.Stat(colors, neutral).mean if neutral.getbbox() else (1, 1, 1)
    return Levels(
        black=_percentile(tones, _STRAY),
        white=_percentile(value.histogram(seen), 1 - _STRAY),
        luma=ImageStat.Stat(luma, seen).mean[0],
        saturation=ImageStat.Stat(saturation, seen).mean[0] / 255,
        neutral=(red, green, blue),
        neutral_share=neutral.histogram()[255] / sum(tones),
    )


def _visible(sample: Image.Image) -> Image.Image:
    if sample.mode != "RGBA":
        return Image.new("L", sample.size, 255)
    return _within(sample.getchannel("A"), _VISIBLE, 255)


def _within(band: Image.Image, least: int, most: int) -> Image.Image:
    return band.point([255 if least <= level <= most else 0 for level in range(256)])


def _percentile(counts: list[int], share: float) -> int:
    """The level that `share` of the pixels do not exceed."""
    return bisect_right(list(accumulate(counts)), share * sum(counts))
