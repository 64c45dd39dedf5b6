"""Which eyes shine red from a flash."""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from darkroom.imaging.retouch.arrays import Numbers, Pixels
from darkroom.imaging.retouch.close_up import close_up_pupils
from darkroom.imaging.retouch.complexion import Skin, skin_of, tones
from darkroom.imaging.retouch.face import Face, Point
from darkroom.imaging.retouch.pupil import Pupil
from darkroom.imaging.retouch.pupil_pairs import Placed, believable
from darkroom.imaging.retouch.spots import Spot, red_spots
from darkroom.imaging.retouch.upright import Square, face_square, upright

_FACE_PIXELS = 160
_WINDOW = (0.5, 0.39, 0.8)
_PIXELS = 320
"""The square to look for eyes in, as shares of the face's, and its side when it is looked at."""

_LEAST_SIDE = 40
"""Pixels of a face: in a smaller one a pupil is less than two pixels wide."""

_SKIN = (0.22, -0.05)
_GAINS = (0.72, 1.4)
"""What skin is taken to look like in white light, and how far a cast is taken back by it."""


def find_red_pupils(image: Image.Image, faces: Sequence[Face]) -> tuple[Pupil, ...]:
    """The red pupils in a photo (RGB): those of its faces, or of a close-up that shows no face."""
    found = [pupil for face in faces for pupil in _pupils_of(image, face)]
    return tuple(found) if faces else close_up_pupils(image)


def _pupils_of(image: Image.Image, face: Face) -> list[Pupil]:
    square = face_square(face, image.size)
    if square.side < _LEAST_SIDE:
        return []
    skin = skin_of(tones(upright(image, square, _FACE_PIXELS), 1.0))
    if skin.is_colorless:
        return []
    window = square.part(*_WINDOW)
    spots = red_spots(_balanced(upright(image, window, _PIXELS), skin))
    placed = [Placed(*_place(spot), spot) for spot in spots]
    return [_pupil(image, window, found.spot) for found in believable(placed)]


def _balanced(pixels: Pixels, skin: Skin) -> Numbers:
    """The pixels in about the light in which skin looks as it is."""
    red = np.clip(np.exp(_SKIN[0] - skin.redness), *_GAINS)
    blue = np.clip(np.exp(_SKIN[1] - skin.blueness), *_GAINS)
    return pixels * np.array([red, 1, blue], np.float32)


def _place(spot: Spot) -> tuple[float, float]:
    """Where in the face's square a spot is."""
    x, y = ((place + 0.5) / _PIXELS - 0.5 for place in (spot.x, spot.y))
    return _WINDOW[0] + x * _WINDOW[2], _WINDOW[1] + y * _WINDOW[2]


def _pupil(image: Image.Image, window: Square, spot: Spot) -> Pupil:
    x, y = window.at((spot.x + 0.5) / _PIXELS, (spot.y + 0.5) / _PIXELS)
    radius = spot.radius / _PIXELS * window.side
    return Pupil(Point(x / image.width, y / image.height), radius / image.width)
