"""Where the eye goes first in a photo: detail, skin and strong colors; no model of a face."""

from array import array
from operator import mul

from PIL import Image
from PIL.ImageChops import add, difference, multiply

from darkroom.imaging.gaussian import blurred, surroundings
from darkroom.imaging.geometry import Box, Size

_SIDE = 128
"""Pixels a side of the copy that is looked at: a face has a few even in a group."""
_SAMPLES = 4
"""How many pixels each way one of these is the mean of, whatever the size of the photo."""

_SOFTNESS = 2
"""The radius of what is next to a thing."""
_NOISE = 3
_DETAIL = [min(max(gap - _NOISE, 0) * 6, 255) for gap in range(256)]
_SKIN_DETAIL = [min(90 + 2 * detail, 255) for detail in range(256)]
"""Skin counts without detail too, but a face has more of it than a wall."""
_STRONG = [max(color - 60, 0) for color in range(256)]

_SIXTH = [level // 6 for level in range(256)]
"""What detail and strong colors weigh beside skin."""

_NOTHING = 0.7
"""By how much lines have to differ for there to be something to see."""
_EVERYWHERE = 0.7
"""What any line is worth, so that a faint thing does not decide alone."""

_EDGE = 0.9
"""How much less a thing counts at the edge of a part than in its middle."""
_PULL = 1.6
"""How much a part loses with its distance (squared) from where one expects it."""
_EXPECTED_X, _EXPECTED_Y = 0.5, 0.35
"""In the middle, but heads are above it."""


def _around(middle: int, reach: int) -> list[int]:
    """A look-up table for how near a level is to the middle."""
    return [round(255 * max(1 - ((level - middle) / reach) ** 2, 0)) for level in range(256)]


# Skin of all tones has much the same hue, which two differences from luma show without it.
_SKIN_BLUE, _SKIN_RED = _around(108, 26), _around(154, 22)
_SKIN_LUMA = [0] * 35 + [255] * 200 + [90] * 21


def salient_part(image: Image.Image, part: Size) -> Box:
    """The place for a part of this size that shows most of what matters; the middle if unsure."""
    seen = _seen(_sample(image))
    columns, rows = _means(seen, (seen.width, 1)), _means(seen, (1, seen.height))
    left = _start(columns, part.width, image.width, _EXPECTED_X)
    top = _start(rows, part.height, image.height, _EXPECTED_Y)
    return Box(left, top, left + part.width, top + part.height)


def _sample(image: Image.Image) -> Image.Image:
    """A small copy that costs the same whatever the size of the photo."""
    scale = min(_SIDE / max(image.size), 1)
    width, height = (max(round(side * scale), 1) for side in image.size)
    if scale * _SAMPLES < 1:
        dots = (width * _SAMPLES, height * _SAMPLES)
        image = image.resize(dots, Image.Resampling.NEAREST)
    return image.resize((width, height), Image.Resampling.BOX)


def _seen(sample: Image.Image) -> Image.Image:
    """How much each pixel draws the eye."""
    colors = sample.convert("RGB")
    luma = sample.convert("L")
    detail = blurred(difference(luma, surroundings(sample, _SOFTNESS)).point(_DETAIL), _SOFTNESS)
    skin = multiply(blurred(_skin(colors), _SOFTNESS), detail.point(_SKIN_DETAIL))
    strong = multiply(colors.convert("HSV").getchannel("S"), luma).point(_STRONG)
    seen = add(skin, add(detail.point(_SIXTH), strong.point(_SIXTH)))
    return multiply(seen, sample.getchannel("A")) if sample.mode == "RGBA" else seen


def _skin(colors: Image.Image) -> Image.Image:
    luma, blue, red = colors.convert("YCbCr").split()
    hue = multiply(blue.point(_SKIN_BLUE), red.point(_SKIN_RED))
    return multiply(hue, luma.point(_SKIN_LUMA))


def _means(seen: Image.Image, size: tuple[int, int]) -> list[float]:
    """The mean of each column, or of each row."""
    lines = seen.convert("F").resize(size, Image.Resampling.BOX)
    return [_EVERYWHERE + mean for mean in array("f", lines.tobytes())]


def _start(lines: list[float], part: int, whole: int, expected: float) -> int:
    """Where a part of so many pixels begins."""
    room, count = whole - part, len(lines)
    taken = max(round(count * part / whole), 1)
    if max(lines) - min(lines) < _NOTHING or taken == count:
        return room // 2
    weights = [1 - _EDGE * ((place + 0.5) * 2 / taken - 1) ** 2 for place in range(taken)]
    total = sum(lines)

    def score(start: int) -> float:
        shown: float = sum(map(mul, weights, lines[start : start + taken])) / total
        return shown - _PULL * ((start + taken / 2) / count - expected) ** 2

    best = max(range(count - taken + 1), key=score)
    return round(room * best / (count - taken))
