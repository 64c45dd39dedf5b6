"""All size arithmetic, in one place and without a pixel in sight.

A `View` says which part of an image to take, at what size, and which way up. Cropping, resizing,
thumbnails, flips, quarter turns and the camera's orientation tag are all views, and views compose:
whatever a recipe does in its first steps comes down to one resampling of the decoded photo.
"""

from dataclasses import dataclass, replace
from math import floor
from typing import NamedTuple

from darkroom.errors import OutputTooLargeError

_TOLERANCE = 1e-6


class Size(NamedTuple):
    """Width and height in pixels, each at least 1."""

    width: int
    height: int

    @property
    def pixels(self) -> int:
        """How many pixels that makes."""
        return self.width * self.height


class Box(NamedTuple):
    """A part of an image; edges may lie between pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """The horizontal extent."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """The vertical extent."""
        return self.bottom - self.top

    def scaled(self, x: float, y: float) -> "Box":
        """The same part of an image that is `x` times as wide and `y` times as high."""
        return Box(self.left * x, self.top * y, self.right * x, self.bottom * y)

    def shifted(self, x: float, y: float) -> "Box":
        """The box moved right by `x` and down by `y`."""
        return Box(self.left + x, self.top + y, self.right + x, self.bottom + y)


@dataclass(frozen=True)
class Turn:
    """One of the eight ways to lay an image on the table: axes swapped first, then mirrored."""

    is_swapped: bool = False
    is_mirrored_x: bool = False
    is_mirrored_y: bool = False

    def then(self, later: "Turn") -> "Turn":
        """This turn followed by another one."""
        x, y = self.is_mirrored_x, self.is_mirrored_y
        if later.is_swapped:
            x, y = y, x
        return Turn(
            self.is_swapped != later.is_swapped, x != later.is_mirrored_x, y != later.is_mirrored_y
        )

    def turned(self, size: Size) -> Size:
        """The size of an image after the turn."""
        return Size(size.height, size.width) if self.is_swapped else size

    def before(self, box: Box, size: Size) -> Box:
        """Where a part of the turned image, which has `size`, lies in the image before the turn."""
        left, top, right, bottom = box
        if self.is_mirrored_x:
            left, right = size.width - right, size.width - left
        if self.is_mirrored_y:
            top, bottom = size.height - bottom, size.height - top
        return Box(top, left, bottom, right) if self.is_swapped else Box(left, top, right, bottom)


UPRIGHT = Turn()
ORIENTATIONS = {
    1: UPRIGHT,
    2: Turn(is_mirrored_x=True),
    3: Turn(is_mirrored_x=True, is_mirrored_y=True),
    4: Turn(is_mirrored_y=True),
    5: Turn(is_swapped=True),
    6: Turn(is_swapped=True, is_mirrored_x=True),
    7: Turn(is_swapped=True, is_mirrored_x=True, is_mirrored_y=True),
    8: Turn(is_swapped=True, is_mirrored_y=True),
}
"""What each value of EXIF's orientation tag asks for."""

QUARTER_TURNS = tuple(ORIENTATIONS[value] for value in (1, 6, 3, 8))
"""Clockwise by 0, 90, 180 and 270 degrees."""


@dataclass(frozen=True)
class View:
    """Take `box` of an image, resample it to `size`, then turn it."""

    box: Box
    size: Size
    turn: Turn = UPRIGHT

    @property
    def result(self) -> Size:
        """The size of what comes out."""
        return self.turn.turned(self.size)

    @property
    def enlarges(self) -> bool:
        """Whether it makes up pixels that the image does not have."""
        return self.size.width > self.box.width or self.size.height > self.box.height

    @property
    def shrinks(self) -> bool:
        """Whether it loses pixels that the image has."""
        return self.size.width < self.box.width or self.size.height < self.box.height

    def then(self, later: "View") -> "View":
        """This view followed by another one, as a single view of the same image."""
        box = self.turn.before(later.box, self.result)
        x = self.box.width / self.size.width
        y = self.box.height / self.size.height
        size = Size(*reversed(later.size)) if self.turn.is_swapped else later.size
        return View(
            box.scaled(x, y).shifted(self.box.left, self.box.top), size, self.turn.then(later.turn)
        )

    def within(self, base: "View") -> Box | None:
        """Where this view's box lies in what `base` resampled; None if it reaches outside."""
        x = base.size.width / base.box.width
        y = base.size.height / base.box.height
        left, top, right, bottom = self.box.shifted(-base.box.left, -base.box.top).scaled(x, y)
        width, height = base.size
        # Two ways to the same edge may differ in the last digit.
        if min(left, top, width - right, height - bottom) < -_TOLERANCE:
            return None
        return Box(max(left, 0), max(top, 0), min(right, width), min(bottom, height))


def whole(size: Size) -> View:
    """The whole image as it is."""
    return View(Box(0, 0, *size), size)


def turned(view: View, turn: Turn) -> View:
    """The same view, turned once more at the end."""
    return replace(view, turn=view.turn.then(turn))


def rounded(width: float, height: float) -> Size:
    """The nearest size that has at least one pixel."""
    return Size(max(1, floor(width + 0.5)), max(1, floor(height + 0.5)))


def fitted(size: Size, bounds: tuple[float, float], *, upscale: bool) -> View:
    """The whole image, as large as fits within `bounds`."""
    scale = min(bounds[0] / size.width, bounds[1] / size.height)
    if not upscale:
        scale = min(scale, 1)
    return View(Box(0, 0, *size), rounded(size.width * scale, size.height * scale))


def filled(size: Size, bounds: tuple[float, float], *, upscale: bool) -> View:
    """The largest middle part with the proportions of `bounds`, at that size or below it."""
    scale = max(bounds[0] / size.width, bounds[1] / size.height)
    box = centred(size, bounds[0] / scale, bounds[1] / scale)
    shrink = 1 if upscale else max(scale, 1)
    return View(box, rounded(bounds[0] / shrink, bounds[1] / shrink))


def stretched(size: Size, bounds: tuple[int, int], *, upscale: bool) -> View:
    """The whole image squeezed or stretched to `bounds`."""
    if upscale:
        return View(Box(0, 0, *size), Size(*bounds))
    return View(Box(0, 0, *size), Size(min(bounds[0], size.width), min(bounds[1], size.height)))


def centred(size: Size, width: float, height: float) -> Box:
    """A box of this extent in the middle of an image that is large enough for it."""
    width, height = min(width, size.width), min(height, size.height)
    left, top = (size.width - width) / 2, (size.height - height) / 2
    return Box(left, top, left + width, top + height)


def check_size(size: Size, max_pixels: int) -> None:
    """Refuse a size before anything is allocated for it.

    Raises:
        OutputTooLargeError: It has more than `max_pixels`.
    """
    if size.pixels > max_pixels:
        raise OutputTooLargeError(
            f"The result would be {size.width} x {size.height} pixels;"
            f" ask for at most {max_pixels / 1e6:g} megapixels, or resize the photo first."
        )
