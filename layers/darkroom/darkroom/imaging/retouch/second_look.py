"""A second look at what may be a face: upright, at one size, by three cascades."""

from math import prod
from typing import NamedTuple

from PIL import Image

from darkroom.imaging.retouch.cascades import FACE, FACE_ALT, FACE_ALT2, Search, hits
from darkroom.imaging.retouch.upright import Square, gray_of, upright

_CASCADES = (FACE, FACE_ALT, FACE_ALT2)

_PIXELS = 80
_AROUND = 1.8
"""How much is looked at, in sides of the square that was proposed."""
_SIDE = _PIXELS / _AROUND
_SEARCH = Search(step=1.06, neighbors=0, least=round(0.72 * _SIDE), most=round(1.4 * _SIDE))
"""No neighbors: it is every single hit that counts."""
_OFF_CENTER = 0.22

_TILT = 10
_FARTHEST = 20
"""Degrees between looks, and how far a head may be tilted against what was proposed."""


class Look(NamedTuple):
    """What became of a proposal: how sure it is, and where the face really is."""

    certainty: float
    square: Square


class _Hits(NamedTuple):
    roll: float
    squares: list[Square]
    counts: tuple[int, ...]


def look_again(image: Image.Image, proposed: Square) -> Look:
    """Count what each cascade sees at a few rolls, each time with the head turned upright.

    The certainty is the geometric mean of the three counts, so that a texture that pleases one
    cascade a hundred times is no face; the middle of all hits is a better place than any one.
    """
    looks = {roll: _hits(image, proposed, roll) for roll in (-_TILT, 0, _TILT)}
    lower, higher = (sum(looks[roll].counts) for roll in (-_TILT, _TILT))
    if lower or higher:
        side = -_FARTHEST if lower > higher else _FARTHEST
        looks[side] = _hits(image, proposed, side)
    squares = [square for look in looks.values() for square in look.squares]
    if not squares:
        return Look(0.0, proposed)
    totals = [sum(look.counts[index] for look in looks.values()) for index in range(len(_CASCADES))]
    count = len(squares)
    found = Square(
        sum(square.x for square in squares) / count,
        sum(square.y for square in squares) / count,
        sum(square.side for square in squares) / count,
        sum(square.roll for square in squares) / count,
    )
    return Look(prod(totals) ** (1 / len(totals)), found)


def _hits(image: Image.Image, proposed: Square, tilt: float) -> _Hits:
    around = Square(proposed.x, proposed.y, proposed.side * _AROUND, proposed.roll + tilt)
    pixels = gray_of(upright(image, around, _PIXELS))
    squares: list[Square] = []
    counts: list[int] = []
    for cascade in _CASCADES:
        centered = [
            around.part(across, down, hit.side / _PIXELS)
            for hit in hits(cascade, pixels, _SEARCH)
            for across, down in [
                ((hit.x + hit.side / 2) / _PIXELS, (hit.y + hit.side / 2) / _PIXELS)
            ]
            if max(abs(across - 0.5), abs(down - 0.5)) < _OFF_CENTER / _AROUND
        ]
        squares += centered
        counts.append(len(centered))
    return _Hits(proposed.roll + tilt, squares, tuple(counts))
