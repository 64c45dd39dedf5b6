"""What white looks like in the light of a photo."""

from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

_SIDE = 128
_COLORFUL = 18.0
_LIT = (25.0, 98.0)
"""L* of what can tell the light: neither black nor burnt out."""
_ENOUGH = 0.02
_SHARE = 0.5
"""Of what nearly gray things have in common: some of them are not gray in any light."""
_FARTHEST_A, _FARTHEST_B = (-3.0, 5.0), (-2.0, 5.0)


class Neutral(NamedTuple):
    """The a* and b* of things without a colour of their own."""

    a: float
    b: float


def neutral_of(image: Image.Image) -> Neutral:
    """A careful guess from what is nearly gray in a photo (RGB); 0 if there is too little."""
    scale = min(_SIDE / max(image.size), 1)
    size = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
    small = np.asarray(image.resize(size, Image.Resampling.BOX, reducing_gap=1), np.float32) / 255
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).reshape(-1, 3)
    is_lit = (lab[:, 0] > _LIT[0]) & (lab[:, 0] < _LIT[1])
    grayish = lab[is_lit & (np.hypot(lab[:, 1], lab[:, 2]) < _COLORFUL)]
    if len(grayish) < _ENOUGH * len(lab):
        return Neutral(0.0, 0.0)
    _, a, b = (float(value) * _SHARE for value in np.median(grayish, axis=0))
    return Neutral(float(np.clip(a, *_FARTHEST_A)), float(np.clip(b, *_FARTHEST_B)))
