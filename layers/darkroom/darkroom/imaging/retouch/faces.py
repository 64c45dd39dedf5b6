"""Faces from OpenCV's cascades: proposed in a small copy, judged one by one, then searched."""

from math import hypot

from PIL import Image

from darkroom.imaging.retouch.eyes import eyes
from darkroom.imaging.retouch.face import Area, Face, Point
from darkroom.imaging.retouch.lips import lips
from darkroom.imaging.retouch.second_look import Look, look_again
from darkroom.imaging.retouch.sightings import sightings
from darkroom.imaging.retouch.upright import Square, gray_of, upright

_CERTAIN, _CERTAIN_IF_SMALL = 15.0, 30.0
_SMALL = 48
"""Hits that make a face: few wrong proposals have as many, unless they are a few pixels wide."""

_DOUBTFUL, _EYE_VOTES, _PAIR = 9.0, 15, 2
"""Fewer hits will do where two eyes are plain to see."""

_PIXELS = 160
"""The side of the upright square in which eyes and mouth are looked for."""

_APART = 0.45
"""In sides: no two faces are as near."""

_LEAST_SIDE = 24
"""Pixels: that is what the cascades were trained on."""


def find_faces(image: Image.Image) -> tuple[Face, ...]:
    """The faces of a photo (RGB or gray) that look at the camera or past it, the surest first.

    Profiles, covered faces and faces on their head are not found. The time hardly depends on the
    size of the photo, for they are looked for in a copy of a thousand pixels.
    """
    if min(image.size) < _LEAST_SIDE:
        return ()
    looks = [look_again(image, square) for square in sightings(image)]
    return tuple(_face(image, look) for look in _distinct(image, looks))


def _distinct(image: Image.Image, looks: list[Look]) -> list[Look]:
    kept: list[Look] = []
    for look in sorted(looks, key=lambda look: -look.certainty):
        if _is_certain(image, look) and not any(_overlap(look.square, k.square) for k in kept):
            kept.append(look)
    return kept


def _is_certain(image: Image.Image, look: Look) -> bool:
    if look.square.side < _SMALL:
        return look.certainty >= _CERTAIN_IF_SMALL
    if look.certainty >= _CERTAIN or look.certainty < _DOUBTFUL:
        return look.certainty >= _CERTAIN
    seen = eyes(gray_of(upright(image, look.square, _PIXELS)))
    return len(seen) == _PAIR and min(eye.votes for eye in seen) >= _EYE_VOTES


def _overlap(one: Square, other: Square) -> bool:
    return hypot(one.x - other.x, one.y - other.y) < _APART * max(one.side, other.side)


def _face(image: Image.Image, look: Look) -> Face:
    square = look.square
    pixels = gray_of(upright(image, square, _PIXELS))

    def point(across: float, down: float) -> Point:
        x, y = square.at(across, down)
        return Point(x / image.width, y / image.height)

    reach = square.side / 2
    return Face(
        box=_area(image, square.x, square.y, (reach, reach)),
        roll=square.roll,
        eyes=tuple(point(eye.across, eye.down) for eye in eyes(pixels)),
        mouth=_mouth(image, square),
        score=look.certainty / (look.certainty + _CERTAIN),
    )


def _mouth(image: Image.Image, square: Square) -> Area | None:
    """The upright box around lips that may be tilted in the photo."""
    found = lips(upright(image, square, _PIXELS))
    if not found:
        return None
    x, y = square.at(found.across, found.down)
    reach = (found.width * square.side / 2, found.height * square.side / 2)
    return _area(image, x, y, reach)


def _area(image: Image.Image, x: float, y: float, reach: tuple[float, float]) -> Area:
    return Area(
        (x - reach[0]) / image.width,
        (y - reach[1]) / image.height,
        (x + reach[0]) / image.width,
        (y + reach[1]) / image.height,
    )
