"""Put a frame around the photo."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from darkroom.imaging.geometry import Size
from darkroom.operations.base import BaseOperation, Color, Extent, length, rgb

if TYPE_CHECKING:
    from PIL.Image import Image

_WHITE = "#ffffff"

_FOOT = 4
"""How much wider the foot of a polaroid is than its other sides."""


class Frame(BaseOperation):
    """`solid` and `polaroid` lay a border around the photo, `rounded` takes its corners away.

    `width` is that of the border, or the radius of the corners, in pixels or as a fraction of
    the photo's shorter side. Corners become transparent; a format that has no transparency
    shows the output's background there.
    """

    summary: ClassVar[str] = (
        "Puts a border around the photo (`solid`, or `polaroid` with a wide foot), or rounds its"
        " corners (`rounded`)."
    )
    example: ClassVar[dict[str, Any]] = {"operation": "frame", "style": "polaroid", "width": 0.06}

    operation: Literal["frame"] = "frame"
    width: Extent = 0.05
    color: Color | None = None
    style: Literal["solid", "polaroid", "rounded"] = "solid"

    @model_validator(mode="after")
    def _has_a_border_to_color(self) -> "Frame":
        if self.style == "rounded" and self.color:
            raise PydanticCustomError(
                "frame",
                "Leave color out for the style rounded; the output's background shows through",
            )
        return self

    @property
    def is_scale_free(self) -> bool:
        """True for a fraction; so many pixels are more of a smaller copy."""
        return isinstance(self.width, float)

    def result_size(self, size: Size) -> Size:
        """The photo with its border."""
        side, foot = self._border(size)
        return Size(size.width + 2 * side, size.height + side + foot)

    def apply(self, image: "Image") -> "Image":
        """Frame it; a gray image takes on color if its border has some."""
        size = Size(*image.size)
        if self.style == "rounded":
            return _rounded(image, min(length(self.width, size), min(size) // 2))
        return self._bordered(image)

    def _border(self, size: Size) -> tuple[int, int]:
        """How wide the border is at the top and the sides, and how wide at the foot."""
        if self.style == "rounded":
            return 0, 0
        side = length(self.width, size)
        return side, side * (_FOOT if self.style == "polaroid" else 1)

    def _bordered(self, image: "Image") -> "Image":
        from PIL.Image import new

        color = rgb(self.color or _WHITE)
        if image.mode == "L" and len(set(color)) > 1:
            image = image.convert("RGB")
        size = Size(*image.size)
        side, _ = self._border(size)
        framed = new(image.mode, self.result_size(size), color[:1] if image.mode == "L" else color)
        framed.paste(image, (side, side))
        return framed


def _rounded(image: "Image", radius: int) -> "Image":
    """The image with the corners outside a quarter circle made transparent."""
    from PIL.Image import new
    from PIL.ImageChops import multiply

    if not radius:
        return image
    mask = new("L", image.size, 255)
    corner = _corner(radius)
    across, down = image.width - radius, image.height - radius
    for turn, place in enumerate([(0, 0), (0, down), (across, down), (across, 0)]):
        mask.paste(corner.rotate(90 * turn), place)
    if image.mode == "RGBA":
        mask = multiply(mask, image.getchannel("A"))
    rounded = image.convert("RGBA")
    rounded.putalpha(mask)
    return rounded


_GRAIN = 4
"""How many times finer a corner is drawn, for a smooth edge."""

_MAX_DRAWN = 4096
"""The pixels a side at which a large corner is smooth enough."""


def _corner(radius: int) -> "Image":
    """The upper left quarter of a disc."""
    from PIL.Image import Resampling, new
    from PIL.ImageDraw import Draw

    side = max(min(radius * _GRAIN, _MAX_DRAWN), radius)
    drawn = new("L", (side, side), 0)
    Draw(drawn).ellipse((0, 0, 2 * side - 1, 2 * side - 1), fill=255)
    return drawn.resize((radius, radius), Resampling.BOX)
