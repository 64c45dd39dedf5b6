"""What pixels are made of here."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[Any]
"""Levels as bytes, height x width or height x width x 3 (red, green, blue)."""

Numbers = NDArray[Any]
"""Weights, or levels in the making, as floats."""

Mask = NDArray[np.bool_]


def ramp(values: Numbers, start: float, end: float) -> Numbers:
    """0 up to the start, 1 from the end on, and evenly in between; the end may be the lower one."""
    risen: Numbers = np.clip((values - start) / (end - start), 0, 1)
    return risen


def levels(numbers: Numbers) -> Pixels:
    """Numbers as the bytes of an image."""
    return np.clip(np.rint(numbers), 0, 255).astype(np.uint8)
