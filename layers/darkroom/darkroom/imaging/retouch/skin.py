"""Smoother skin: blotches and small shadows go, pores and edges stay."""

from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image

from darkroom.imaging.retouch.arrays import Numbers, Pixels, levels, ramp
from darkroom.imaging.retouch.complexion import Skin, skin_of, tones
from darkroom.imaging.retouch.face import Face
from darkroom.imaging.retouch.upright import Square, face_square, mapped_back, upright

_LEAST_SIDE = 40
_FACE_PIXELS = 160

_WINDOW = 1.5
"""Sides of the face's square that are looked at: forehead, chin and the start of the neck."""
_PIXELS = 384
_UNIT = _PIXELS / _WINDOW
"""Pixels for a side of the face when the change is worked out: finer than what is smoothed."""

_PORES = 0.006
"""Share of a face's side: what is finer is texture, and is left alone."""
_BLOTCHES = 0.03
"""And what is coarser is the shape of the face."""
_EDGE = 26.0
"""Levels: a larger step is an edge of something."""
_MOST = 0.9
"""How much of the way strength 1 goes: the rest keeps a face from looking like wax."""

_BAND_PIXELS = 500_000
"""What is changed at a time, so that a large face needs no more memory than a small one."""

_HEAD = (0.48, 0.66)
"""Half axes of the ellipse that skin is looked for in; its middle is that of the square."""
_EYES = ((0.3, 0.36), (0.7, 0.36))
_EYE = (0.16, 0.11)
_MOUTH, _LIPS = (0.5, 0.8), (0.24, 0.11)
_FEATHER = 0.03

_REDNESS, _BLUENESS, _LIGHTNESS = (0.14, 0.3), (0.2, 0.4), (0.45, 0.9)
"""How far from the tone of this face's skin a pixel is all skin, and from where on none."""


def smooth_skin(image: Image.Image, faces: Sequence[Face], strength: float) -> Image.Image:
    """Smooth the skin of these faces (of an RGB photo), strength 0 to 1; eyes and mouths stay."""
    squares = [face_square(face, image.size) for face in faces]
    large = [square for square in squares if square.side >= _LEAST_SIDE]
    if not large or not strength:
        return image
    result = image.copy()
    for square in large:
        _smooth(result, square, strength)
    return result


def _smooth(image: Image.Image, square: Square, strength: float) -> None:
    window = square.grown(_WINDOW)
    bounds = window.bounds(image.size)
    if bounds is None:
        return
    skin = skin_of(tones(upright(image, square, _FACE_PIXELS), 1.0))
    seen = upright(image, window, _PIXELS)
    change = _change(seen) * (strength * _MOST * _skin_weights(seen, skin))[..., None]
    left, top, right, bottom = bounds
    rows = max(_BAND_PIXELS // (right - left), 1)
    for start in range(top, bottom, rows):
        band = (left, start, right, min(start + rows, bottom))
        smooth = np.asarray(image.crop(band)) + mapped_back(change, window, band)
        image.paste(Image.fromarray(levels(smooth)), (left, start))


def _change(seen: Pixels) -> Numbers:
    """What takes the blotches out: the difference of an edge-preserving blur and a fine one."""
    fine = cv2.GaussianBlur(seen.astype(np.float32), (0, 0), _PORES * _UNIT)
    reach = _BLOTCHES * _UNIT
    return cv2.bilateralFilter(fine, round(2 * reach) | 1, _EDGE, reach) - fine


def _skin_weights(seen: Pixels, skin: Skin) -> Numbers:
    """How much each pixel of the window is skin, by its tone and its place."""
    toned = tones(seen, _PORES * _UNIT).against(skin)
    weights = np.ones(seen.shape[:2], np.float32)
    for tone, (near, far) in zip(toned, (_REDNESS, _BLUENESS, _LIGHTNESS), strict=True):
        weights = weights * ramp(abs(tone), far, near)
    weights *= _ellipse((0.5, 0.5), _HEAD)
    for eye in _EYES:
        weights *= 1 - _ellipse(eye, _EYE)
    weights *= 1 - _ellipse(_MOUTH, _LIPS)
    return cv2.GaussianBlur(weights.astype(np.float32), (0, 0), _FEATHER * _UNIT / 2)


def _ellipse(center: tuple[float, float], axes: tuple[float, float]) -> Numbers:
    """1 in an ellipse given in the face's square, 0 well outside of it, in the window."""
    down, across = (np.mgrid[0:_PIXELS, 0:_PIXELS] + 0.5) / _UNIT - (_WINDOW - 1) / 2
    away = np.hypot((across - center[0]) / axes[0], (down - center[1]) / axes[1])
    half = _FEATHER / axes[0] / 2
    return ramp(away, 1 + half, 1 - half)
