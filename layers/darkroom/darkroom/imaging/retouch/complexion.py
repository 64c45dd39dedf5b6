"""The colours of a face against its own skin, so that neither its tone nor the light matters."""

from typing import NamedTuple

import cv2
import numpy as np

from darkroom.imaging.retouch.arrays import Numbers, Pixels

_FLOOR = 6.0
"""Levels added before a logarithm: in the dark, a level more or less is noise."""

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)

_PATCHES = ((0.25, 0.6), (0.75, 0.6), (0.5, 0.6), (0.35, 0.66), (0.65, 0.66))
"""Cheeks, nose, and beside the nose: one or two may lie in hair, glare or shadow."""
_REACH = 0.06

_COLORLESS = 0.02


class Tones(NamedTuple):
    """Per pixel: log(red / green), log(blue / green) and log(luma).

    A colour cast multiplies each band by a number, and so adds one here, to skin and teeth alike:
    differences to skin hold in any light.
    """

    redness: Numbers
    blueness: Numbers
    lightness: Numbers

    def against(self, skin: "Skin") -> "Tones":
        """The same as differences to skin."""
        return Tones(
            self.redness - skin.redness,
            self.blueness - skin.blueness,
            self.lightness - skin.lightness,
        )


class Skin(NamedTuple):
    """The tones of a face's skin."""

    redness: float
    blueness: float
    lightness: float

    @property
    def is_colorless(self) -> bool:
        """Whether the photo is black and white."""
        return max(abs(self.redness), abs(self.blueness)) < _COLORLESS


def tones(pixels: Pixels, softness: float) -> Tones:
    """The tones of an RGB array, softened by a deviation in pixels against noise."""
    soft: Numbers = pixels.astype(np.float32)
    if softness:
        soft = cv2.GaussianBlur(soft, (0, 0), softness)
    soft += _FLOOR
    red, green, blue = np.log(soft).transpose(2, 0, 1)
    return Tones(red - green, blue - green, np.log(soft @ _LUMA))


def skin_of(face: Tones) -> Skin:
    """The skin of an upright face's square."""
    medians = [_median(face, across, down) for across, down in _PATCHES]
    return Skin(*(float(value) for value in np.median(medians, axis=0)))


def _median(face: Tones, across: float, down: float) -> list[float]:
    side = face.redness.shape[0]
    rows = slice(round((down - _REACH) * side), round((down + _REACH) * side))
    columns = slice(round((across - _REACH) * side), round((across + _REACH) * side))
    return [float(np.median(tone[rows, columns])) for tone in face]
