"""Improve the photo at one click."""

from math import log
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from darkroom.imaging.color_matrix import color_matrix
from darkroom.operations.base import BaseOperation, Strength, in_rgb

if TYPE_CHECKING:
    from PIL.Image import Image

    from darkroom.imaging.levels import Levels

# A photo that is dark, bright or colorful on purpose is a photo too: every step is bounded, and
# goes only part of the way to what would be average.
_MAX_BLACK, _BLACK_SHARE = 64, 0.85
_WHITE, _MAX_GAIN = 250, 1.5
_MIDDLE, _MIDDLE_SHARE = 0.46, 0.45
_GAMMAS = (0.97, 1.2)
_SURE_SHARE, _CAST_SHARE = 0.4, 0.6
_CASTS = (0.93, 1.07)
_COLORFUL, _VIBRANCE_SHARE, _MAX_VIBRANCE = 0.42, 0.6, 0.12
_COLORLESS = 0.02


class AutoEnhance(BaseOperation):
    """Levels, midtones, white balance and vibrance, from a sample of the photo's own pixels.

    Haze is cut through, shadows are lifted, a color cast of what is nearly gray is evened out,
    and pale colors gain a little. A photo in which all this is well hardly changes.
    """

    summary: ClassVar[str] = (
        "Evens out levels, midtones and white balance by what the photo shows; a good photo"
        " hardly changes."
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
        tables = [self._table(levels, balance) for balance in _balances(levels)]
        table = b"".join([*tables, bytes(range(256))][: len(image.getbands())])
        vibrance = 0 if image.mode == "L" else self.strength * _vibrance(levels)
        return changed(image, lambda strip: _vivid(strip.point(table), vibrance), in_place=False)

    def _table(self, levels: "Levels", balance: float) -> bytes:
        """What becomes of each level of a band."""
        black = _BLACK_SHARE * min(levels.black, _MAX_BLACK)
        gain = _bounded(_WHITE / max(levels.white - black, 1), 1, _MAX_GAIN)
        power = 1 / _gamma((levels.luma - black) * gain / 255)

        def enhanced(level: int) -> float:
            return 255 * float(_bounded((level - black) * gain * balance / 255, 0, 1) ** power)

        return bytes(
            round(level + self.strength * (enhanced(level) - level)) for level in range(256)
        )


def _gamma(luma: float) -> float:
    """What brings the mean some of the way to the middle."""
    gamma = log(_bounded(luma, 0.01, 0.99)) / log(_MIDDLE)
    return _bounded(gamma**_MIDDLE_SHARE, *_GAMMAS)


def _balances(levels: "Levels") -> list[float]:
    """For each band, what evens out the cast; the less of the photo is gray, the less of it."""
    share = _CAST_SHARE * min(levels.neutral_share / _SURE_SHARE, 1)
    gray = sum(levels.neutral) / 3
    return [_bounded((gray / band) ** share, *_CASTS) for band in levels.neutral]


def _vibrance(levels: "Levels") -> float:
    """How much saturation to add: none to a photo without colors, or with strong ones."""
    if levels.saturation < _COLORLESS:
        return 0
    return _bounded(_VIBRANCE_SHARE * (_COLORFUL - levels.saturation), 0, _MAX_VIBRANCE)


def _vivid(image: "Image", vibrance: float) -> "Image":
    if not vibrance:
        return image
    vivid = in_rgb(image).convert("RGB", color_matrix(1 + vibrance))
    if image.mode == "RGBA":
        vivid.putalpha(image.getchannel("A"))
    return vivid


def _bounded(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)
