"""Write a caption on the photo."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from darkroom.errors import CaptionTooLongError
from darkroom.imaging.geometry import Size
from darkroom.operations.base import Color, Extent, rgb
from darkroom.operations.lettering import SCRIPTS, LetteringOperation, Position, margin, placed

if TYPE_CHECKING:
    from PIL.Image import Image

    from darkroom.imaging.text.layout import Block

_OUTLINE_WIDTH = 0.05
"""In ems: wide enough to set white letters off from snow, narrow enough to keep them open."""


def _checked_size(size: Extent) -> Extent:
    if not size:
        raise PydanticCustomError("size", "Give a size above zero")
    return size


class Caption(LetteringOperation):
    """The `text` is wrapped to the photo's width; line breaks in it are kept.

    `size` is that of the letters, a fraction being of the photo's shorter side. Lines stand at the
    side that `position` names and are centered otherwise, whichever way their script is read; their
    words are in the order of that script. An `outline` of null leaves it out.
    """

    summary: ClassVar[str] = (
        "Writes a text on the photo, wrapped to its width and outlined so that it can be read on"
        f" light and dark. {SCRIPTS}"
    )
    example: ClassVar[dict[str, Any]] = {
        "operation": "caption",
        "text": "Lisbon, May 2024",
        "position": "bottom",
        "size": 0.06,
    }

    operation: Literal["caption"] = "caption"
    position: Position = "bottom"
    size: Annotated[Extent, AfterValidator(_checked_size)] = 0.05
    color: Color = "#ffffff"
    outline: Color | None = "#000000"

    @property
    def is_scale_free(self) -> bool:
        """True for a size that is a fraction of the photo."""
        return isinstance(self.size, float)

    def apply(self, image: "Image") -> "Image":
        """Write it; a gray image takes on color if the letters or their outline have some.

        Raises:
            CaptionTooLongError: It has more lines, or a wider letter, than fit.
        """
        from darkroom.imaging.text.mask import Placement
        from darkroom.imaging.text.stamp import Ink, stamp, with_room_for

        size = Size(*image.size)
        em = self.size * min(size) if isinstance(self.size, float) else self.size
        block = self._block(size, em)
        free = margin(size)
        right, down = placed(self.position)
        placement = Placement(
            em=em,
            left=free + right * (size.width - 2 * free - block.width * em),
            top=free + down * (size.height - 2 * free - block.height * em),
        )
        ink = Ink(
            fill=rgb(self.color),
            edge=rgb(self.outline) if self.outline else None,
            edge_width=_OUTLINE_WIDTH if self.outline else 0,
        )
        result = with_room_for(ink, image)
        stamp(block, placement, ink, size).press(result)
        return result

    def _block(self, size: Size, em: float) -> "Block":
        from darkroom.imaging.text.layout import lay_out

        free = margin(size)
        block = lay_out(self.text, (size.width - 2 * free) / em, placed(self.position)[0])
        room = size.height - 2 * free
        if block.height * em > room and block.lines > 1:
            raise CaptionTooLongError(
                f"The caption takes {block.lines} lines at this size, which is more than the photo"
                " is high; shorten it or choose a smaller size."
            )
        # A line that ends within a word may have grown into the margin.
        if block.height * em > room or block.width * em > size.width:
            raise CaptionTooLongError
        return block
