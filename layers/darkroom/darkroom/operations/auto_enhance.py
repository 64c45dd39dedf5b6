"""Improve the photo at one click."""

from collections.abc import Callable
from math import log
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from darkroom.imaging.color_matrix import color_matrix
from darkroom.operations.base import BaseOperation, Strength, in_rgb

if TYPE_CHECKING:
    from PIL.Image import Image

    from darkroom.imaging.levels import Levels

    Curve = Callable[[float], float]

# A photo that is dark, bright or colorful on purpose is a photo too: every step is bounded, and
# goes only part of the way to what would be average. None of them makes what is nearly white
# darker: a white background has to stay one, and a cast shows on white first.
_BLACK_SHARE, _MAX_CUT, _LIGHT = 0.85, 0.9, (0.8, 0.92)
_GAIN_SHARE, _MAX_GAIN, _BRIGHT = 0.8, 2.6, 0.64
_MIDDLE, _MIDDLE_SHARE, _MAX_GAMMA = 0.46, 0.5, 1.4
_SURE_WHITE = 50
_SURE_SHARE, _CAST_SHARE = 0.3, 0.75
_SURE_LIGHT_SHARE, _UNSURE = 0.01, 0.5
_COLORFUL, _VIBRANCE_SHARE, _MAX_VIBRANCE = 0.42, 0.6, 0.12
_COLORLESS, _SLIGHT_CAST = 0.02, 0.02


class AutoEnhance(BaseOperation):
    """Levels, midtones, white balance and vibrance, from a sample of the photo's own pixels.

    Haze is cut through, shadows are lifted, a color cast of what is nearly gray is evened out,
    and pale colors gain a little. White stays white, and a photo in which all this is well hardly
    changes.
    """

    summary: ClassVar[str] = (
        "Evens out levels, midtones and white balance by what the photo shows; white stays"
        " white, and a good photo hardly changes."
    )
    example: ClassVar[dict[str, Any]] = {"operation": "auto_enhance", "strength": 1}

    operation: Literal["auto_enhance"] = "auto_enhance"
    strength: Strength = 1.0

    @property
    def is_scale_free(self) -> bool:
        """True: a smaller copy has the same tones in the same shares."""
        return True

    def apply(self, image: "Image") -> "Image":
        """Enhance it, alpha aside; gray stays gray."""
        from darkroom.imaging.levels import measured
        from darkroom.imaging.strips import changed

        levels = measured(image) if self.strength else None
        if levels is None:
            return image
        balances, curve = _balances(levels), _curve(levels)
        tables = [self._table(curve, balance) for balance in balances]
        table = b"".join([*tables, bytes(range(256))][: len(image.getbands())])
        vibrance = 0 if image.mode == "L" else self.strength * _vibrance(levels)
        return changed(image, lambda strip: _vivid(strip.point(table), vibrance), in_place=False)

    def _table(self, curve: "Curve", balance: float) -> bytes:
        """What becomes of each level of a band."""
        return bytes(
            round(level + self.strength * (255 * curve(level * balance / 255) - level))
            for level in range(256)
        )


def _curve(levels: "Levels") -> "Curve":
    """What becomes of each tone, from 0 to 1: haze is cut, white is white, shadows are lifted."""
    black, white = levels.black / 255, max(levels.white, 1) / 255
    cut = _cut(black / white, _bounded(1 - levels.cast, *_LIGHT))
    sure = min(levels.white / _SURE_WHITE, 1)
    mean = white * cut(levels.tone / 255 / white)
    gain = _bounded(white**-_GAIN_SHARE, 1, 1 + (_MAX_GAIN - 1) * sure)
    gain = _bounded(_BRIGHT / max(mean, 0.01), 1, gain)
    gamma = log(_bounded(mean * gain, 0.01, 0.99)) / log(_MIDDLE)
    power = 1 / _bounded(gamma**_MIDDLE_SHARE, 1, 1 + (_MAX_GAMMA - 1) * sure)
    return lambda tone: float(_bounded(white * cut(tone / white) * gain, 0, 1) ** power)


def _cut(black: float, light: float) -> "Curve":
    """What takes haze off dark tones, less off lighter ones, and nothing off those from `light`.

    A straight line would do that too, but darken, and so color, what is nearly white.
    """
    depth = light - black
    if depth <= 0:
        return lambda tone: tone
    bend = min(_BLACK_SHARE * black, _MAX_CUT * depth) / depth**2
    # Colors have bands far darker than black: these keep their share of it.
    kept = 1 - bend * depth**2 / max(black, 0.01)

    def cut(tone: float) -> float:
        return kept * tone if tone < black else tone - bend * max(light - tone, 0) ** 2

    return cut


def _balances(levels: "Levels") -> list[float]:
    """For each band, what evens out the cast; the less of the photo is gray, the less of it.

    A cast is on light things too: where they have none, the gray ones have a color of their own.
    """
    share = _cast_share(levels)
    casts = [max(levels.neutral) / band for band in levels.neutral]
    if levels.light_share >= _SURE_LIGHT_SHARE:
        lights = [max(levels.light) / band for band in levels.light]
        casts = [min(pair) for pair in zip(casts, lights, strict=True)]
    return [cast**share for cast in casts]


def _cast_share(levels: "Levels") -> float:
    """How much of a cast is evened out."""
    sure = 1 if levels.light_share >= _SURE_LIGHT_SHARE else _UNSURE
    return _CAST_SHARE * sure * min(levels.neutral_share / _SURE_SHARE, 1)


def _vibrance(levels: "Levels") -> float:
    """How much saturation to add: none to a photo without colors, or with strong ones."""
    if levels.saturation < _COLORLESS:
        return 0
    vibrance = _bounded(_VIBRANCE_SHARE * (_COLORFUL - levels.saturation), 0, _MAX_VIBRANCE)
    # Saturation would give back the cast that is being evened out.
    return vibrance if levels.cast < _SLIGHT_CAST else min(vibrance, _cast_share(levels) / 2)


def _vivid(image: "Image", vibrance: float) -> "Image":
    if not vibrance:
        return image
    vivid = in_rgb(image).convert("RGB", color_matrix(1 + vibrance))
    if image.mode == "RGBA":
        vivid.putalpha(image.getchannel("A"))
    return vivid


def _bounded(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)
