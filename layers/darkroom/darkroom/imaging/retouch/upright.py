"""A face turned upright and brought to a fixed size, and the way back to the photo."""

from dataclasses import dataclass
from math import ceil, cos, floor, radians, sin, sqrt

import cv2
import numpy as np
from PIL import Image

from darkroom.imaging.retouch.arrays import Numbers, Pixels
from darkroom.imaging.retouch.face import Face

_MIDDLE = 0.5
_GRAY_DIMENSIONS = 2


@dataclass(frozen=True)
class Square:
    """A tilted square in a photo, in pixels: its middle, its side, and its roll in degrees."""

    x: float
    y: float
    side: float
    roll: float = 0.0

    def at(self, across: float, down: float) -> tuple[float, float]:
        """The pixel at a place in the square, which goes from 0 to 1 as the head is held."""
        turn = radians(self.roll)
        right, below = (across - _MIDDLE) * self.side, (down - _MIDDLE) * self.side
        return (
            self.x + right * cos(turn) - below * sin(turn),
            self.y + right * sin(turn) + below * cos(turn),
        )

    def grown(self, factor: float) -> "Square":
        """A larger one around the same middle."""
        return Square(self.x, self.y, self.side * factor, self.roll)

    def part(self, across: float, down: float, side: float) -> "Square":
        """A smaller one around a place in this one, its side as a share of this one's."""
        return Square(*self.at(across, down), self.side * side, self.roll)

    def bounds(self, size: tuple[int, int]) -> tuple[int, int, int, int] | None:
        """The pixels of a photo that it touches: left, top, right, bottom; None outside of it."""
        turn = radians(self.roll)
        reach = self.side / 2 * (abs(cos(turn)) + abs(sin(turn))) + 1
        left, top = max(floor(self.x - reach), 0), max(floor(self.y - reach), 0)
        right, bottom = min(ceil(self.x + reach), size[0]), min(ceil(self.y + reach), size[1])
        return (left, top, right, bottom) if left < right and top < bottom else None


def face_square(face: Face, size: tuple[int, int]) -> Square:
    """The square around a face in a photo of this size, whatever the shape of its box."""
    width, height = face.box.width * size[0], face.box.height * size[1]
    middle = face.box.center
    side = max(sqrt(max(width * height, 0)), 1)
    return Square(middle.x * size[0], middle.y * size[1], side, face.roll)


def upright(image: Image.Image, square: Square, pixels: int) -> Pixels:
    """The square brought to `pixels` a side; what lies beyond the photo repeats its edge.

    Only the pixels around the square are read, however large the photo is.
    """
    bounds = square.bounds(image.size)
    if bounds is None:
        return np.zeros((pixels, pixels, *([3] if image.mode == "RGB" else [])), np.uint8)
    # Warping takes four pixels for one: a large face is first shrunk by what it takes.
    factor = max(int(square.side / pixels), 1)
    part = image.reduce(factor, bounds) if factor > 1 else image.crop(bounds)
    return cv2.warpAffine(
        np.asarray(part),
        _matrix(square, pixels, bounds, factor),
        (pixels, pixels),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.uint8, copy=False)


def gray_of(pixels: Pixels) -> Pixels:
    """The luma of an RGB array; a gray one as it is."""
    is_gray = pixels.ndim == _GRAY_DIMENSIONS
    return pixels if is_gray else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8)


def mapped_back(weights: Numbers, square: Square, bounds: tuple[int, int, int, int]) -> Numbers:
    """What was found in an upright square, for each pixel of a box of the photo; 0 beyond it."""
    width, height = bounds[2] - bounds[0], bounds[3] - bounds[1]
    return cv2.warpAffine(
        weights.astype(np.float32),
        _matrix(square, weights.shape[0], bounds, 1),
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
    )


def _matrix(square: Square, pixels: int, bounds: tuple[int, int, int, int], factor: int) -> Numbers:
    """From a pixel of the upright square to one of a box of the photo, shrunk by a factor.

    Both ends count from the middle of their first pixel, hence the halves.
    """
    step = square.side / pixels / factor
    turn = radians(square.roll)
    across, down = step * cos(turn), step * sin(turn)
    half = (pixels - 1) / 2
    return np.array(
        [
            [across, -down, (square.x - bounds[0]) / factor - 0.5 - half * (across - down)],
            [down, across, (square.y - bounds[1]) / factor - 0.5 - half * (across + down)],
        ]
    )
