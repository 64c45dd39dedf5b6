"""Red pupils where somebody says there are eyes."""

from collections.abc import Sequence
from math import hypot

from PIL import Image

from darkroom.imaging.retouch.face import Point
from darkroom.imaging.retouch.pupil import Pupil
from darkroom.imaging.retouch.spots import Spot, red_spots
from darkroom.imaging.retouch.upright import Square, upright

_SIDES = (0.025, 0.05, 0.1, 0.2, 0.4)
"""Sides of the squares around a point, as shares of the photo's longer side."""
_LEAST_PIXELS = 24
_PIXELS = 96
_OFF = 0.22
"""How far from the point a pupil may be, as a share of the square."""

_CONTRAST, _LEAD, _FILLED, _LEAK = 0.12, 1.25, 0.7, 0.3
"""Less than what is asked of a pupil that nobody pointed at."""


def red_pupils_at(image: Image.Image, points: Sequence[Point]) -> tuple[Pupil, ...]:
    """The red pupils at these places of a photo (RGB); a place where nothing is red gives none."""
    found = (_pupil_at(image, point) for point in points)
    return tuple(pupil for pupil in found if pupil)


def _pupil_at(image: Image.Image, point: Point) -> Pupil | None:
    best: tuple[float, Pupil] | None = None
    for share in _SIDES:
        side = share * max(image.size)
        if side < _LEAST_PIXELS:
            continue
        square = Square(point.x * image.width, point.y * image.height, side)
        for spot in red_spots(upright(image, square, _PIXELS)):
            merit = spot.contrast * spot.filled * (1 - spot.leak)
            if _is_red(spot) and (best is None or merit > best[0]):
                best = (merit, _pupil(image, square, spot))
    return best[1] if best else None


def _is_red(spot: Spot) -> bool:
    off = hypot(spot.x + 0.5 - _PIXELS / 2, spot.y + 0.5 - _PIXELS / 2)
    is_red = spot.contrast > _CONTRAST and spot.excess > _LEAD * spot.excess_around
    is_round = spot.filled > _FILLED and spot.leak < _LEAK
    return off < _OFF * _PIXELS and is_red and is_round


def _pupil(image: Image.Image, square: Square, spot: Spot) -> Pupil:
    x, y = square.at((spot.x + 0.5) / _PIXELS, (spot.y + 0.5) / _PIXELS)
    radius = spot.radius / _PIXELS * square.side
    return Pupil(Point(x / image.width, y / image.height), radius / image.width)
