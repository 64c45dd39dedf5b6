"""Mark the photo as somebody's."""

from math import ceil, cos, hypot, radians, sin
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from darkroom.imaging.geometry import Size
from darkroom.operations.base import Strength
from darkroom.operations.lettering import LetteringOperation, Position, Text, margin, placed

if TYPE_CHECKING:
    from PIL.Image import Image

    from darkroom.imaging.text.layout import Block
    from darkroom.imaging.text.stamp import Ink, Stamp

_SIZE = 0.05
"""Of its letters, as a fraction of the photo's shorter side."""

_SLOPE = 30
"""By how many degrees repeated ones rise."""

_GAP, _ROW = 3.0, 4.0
"""Between repeated ones, in ems: from one's end to the next, and from row to row."""

_SMALLEST = 4
"""Pixels to the em, below which repeating it more would only cost time."""


def _checked_line(text: str) -> str:
    if "\n" in text:
        raise PydanticCustomError("text", "Write the watermark on one line")
    return text


class Watermark(LetteringOperation):
    """White letters with a soft dark edge, on one line; a long text is made smaller to fit.

    `tile` repeats it over all of the photo, rising to the right, whatever the `position`.
    """

    summary: ClassVar[str] = (
        "Lays a see-through text on the photo, once at a `position` or, with `tile`, all over."
    )
    example: ClassVar[dict[str, Any]] = {
        "operation": "watermark",
        "text": "© Ana Silva",
        "opacity": 0.5,
        "position": "bottom_right",
    }

    operation: Literal["watermark"] = "watermark"
    text: Annotated[Text, Field(max_length=100), AfterValidator(_checked_line)]
    opacity: Strength = 0.5
    position: Position = "bottom_right"
    tile: bool = False

    @property
    def is_scale_free(self) -> bool:
        """True: all of its lengths are fractions of the photo."""
        return True

    def apply(self, image: "Image") -> "Image":
        """Lay it on; a gray image stays gray."""
        from darkroom.imaging.text.layout import lay_out
        from darkroom.imaging.text.stamp import Ink

        if self.opacity == 0:
            return image
        block = lay_out(self.text, float("inf"), 0)
        ink = Ink(
            fill=(255, 255, 255),
            edge=(0, 0, 0),
            edge_width=0.03,
            softness=0.04,
            opacity=self.opacity,
        )
        return (self._repeated if self.tile else self._once)(image, block, ink)

    def _once(self, image: "Image", block: "Block", ink: "Ink") -> "Image":
        from darkroom.imaging.text.mask import Placement
        from darkroom.imaging.text.stamp import stamp

        size = Size(*image.size)
        free = margin(size)
        across, down = placed(self.position)
        room = size.width - 2 * free
        em = min(_SIZE * min(size), room / block.width)
        placement = Placement(
            em=em,
            left=free + across * (room - block.width * em),
            top=free + down * (size.height - 2 * free - block.height * em),
        )
        return stamp(block, placement, ink, size).pressed_on(image)
