"""Where faces may be: squares that two cascades propose in a small copy of a photo."""

from collections.abc import Iterable
from math import hypot

import cv2
import numpy as np
from PIL import Image

from darkroom.imaging.retouch.arrays import Pixels
from darkroom.imaging.retouch.cascades import FACE, FACE_ALT2, Search, hits
from darkroom.imaging.retouch.upright import Square

_SIDE = 1000
"""Pixels of the longer side of the copy: a face of 3 % of a photo is just large enough."""
_ALT_SIDE = 800
_TURNED_SIDE = 640

_UPRIGHT = Search(step=1.12, neighbors=1, least=27)
_TURNED = Search(step=1.12, neighbors=1, least=30)
_ROLLS = (-24, 24)
"""Cascades see heads that are tilted by up to about 15 degrees."""

_LIKE = 1.6
_NEAR = 0.35
"""How far apart, in sides, the middles of two squares around one face may be."""


def sightings(image: Image.Image) -> list[Square]:
    """Squares of a photo (of any mode) in which there may be a face, one for each place."""
    gray = _small_gray(image)
    seen = _seen(gray, FACE, _UPRIGHT, _SIDE, 0)
    seen += _seen(gray, FACE_ALT2, _UPRIGHT, _ALT_SIDE, 0)
    for roll in _ROLLS:
        seen += _seen(gray, FACE_ALT2, _TURNED, _TURNED_SIDE, roll)
    scale = image.width / gray.shape[1]
    return [Square(s.x * scale, s.y * scale, s.side * scale, s.roll) for s in merged(seen)]


def merged(squares: Iterable[Square]) -> list[Square]:
    """The squares without those that repeat an earlier one of the same roll.

    Of another roll, one may be a wrong idea of the size of a face, and the other the right one.
    """
    kept: list[Square] = []
    for square in squares:
        if not any(_is_same(square, other) for other in kept):
            kept.append(square)
    return kept


def _is_same(one: Square, other: Square) -> bool:
    near = hypot(one.x - other.x, one.y - other.y) < _NEAR * max(one.side, other.side)
    return near and 1 / _LIKE < one.side / other.side < _LIKE and one.roll == other.roll


def _small_gray(image: Image.Image) -> Pixels:
    scale = min(_SIDE / max(image.size), 1)
    size = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
    if scale < 1:
        image = image.resize(size, Image.Resampling.BOX, reducing_gap=1)
    return np.asarray(image.convert("L"))


def _seen(gray: Pixels, cascade: str, search: Search, side: int, roll: float) -> list[Square]:
    """What a cascade sees in a copy that is so large, and turned so that such a roll is upright."""
    scale = min(side / max(gray.shape), 1)
    height, width = gray.shape
    if scale < 1:
        gray = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if roll:
        gray = np.asarray(
            Image.fromarray(gray).rotate(roll, Image.Resampling.BILINEAR, expand=True)
        )
    turned = Square(width / 2, height / 2, 1 / scale, roll)
    rows, columns = gray.shape
    return [
        Square(
            *turned.at(hit.x + (hit.side - columns + 1) / 2, hit.y + (hit.side - rows + 1) / 2),
            hit.side / scale,
            roll,
        )
        for hit in sorted(hits(cascade, gray, search), key=lambda hit: -hit.votes)
    ]
