"""Mark the photo as somebody's."""

from collections.abc import Iterator
from math import ceil, cos, hypot, radians, sin
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from darkroom.imaging.geometry import Size
from darkroom.operations.base import Strength
from darkroom.operations.lettering import (
    SCRIPTS,
    LetteringOperation,
    Position,
    checked_text,
    margin,
    placed,
)

if TYPE_CHECKING:
    from PIL.Image import Image

    from darkroom.imaging.text.layout import Block
    from darkroom.imaging.text.stamp import Ink

_MAX_LENGTH = 100

_SIZE = 0.05
"""Of its letters, as a fraction of the photo's shorter side."""

_SLOPE = 30
"""By how many degrees repeated ones rise."""

_GAP, _ROW = 3.0, 4.0
"""Between repeated ones, in ems: from one's end to the next, and from row to row."""

_WIDEST_TILE = 0.75
"""Of repeated ones, as a fraction of the photo's shorter side."""

_SMALLEST_TILE = 4
"""Pixels to the em, below which there would be many and none to read."""


def _checked_line(text: str) -> str:
    text = checked_text(text, max_length=_MAX_LENGTH)
    if "\n" in text:
        raise PydanticCustomError("text", "Write the watermark on one line")
    return text


class Watermark(LetteringOperation):
    """White letters with a soft dark edge, on one line; a long text is made smaller to fit.

    `tile` repeats it over all of the photo, rising to the right, whatever the `position`.
    """

    summary: ClassVar[str] = (
        "Lays a see-through text on the photo, once at a `position` or, with `tile`, all over."
        f" {SCRIPTS}"
    )
    example: ClassVar[dict[str, Any]] = {
        "operation": "watermark",
        "text": "© Ana Silva",
        "opacity": 0.5,
        "position": "bottom_right",
    }

    operation: Literal["watermark"] = "watermark"
    text: Annotated[str, Field(min_length=1, max_length=_MAX_LENGTH), AfterValidator(_checked_line)]
    opacity: Strength = 0.5
    position: Position = "bottom_right"
    tile: bool = False

    @property
    def is_scale_free(self) -> bool:
        """True: all of its lengths are fractions of the photo.

        The one exception is the least size of repeated letters. They are at it only where they are
        too small to be read, and cover as much of the photo as if they were smaller.
        """
        return True

    def apply(self, image: "Image") -> "Image":
        """Lay it on; a gray image stays gray."""
        from darkroom.imaging.text.layout import lay_out
        from darkroom.imaging.text.stamp import with_room_for

        if self.opacity == 0:
            return image
        result = with_room_for(self._ink(), image)
        block = lay_out(self.text, float("inf"), 0)
        (self._lay_on_all if self.tile else self._lay_on_once)(result, block)
        return result

    def _ink(self) -> "Ink":
        from darkroom.imaging.text.stamp import Ink

        return Ink(
            fill=(255, 255, 255),
            edge=(0, 0, 0),
            edge_width=0.03,
            softness=0.04,
            opacity=self.opacity,
        )

    def _lay_on_once(self, image: "Image", block: "Block") -> None:
        from darkroom.imaging.text.mask import Placement
        from darkroom.imaging.text.stamp import stamp

        size = Size(*image.size)
        free = margin(size)
        right, down = placed(self.position)
        em = _em(size, block, size.width - 2 * free)
        placement = Placement(
            em=em,
            left=free + right * (size.width - 2 * free - block.width * em),
            top=free + down * (size.height - 2 * free - block.height * em),
        )
        stamp(block, placement, self._ink(), size).press(image)

    def _lay_on_all(self, image: "Image", block: "Block") -> None:
        from darkroom.imaging.text.mask import Placement
        from darkroom.imaging.text.stamp import stamp

        size = Size(*image.size)
        em = max(_em(size, block, _WIDEST_TILE * min(size)), _SMALLEST_TILE)
        tile = stamp(block, Placement(em=em, degrees=_SLOPE), self._ink())
        for x, y in _lattice(size, (block.width + _GAP) * em, _ROW * em):
            tile.press(image, (round(x), round(y)))


def _em(size: Size, block: "Block", room: float) -> float:
    """The size of the letters in pixels, for no more than `room` pixels of width."""
    em = _SIZE * min(size)
    return em if block.width * em <= room else room / block.width


def _lattice(size: Size, along: float, across: float) -> Iterator[tuple[float, float]]:
    """Points on sloping rows, in an image and as far beside it as one is from the next.

    Every other row is shifted by half a step, so that no gap goes all the way through.
    """
    x, y = cos(radians(_SLOPE)), -sin(radians(_SLOPE))
    reach = hypot(*size) / 2 + along
    for row in range(-ceil(reach / across), ceil(reach / across) + 1):
        # Where the row begins to be measured: the middle of the image, or beside it.
        left = size.width / 2 - row * across * y
        top = size.height / 2 + row * across * x
        first = max((-along - left) / x, (size.height + along - top) / y)
        last = min((size.width + along - left) / x, (-along - top) / y)
        shift = (row % 2 - 1) / 2
        for step in range(ceil(first / along - shift), ceil(last / along - shift)):
            yield left + (step + shift) * along * x, top + (step + shift) * along * y
