"""Whiter teeth: the yellow goes, the light comes up, the texture stays."""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

from darkroom.imaging.retouch.arrays import Numbers, Pixels, levels, ramp
from darkroom.imaging.retouch.complexion import Skin, skin_of, tones
from darkroom.imaging.retouch.dentition import Teeth, visible_teeth
from darkroom.imaging.retouch.face import Face
from darkroom.imaging.retouch.light import neutral_of
from darkroom.imaging.retouch.mouth_spots import PIXELS, WINDOW
from darkroom.imaging.retouch.upright import Square, face_square, mapped_back, upright

_FACE_PIXELS = 160
_SOFTNESS = 1.2
"""Pixels of the upright square: against noise, and still sharper than a tooth's edge."""

_LEAST_SIDE = 45
"""Pixels of a face: in a smaller one teeth are a few pixels, mixed with lips."""

_FINE = 0.003
_COARSE = 0.012
"""Shares of a face: what is noise, and what is texture that a change must not touch."""

_REST = 0.03
"""And what there has to be around teeth for both to be known at their edge."""

_REACH, _FEATHER = 4, 2.0
"""Pixels of the window around the spot that was judged, for the pixels that weigh in by themselves.
"""
_SURE, _DOUBTFUL = 0.45, 0.75
"""On the way from the redness of teeth to that of lips: where a pixel stops to be all tooth, and
where it is none."""
_LIT, _DARK = -0.45, -0.9
"""How much darker than the teeth a pixel may be that counts, and one that counts no more."""

_LEAST_SOFTNESS = 0.6
_LEAST_GAP = 0.1
_NOTHING = 0.02

_TOP, _FULL = 97.0, 85.0
"""L*: where nothing is lighter any more, and up to where all of the light is added."""
_LIGHTER = 8.0
_YELLOW_LEAST, _YELLOW_SHARE, _YELLOW_MOST = 3.2, 0.5, 11.0
_COOLER = 1.5
"""How far below neutral white teeth may go: as enamel looks, and no eye calls it blue."""
_COOLEST = -2.0
_REDDISH_SHARE = 0.25
"""What strength 1 does, in units of L*, b* and a*."""

_WHITE = 250
"""The level above which nothing is raised."""


class Whitened(NamedTuple):
    """A photo with whiter teeth, and the number of faces whose teeth they are."""

    image: Image.Image
    faces: int


def whiten(image: Image.Image, faces: Sequence[Face], strength: float) -> Whitened:
    """Whiten the teeth (RGB, strength 0 to 1) of the faces that show some.

    A closed mouth stays as it is, bit for bit, and so does a photo in black and white.
    """
    squares = [face_square(face, image.size) for face in faces]
    seen = [(square, found) for square in squares if (found := _found(image, square))]
    if not seen or not strength:
        return Whitened(image, len(seen))
    neutral = neutral_of(image)
    result = image.copy()
    for square, found in seen:
        _whiten(result, square, found, Change(strength, *neutral))
    return Whitened(result, len(seen))


class Change(NamedTuple):
    """How much to change, and the a* and b* that white has in the light of the photo."""

    strength: float
    neutral_a: float
    neutral_b: float


class _Found(NamedTuple):
    skin: Skin
    teeth: Teeth


def _found(image: Image.Image, square: Square) -> _Found | None:
    if square.side < _LEAST_SIDE:
        return None
    skin = skin_of(tones(upright(image, square, _FACE_PIXELS), 1.0))
    if skin.is_colorless:
        return None
    mouth = tones(upright(image, square.part(*WINDOW), PIXELS), _SOFTNESS)
    teeth = visible_teeth(mouth.against(skin), skin)
    return _Found(skin, teeth) if teeth else None


def _whiten(image: Image.Image, square: Square, found: _Found, change: Change) -> None:
    window = square.part(*WINDOW)
    bounds = window.bounds(image.size)
    if bounds is None:
        return
    inside = mapped_back(_feathered(found.teeth), window, bounds)
    rows, columns = (np.flatnonzero(inside.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return
    # Only what the teeth and the blurs next to them need: of a large photo that is a small part.
    rest = round(_REST * square.side) + 2
    top, bottom = max(rows[0] - rest, 0), rows[-1] + rest
    left, right = max(columns[0] - rest, 0), columns[-1] + rest
    inside = inside[top:bottom, left:right]
    start = (bounds[0] + int(left), bounds[1] + int(top))
    box = (*start, start[0] + inside.shape[1], start[1] + inside.shape[0])
    pixels = np.asarray(image.crop(box))
    weights = inside * _weights(pixels, found, square.side)
    image.paste(Image.fromarray(_whiter(pixels, weights, square.side, change)), start)


def _feathered(teeth: Teeth) -> Numbers:
    """1 where teeth may be, falling softly to 0 around it, in the upright window."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * _REACH + 1, 2 * _REACH + 1))
    grown = cv2.dilate(teeth.support.astype(np.float32), kernel)
    soft = cv2.GaussianBlur(grown, (0, 0), _FEATHER)
    soft[soft < _NOTHING] = 0
    return soft


def _weights(pixels: Pixels, found: _Found, side: float) -> Numbers:
    """How much each pixel looks like a tooth rather than lip, gum or dark."""
    seen = tones(pixels, max(_FINE * side, _LEAST_SOFTNESS)).against(found.skin)
    teeth = found.teeth
    toward_lips = (seen.redness - teeth.pale) / max(teeth.red - teeth.pale, _LEAST_GAP)
    return ramp(toward_lips, _DOUBTFUL, _SURE) * ramp(seen.lightness - teeth.light, _DARK, _LIT)


def _whiter(pixels: Pixels, weights: Numbers, side: float, change: Change) -> Pixels:
    """The change is worked out on soft colours, so that the grain of teeth goes through it."""
    lab: Numbers = cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    soft = cv2.GaussianBlur(lab, (0, 0), max(_COARSE * side, _LEAST_SOFTNESS))
    weights = weights * np.float32(change.strength)
    coolest = max(change.neutral_b - _COOLER, _COOLEST)
    room = np.maximum(np.minimum(lab[..., 2], soft[..., 2]) - coolest, 0)
    fall = np.minimum(_YELLOW_LEAST + _YELLOW_SHARE * room, _YELLOW_MOST)
    lab[..., 0] += weights * _LIGHTER * ramp(soft[..., 0], _TOP, _FULL)
    lab[..., 1] -= weights * _REDDISH_SHARE * np.maximum(soft[..., 1] - change.neutral_a, 0)
    lab[..., 2] -= weights * np.minimum(fall, room)
    whiter = np.minimum(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB) * 255, np.maximum(pixels, _WHITE))
    return np.where(weights[..., None] > 0, levels(whiter), pixels)
