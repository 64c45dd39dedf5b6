"""OpenCV's trained cascades, read once."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import cv2

from darkroom.imaging.retouch.arrays import Pixels

FACE = "haarcascade_frontalface_default.xml"
FACE_ALT = "haarcascade_frontalface_alt.xml"
FACE_ALT2 = "haarcascade_frontalface_alt2.xml"
EYE = "haarcascade_eye.xml"
EYE_WITH_GLASSES = "haarcascade_eye_tree_eyeglasses.xml"

USED = (FACE, FACE_ALT, FACE_ALT2, EYE, EYE_WITH_GLASSES)
"""What a deployment has to carry of OpenCV's data."""


_FOLDER = Path(cv2.__file__).parent / "data"


class Hit(NamedTuple):
    """A square in which a cascade sees what it was trained for, in pixels, and how often."""

    x: float
    y: float
    side: float
    votes: int


class Search(NamedTuple):
    """How thoroughly to look: factor between sizes, votes needed, least and most pixels a side."""

    step: float
    neighbors: int
    least: int
    most: int = 0


@cache
def _cascade(name: str) -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(str(_FOLDER / name))


def hits(name: str, gray: Pixels, search: Search) -> list[Hit]:
    """What a cascade sees in a gray image, in an order that threads have no part in."""
    if min(gray.shape) < search.least:
        return []
    boxes, votes = _cascade(name).detectMultiScale2(
        gray,
        search.step,
        search.neighbors,
        minSize=(search.least, search.least),
        maxSize=(search.most, search.most),
    )
    found = [
        Hit(float(x), float(y), float(side), int(count))
        for (x, y, side, _), count in zip(boxes, votes, strict=True)
    ]
    return sorted(found, key=lambda hit: (-hit.votes, hit))
