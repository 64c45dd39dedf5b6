"""Pale spots in an upright mouth, and what there is to tell teeth from other pale spots by."""

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np

from darkroom.imaging.retouch.arrays import Mask, Numbers, Pixels
from darkroom.imaging.retouch.complexion import Tones

WINDOW = (0.5, 0.8, 0.6)
"""The square that is looked at: its middle and its side, as shares of the face's square."""
PIXELS = 200
"""The side of that square when it is looked at."""

_UNIT = PIXELS / WINDOW[2]
_LEFT, _TOP = (WINDOW[axis] - WINDOW[2] / 2 for axis in (0, 1))

_DARKEST = -0.8
LEAST_AREA, MOST_AREA = 0.0012, 0.045

_LIP = 0.07
"""How near above and below teeth there are lips, gums or the dark of the mouth."""
_LIP_CONTRAST = 0.12

_NEAR, _AROUND = 5, 19
"""Pixels a side of what a spot is grown by, for what is next to it."""


class MouthSpot(NamedTuple):
    """A spot; lengths and places are shares of the face's side, areas of its square.

    `paleness` is its redness against skin, below 0 for teeth. `contrast` is how much redder its
    lips are (the less red one of the two, in the middle column), `framed` the share of its columns
    that have both. `lightness` is against skin, `brighter` against what is around it, `upper_lip`
    the lightness of what is reddest right above. `edge` is how steep its redness is, per pixel.
    """

    mask: Mask
    left: float
    top: float
    width: float
    height: float
    area: float
    paleness: float
    contrast: float
    framed: float
    lightness: float
    brighter: float
    upper_lip: float
    edge: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + self.height


class _Lips(NamedTuple):
    """For each column the redness of the less red lip; how light the upper one is altogether."""

    redness: Numbers
    upper_lightness: float


def mouth_spots(mouth: Tones, level: float) -> Iterator[MouthSpot]:
    """What is less red than a level, not dark, and not cut by the window's edge."""
    pale: Pixels = ((mouth.redness < level) & (mouth.lightness > _DARKEST)).astype(np.uint8)
    pale = cv2.morphologyEx(pale, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(pale, connectivity=4)
    for label in range(1, count):
        left, top, width, height, area = (int(number) for number in stats[label])
        is_cut = min(left, top) == 0 or max(left + width, top + height) == PIXELS
        if not is_cut and LEAST_AREA < area / _UNIT**2 < MOST_AREA:
            yield _spot(mouth, labels == label, (left, top, width, height))


def _spot(mouth: Tones, mask: Mask, box: tuple[int, int, int, int]) -> MouthSpot:
    left, top, width, height = (pixels / _UNIT for pixels in box)
    paleness, lightness = (
        float(np.median(tone[mask])) for tone in (mouth.redness, mouth.lightness)
    )
    lips = _lips(mouth, mask)
    contrasts = lips.redness - paleness
    return MouthSpot(
        mask,
        _LEFT + left,
        _TOP + top,
        width,
        height,
        area=float(mask.sum()) / _UNIT**2,
        paleness=paleness,
        contrast=float(np.median(contrasts)),
        framed=float((contrasts > _LIP_CONTRAST).mean()),
        lightness=lightness,
        brighter=lightness - float(np.median(mouth.lightness[_surroundings(mask)])),
        upper_lip=lips.upper_lightness,
        edge=_edge(mouth.redness, mask),
    )


def _lips(mouth: Tones, mask: Mask) -> _Lips:
    """The reddest pixels right above and right below each column of a spot."""
    columns = np.flatnonzero(mask.any(axis=0))
    tops = mask.argmax(axis=0)[columns]
    bottoms = (PIXELS - 1 - mask[::-1].argmax(axis=0))[columns]
    steps = np.arange(round(_LIP * _UNIT))[:, None]
    above, below = np.maximum(tops - steps, 0), np.minimum(bottoms + steps, PIXELS - 1)
    upper, lower = mouth.redness[above, columns], mouth.redness[below, columns]
    reddest = upper.argmax(axis=0)[None]
    light = np.take_along_axis(mouth.lightness[above, columns], reddest, axis=0)
    return _Lips(np.minimum(upper.max(axis=0), lower.max(axis=0)), float(np.median(light)))


def _surroundings(mask: Mask) -> Mask:
    spot = mask.astype(np.uint8)
    near, around = (cv2.dilate(spot, np.ones((side, side))) for side in (_NEAR, _AROUND))
    ring: Mask = around > near
    return ring


def _edge(redness: Numbers, mask: Mask) -> float:
    spot = mask.astype(np.uint8)
    kernel = np.ones((3, 3), np.uint8)
    steep = np.hypot(*np.gradient(redness))
    return float(np.median(steep[cv2.dilate(spot, kernel) > cv2.erode(spot, kernel)]))
