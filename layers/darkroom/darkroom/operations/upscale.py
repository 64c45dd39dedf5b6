"""Make the photo larger."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from darkroom.imaging.geometry import Size
from darkroom.operations.base import BaseOperation, Lane

if TYPE_CHECKING:
    from PIL.Image import Image


class Upscale(BaseOperation):
    """Twice or four times as wide and as high, with edges as sharp as the photo has them."""

    lane: ClassVar[Lane] = "slow"
    summary: ClassVar[str] = (
        "Makes a small photo 2 or 4 times as wide and as high, sharper than `resize` would. It"
        " makes up no detail that the photo does not have; the result is limited in pixels."
    )
    example: ClassVar[dict[str, Any]] = {"operation": "upscale", "factor": 2}

    operation: Literal["upscale"] = "upscale"
    factor: Literal[2, 4] = 2

    @classmethod
    def prepare(cls) -> None:
        """Load OpenCV and what works with it."""
        from darkroom.imaging.vision import load_vision

        load_vision()
        import darkroom.imaging.retouch.upscale  # noqa: F401 - children find it loaded

    def result_size(self, size: Size) -> Size:
        """So many times as large."""
        return Size(size.width * self.factor, size.height * self.factor)

    def apply(self, image: "Image") -> "Image":
        """Do it."""
        from darkroom.imaging.bands import done_in_rgb
        from darkroom.imaging.retouch.upscale import upscale

        return done_in_rgb(image, lambda rgb: upscale(rgb, self.factor))
