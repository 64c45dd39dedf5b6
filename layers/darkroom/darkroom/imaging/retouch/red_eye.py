"""Red pupils made dark again."""

from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image

from darkroom.imaging.retouch.arrays import Mask, Numbers, levels, ramp
from darkroom.imaging.retouch.pupil import Pupil

_REACH = 2.6
"""Radii around the middle that are looked at; nothing beyond 1.7 of them changes."""
_FULL, _NONE = 1.2, 1.65
"""Radii up to which a red pixel is the pupil's, and from which on it is not."""
_FILL, _FILL_END = 0.75, 1.05
"""Radii of what is filled whether red or not, so that no patches stay in the middle."""
_SOFT, _LEAST_SOFT = 0.14, 0.5
_NOTHING = 0.01

_FLOOR = 4.0
_START, _RISE = 0.18, 0.28
"""On the way from the redness around a pupil to its own: where a pixel starts to count, and over
how much it comes to count in full."""

_TYPICAL = 70
"""The percentile of redness in a pupil that is taken for its own, for a reflection has none."""
_LEAST_GAP, _MOST_GAP = 0.05, 0.8

_STEPS = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4)
_CIRCLE, _HALF = 0.06, 0.5

_DARKEST, _BEND = 44.0, 60.0
"""The level that the lightest pupil ends at, and the one at which it is two thirds there: darker
ones end darker, so that what shape there is in a pupil stays."""

_GLINT, _GLINT_RISE = 45.0, 45.0
"""Levels of green and blue above the pupil's own from which on there is a reflection."""
_LIT = 90.0
_WHITE, _WHITE_RISE = 150.0, 40.0


def without_red_eye(image: Image.Image, pupils: Sequence[Pupil], strength: float) -> Image.Image:
    """Make red pupils (of an RGB photo) dark and neutral, strength 0 to 1, and nothing else.

    Reflections keep their light, the iris its colour.
    """
    if not pupils or not strength:
        return image
    result = image.copy()
    for pupil in pupils:
        _correct(result, pupil, strength)
    return result


def _correct(image: Image.Image, pupil: Pupil, strength: float) -> None:
    x, y = pupil.center.x * image.width, pupil.center.y * image.height
    radius = max(pupil.radius * image.width, 1)
    reach = _REACH * radius + 1
    left, top = max(int(x - reach), 0), max(int(y - reach), 0)
    right, bottom = min(int(x + reach) + 1, image.width), min(int(y + reach) + 1, image.height)
    if left >= right or top >= bottom:
        return
    pixels = np.asarray(image.crop((left, top, right, bottom))).astype(np.float32)
    rows, columns = np.mgrid[top:bottom, left:right]
    away = np.hypot(columns + 0.5 - x, rows + 0.5 - y)
    weights = strength * _weights(pixels, away, radius)[..., None]
    mixed = pixels + weights * (_without_red(pixels, away < radius) - pixels)
    corrected = Image.fromarray(levels(mixed))
    image.paste(corrected, (left, top))


def _weights(pixels: Numbers, away: Numbers, radius: float) -> Numbers:
    """How much each pixel is the pupil's: by being redder than what is around it, and near."""
    redness = np.log((pixels[..., 0] + _FLOOR) / (pixels[..., 1:].max(axis=2) + _FLOOR))
    inside, around = redness[away < radius], redness[away > _NONE * radius]
    other = float(np.median(around)) if around.size else 0.0
    own = float(np.percentile(inside, _TYPICAL)) if inside.size else other
    gap = min(max(own - other, _LEAST_GAP), _MOST_GAP)
    away = away / _fitted(redness > other + gap / 2, away, radius)
    is_red = ramp(redness - other, _START * gap, (_START + _RISE) * gap)
    filled, place = ramp(away, _FILL_END, _FILL), ramp(away, _NONE, _FULL)
    weights = (np.maximum(is_red, filled) * place).astype(np.float32)
    soft: Numbers = cv2.GaussianBlur(weights, (0, 0), max(_SOFT * radius, _LEAST_SOFT))
    soft[soft < _NOTHING] = 0
    return soft


def _fitted(is_red: Mask, away: Numbers, radius: float) -> float:
    """The radius at which half of the circle is no longer red, not far from the one given."""
    for step in _STEPS:
        circle = np.abs(away - step * radius) < max(_CIRCLE * radius, 0.5)
        if circle.any() and is_red[circle].mean() < _HALF:
            return step * radius
    return radius


def _without_red(pixels: Numbers, inside: Mask) -> Numbers:
    """Dark and neutral, but for reflections, which keep their light and lose what red they have."""
    others = pixels[..., 1:].min(axis=2)
    own = float(np.median(others[inside])) if inside.any() else 0.0
    above = ramp(others - own, _GLINT, _GLINT + _GLINT_RISE) * (others > _LIT)
    glint = np.maximum(above, ramp(others, _WHITE, _WHITE + _WHITE_RISE))[..., None]
    light = pixels.copy()
    light[..., 0] = np.minimum(pixels[..., 0], pixels[..., 1:].max(axis=2))
    dark = _DARKEST * (1 - np.exp(-others / _BEND))[..., None]
    kept: Numbers = glint * light + (1 - glint) * dark
    return kept
