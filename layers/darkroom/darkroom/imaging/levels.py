"""What an automatic correction has to know of a photo, from a sample of its pixels."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from PIL import Image, ImageStat
from PIL.ImageChops import lighter, multiply

_SIDE = 256
"""The most pixels a side of a sample; 65,000 tell as much as 12 million."""

_VISIBLE = 128
_STRAY = 0.005
"""The share of the darkest, and of the lightest, pixels that may be dust or a reflection."""

_NEARLY_GRAY, _NEARLY_GRAY_GREEN = 50, 80
"""The most saturation, of 255, with which a thing may still be gray in another light; more in the
light of a green lamp, since skin is never green."""
_GREENS = (43, 128)
"""Hues from yellow to cyan, of 255."""
_CLEAR = 20
"""Black as light as this needs no haze; twice as light, nothing but haze is darker."""
_DIM = 25
"""The level below which the color of a thing cannot be told."""
_LIGHT_SHARE = 0.85
"""How near to white a light thing is."""


@dataclass(frozen=True, kw_only=True)
class Levels:
    """Of all that is visible; levels are from 0 to 255, shares from 0 to 1."""

    black: int
    """Of luma: only stray pixels are darker."""
    white: int
    """Of the strongest band, so that no color clips that is measured by it."""
    tone: float
    """Of the strongest band, on average: deep red is not dark."""
    saturation: float
    neutral: tuple[float, float, float]
    """Red, green and blue, on average, of what is nearly gray."""
    neutral_share: float
    """How much that is of the photo."""
    light: tuple[float, float, float]
    """The same of what is nearly as light as white, and nearly gray with all the haze."""
    light_share: float

    @property
    def cast(self) -> float:
        """How much of the strongest band light things lack in the weakest, from 0 to 1."""
        return 1 - min(self.light) / max(self.light)


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
    black, white = _percentile(tones, _STRAY), _percentile(value.histogram(seen), 1 - _STRAY)
    seen_well = multiply(seen, _within(value, _DIM, 255))
    neutral = multiply(seen_well, _nearly_gray(colors, haze=min(2 * max(black - _CLEAR, 0), black)))
    light = multiply(seen_well, _within(value, round(_LIGHT_SHARE * white), 255))
    light = multiply(light, _nearly_gray(colors))
    return Levels(
        black=black,
        white=white,
        tone=ImageStat.Stat(value, seen).mean[0],
        saturation=ImageStat.Stat(saturation, seen).mean[0] / 255,
        neutral=_mean(colors, neutral),
        neutral_share=neutral.histogram()[255] / sum(tones),
        light=_mean(colors, light),
        light_share=light.histogram()[255] / sum(tones),
    )


def _nearly_gray(colors: Image.Image, haze: int = 0) -> Image.Image:
    """What would have little color without the haze, in which everything is nearly gray."""
    clear = colors.point([max(level - haze, 0) for level in range(256)] * 3)
    hue, saturation, _ = clear.convert("HSV").split()
    green = multiply(_within(hue, *_GREENS), _within(saturation, 0, _NEARLY_GRAY_GREEN))
    return lighter(green, _within(saturation, 0, _NEARLY_GRAY))


def _mean(colors: Image.Image, mask: Image.Image) -> tuple[float, float, float]:
    """Red, green and blue; those of gray where there is nothing."""
    red, green, blue = ImageStat.Stat(colors, mask).mean if mask.getbbox() else (1, 1, 1)
    return red, green, blue


def _visible(sample: Image.Image) -> Image.Image:
    if sample.mode != "RGBA":
        return Image.new("L", sample.size, 255)
    return _within(sample.getchannel("A"), _VISIBLE, 255)


def _within(band: Image.Image, least: int, most: int) -> Image.Image:
    return band.point([255 if least <= level <= most else 0 for level in range(256)])


def _percentile(counts: list[int], share: float) -> int:
    """The level that `share` of the pixels do not exceed."""
    return bisect_right(list(accumulate(counts)), share * sum(counts))
