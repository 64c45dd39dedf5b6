"""Turn the photo."""

from math import ceil, cos, radians, sin
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from darkroom.imaging.geometry import QUARTER_TURNS, Size, View, turned, whole
from darkroom.operations.base import BaseOperation, Color, rgb

if TYPE_CHECKING:
    from PIL.Image import Image

Degrees = Annotated[float, Field(ge=-360, le=360, strict=True, allow_inf_nan=False)]


class Rotate(BaseOperation):
    """Clockwise; quarter turns move pixels without changing them.

    By any other angle the corners stick out: `expand` makes room for them, and what the photo
    does not cover takes the `background`.
    """

    summary: ClassVar[str] = (
        "Turns the photo clockwise; multiples of 90 degrees change no pixel, other angles are"
        " slow on a large photo unless it is made smaller as well."
    )
    example: ClassVar[dict[str, Any]] = {"operation": "rotate", "degrees": 90}

    operation: Literal["rotate"] = "rotate"
    degrees: Degrees
    expand: bool = True
    background: Color = "#ffffff"

    @property
    def is_scale_free(self) -> bool:
        """True: an angle is the same at any size."""
        return True

    def view(self, size: Size) -> View | None:
        """All of the photo, turned by quarters; None for any other angle."""
        quarters, rest = divmod(self.degrees, 90)
        return turned(whole(size), QUARTER_TURNS[int(quarters) % 4]) if rest == 0 else None

    def result_size(self, size: Size) -> Size:
        """The photo's own size, or that of the frame around it."""
        view = self.view(size)
        if view:
            return view.result
        if not self.expand:
            return size
        across, down = abs(cos(radians(self.degrees))), abs(sin(radians(self.degrees)))
        # Pillow rounds each edge outwards.
        return Size(
            ceil(size.width * across + size.height * down) + 1,
            ceil(size.width * down + size.height * across) + 1,
        )

    def apply(self, image: "Image") -> "Image":
        """Turn it; a gray image takes on color if the background has some."""
        from PIL.Image import Resampling

        from darkroom.imaging.resample import turn

        view = self.view(Size(*image.size))
        if view:
            return turn(image, view.turn)
        red, green, blue = rgb(self.background)
        if image.mode == "L" and not red == green == blue:
            image = image.convert("RGB")
        fills: dict[str, tuple[int, ...]] = {
            "L": (red,),
            "RGB": (red, green, blue),
            "RGBA": (red, green, blue, 255),
        }
        return image.rotate(
            -self.degrees, Resampling.BICUBIC, expand=self.expand, fillcolor=fills[image.mode]
        )
