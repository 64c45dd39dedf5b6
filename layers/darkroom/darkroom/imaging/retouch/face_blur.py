"""Faces made unrecognisable, for good."""

from collections.abc import Sequence
from math import cos, radians, sin

import cv2
import numpy as np
from PIL import Image

from darkroom.imaging.retouch.arrays import Numbers, levels, ramp
from darkroom.imaging.retouch.face import Face
from darkroom.imaging.retouch.upright import Square, face_square

_PATCHES = 6
"""Patches across a face of which nothing but the mean colour is kept: recognising people takes
about three times as many, and no sharpening brings back what was averaged away."""

_CENTER = (0.5, 0.47)
_AXES = (0.66, 0.86)
"""The ellipse around a head, hair, ears and chin, in the square that is drawn around a face."""
_EDGE = 0.12
"""How far beyond the ellipse the blur fades out; within it, nothing of the photo is left."""
_MASK_SIDE = 512
_SOFTNESS = 0.6
"""Deviation in patches: enough for their grid not to be seen."""


def blur_faces(image: Image.Image, faces: Sequence[Face]) -> Image.Image:
    """Blur the heads of these faces (of an RGB photo) beyond recognition."""
    if not faces:
        return image
    result = image.copy()
    for face in faces:
        _blur(result, face_square(face, image.size))
    return result


def _blur(image: Image.Image, square: Square) -> None:
    head = square.part(*_CENTER, 2 * max(_AXES) * (1 + _EDGE))
    bounds = head.bounds(image.size)
    if bounds is None:
        return
    part = image.crop(bounds)
    patch = max(square.side / _PATCHES, 2)
    few = (max(round(part.width / patch), 1), max(round(part.height / patch), 1))
    means = np.asarray(part.resize(few, Image.Resampling.BOX))
    means = cv2.GaussianBlur(means, (0, 0), _SOFTNESS)
    blurred = Image.fromarray(means).resize(part.size, Image.Resampling.BICUBIC)
    mask = Image.fromarray(levels(255 * _weights(square, bounds)))
    image.paste(blurred, bounds[:2], mask.resize(part.size, Image.Resampling.BILINEAR))


def _weights(square: Square, bounds: tuple[int, int, int, int]) -> Numbers:
    """1 all over the head, 0 beyond the edge of the blur; coarse for a large head."""
    left, top, right, bottom = bounds
    middle_x, middle_y = square.at(*_CENTER)
    columns = _places(left, right) - middle_x
    rows = _places(top, bottom)[:, None] - middle_y
    turn = radians(square.roll)
    across, down = columns * cos(turn) + rows * sin(turn), rows * cos(turn) - columns * sin(turn)
    away = np.hypot(across / (_AXES[0] * square.side), down / (_AXES[1] * square.side))
    return ramp(away, 1 + _EDGE, 1)


def _places(start: int, end: int) -> Numbers:
    count = min(end - start, _MASK_SIDE)
    return start + (np.arange(count, dtype=np.float32) + 0.5) * ((end - start) / count)
