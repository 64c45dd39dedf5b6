"""The mouth of an upright face: lips are redder than skin, and the gap between them is darker."""

from typing import NamedTuple

import numpy as np

from darkroom.imaging.retouch.arrays import Pixels, ramp
from darkroom.imaging.retouch.complexion import skin_of, tones

_ACROSS, _DOWN = (0.22, 0.78), (0.64, 0.98)
"""Where a mouth may be in the square around a face."""
_USUAL, _SPREAD = (0.5, 0.79), (0.16, 0.08)
_REDDER, _DARKER = (0.04, 0.4), (0.15, 0.6)
"""From what difference to skin on, and up to which, a pixel speaks for lips."""
_LEAST = 0.004
_WIDE, _HIGH = 3.4, 3.6
"""Deviations of such pixels that make the whole width and height of a mouth."""
_LEAST_SIZE, _MOST_SIZE = (0.2, 0.08), (0.5, 0.3)


class Lips(NamedTuple):
    """The middle and the size of a mouth as shares of the face's square."""

    across: float
    down: float
    width: float
    height: float


def lips(face: Pixels) -> Lips | None:
    """The mouth in a face's square (RGB or gray); None if nothing stands out there."""
    if face.ndim == 2:  # noqa: PLR2004 - height and width, no bands
        face = np.repeat(face[..., None], 3, axis=2)
    seen = tones(face, 1.0)
    seen = seen.against(skin_of(seen))
    side = face.shape[0]
    down, across = (np.mgrid[0:side, 0:side] + 0.5) / side
    inside = (abs(across - 0.5) < (_ACROSS[1] - _ACROSS[0]) / 2) & (down > _DOWN[0])
    inside &= down < _DOWN[1]
    usual = ((across - _USUAL[0]) / _SPREAD[0]) ** 2 + ((down - _USUAL[1]) / _SPREAD[1]) ** 2
    weights = ramp(seen.redness, *_REDDER) + ramp(-seen.lightness, *_DARKER)
    weights = weights * inside * np.exp(-usual / 2)
    total = float(weights.sum())
    if total < _LEAST * side**2:
        return None
    x, y = float((weights * across).sum() / total), float((weights * down).sum() / total)
    wide = float(np.sqrt((weights * (across - x) ** 2).sum() / total)) * _WIDE
    high = float(np.sqrt((weights * (down - y) ** 2).sum() / total)) * _HIGH
    width, height = np.clip((wide, high), _LEAST_SIZE, _MOST_SIZE)
    return Lips(x, y, float(width), float(height))
