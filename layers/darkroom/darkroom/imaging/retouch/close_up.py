"""Red pupils in a photo that is all eyes, where no face can be found."""

from itertools import combinations
from math import hypot

import cv2
import numpy as np
from PIL import Image

from darkroom.imaging.retouch.arrays import Pixels
from darkroom.imaging.retouch.cascades import EYE, EYE_WITH_GLASSES, Search, hits
from darkroom.imaging.retouch.face import Point
from darkroom.imaging.retouch.pupil import Pupil
from darkroom.imaging.retouch.spots import Spot, red_spots

_SIDES = (480, 320, 200)
"""Pixels of the longer side of the copies: in one of them pupils have a size that is looked for."""

_CONTRAST, _EXCESS = 0.45, 45
_ORANGE, _FILLED, _LEAK, _BLUE_CONTRAST = 0.3, 0.8, 0.15, 0.3
_APART = (9, 30)
"""Radii between two pupils: 16 to 20 in most people."""
_LEVEL = 0.4
_ALIKE = 1.8

_LEAST_SIDE = 40
"""Pixels: less cannot show two eyes from close up, each with some skin around it."""

_AROUND = 7
"""Radii each way of the part in which a cascade is to see an eye around a spot."""
_EYE_PIXELS = 96
_EYE_SEARCH = Search(step=1.1, neighbors=2, least=28)


def close_up_pupils(image: Image.Image) -> tuple[Pupil, ...]:
    """A pair of strong red discs that are eyes by their looks, too; a doubtful pair is none."""
    if min(image.size) < _LEAST_SIDE:
        return ()
    for side in _SIDES:
        scale = min(side / max(image.size), 1)
        size = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
        small = np.asarray(image.resize(size, Image.Resampling.BOX, reducing_gap=1))
        spots = [spot for spot in red_spots(small) if _is_strong(spot)]
        pairs = [pair for pair in combinations(spots, 2) if _go_together(*pair)]
        for pair in sorted(pairs, key=lambda pair: -pair[0].contrast - pair[1].contrast):
            if all(_is_eye(small, spot) for spot in pair):
                return tuple(_pupil(spot, size) for spot in pair)
    return ()


def _is_strong(spot: Spot) -> bool:
    is_red = spot.contrast > _CONTRAST and spot.excess > _EXCESS and spot.orange < _ORANGE
    is_round = spot.filled > _FILLED and spot.leak < _LEAK
    return is_red and is_round and spot.blue_contrast > _BLUE_CONTRAST


def _go_together(one: Spot, other: Spot) -> bool:
    radius = (one.radius + other.radius) / 2
    apart = hypot(one.x - other.x, one.y - other.y)
    is_level = abs(one.y - other.y) < _LEVEL * abs(one.x - other.x)
    is_alike = 1 / _ALIKE < one.radius / other.radius < _ALIKE
    return is_level and is_alike and _APART[0] < apart / radius < _APART[1]


def _is_eye(pixels: Pixels, spot: Spot) -> bool:
    """Whether a cascade sees an eye whose middle the spot is."""
    reach = round(_AROUND * spot.radius)
    x, y = round(spot.x), round(spot.y)
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    padded = np.pad(gray, reach, mode="edge")
    part = padded[y : y + 2 * reach, x : x + 2 * reach]
    eye = cv2.resize(part, (_EYE_PIXELS, _EYE_PIXELS), interpolation=cv2.INTER_AREA)
    middles = [
        hypot(hit.x + (hit.side - _EYE_PIXELS) / 2, hit.y + (hit.side - _EYE_PIXELS) / 2)
        for cascade in (EYE, EYE_WITH_GLASSES)
        for hit in hits(cascade, eye.astype(np.uint8), _EYE_SEARCH)
    ]
    return any(away < _EYE_PIXELS / 6 for away in middles)


def _pupil(spot: Spot, size: tuple[int, int]) -> Pupil:
    center = Point((spot.x + 0.5) / size[0], (spot.y + 0.5) / size[1])
    return Pupil(center, spot.radius / size[0])
