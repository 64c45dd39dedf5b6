"""Larger copies of small photos."""

import cv2
import numpy as np
from PIL import Image

from darkroom.imaging.retouch.arrays import Numbers, Pixels, levels
from darkroom.imaging.retouch.strips import by_strips

_OVERLAP = 16
_ROUNDS = 4
"""How often the copy is made small again and what it then lacks is put back."""
_STEP = 0.9
_HALO = 6.0
"""Levels by which a pixel may go beyond what its neighbours in the photo were."""


def upscale(image: Image.Image, factor: int) -> Image.Image:
    """A copy of an RGB image `factor` (2 or 4) times as large, as sharp as the image is.

    It is such that, made small again, it is the image: what a mere interpolation loses is put back.
    Nothing is made up that was not in the photo.
    """

    def work(pixels: Pixels) -> Pixels:
        return _upscaled(pixels, factor)

    return by_strips(image, _OVERLAP, factor, work)


def _upscaled(pixels: Pixels, factor: int) -> Pixels:
    photo = pixels.astype(np.float32)
    height, width = photo.shape[:2]
    size = (width * factor, height * factor)
    copy = _enlarged(photo, size)
    around = np.ones((3, 3), np.uint8)
    darkest = _enlarged(cv2.erode(photo, around), size, cv2.INTER_LINEAR) - _HALO
    lightest = _enlarged(cv2.dilate(photo, around), size, cv2.INTER_LINEAR) + _HALO
    for _ in range(_ROUNDS):
        lost = photo - cv2.resize(copy, (width, height), interpolation=cv2.INTER_AREA)
        copy += _STEP * _enlarged(lost, size, cv2.INTER_CUBIC)
        np.clip(copy, darkest, lightest, out=copy)
    return levels(copy)


def _enlarged(
    photo: Numbers, size: tuple[int, int], interpolation: int = cv2.INTER_LANCZOS4
) -> Numbers:
    return cv2.resize(photo, size, interpolation=interpolation)
