"""Take the noise out of the photo."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from darkroom.operations.base import BaseOperation, Lane, Strength

if TYPE_CHECKING:
    from PIL.Image import Image


class Denoise(BaseOperation):
    """As much as there is, which is measured: `strength` 1 leaves a clean photo as it is."""

    lane: ClassVar[Lane] = "slow"
    summary: ClassVar[str] = (
        "Takes out the noise of a dark or old photo, and leaves a clean one alone. What is as fine"
        " as the noise goes with it; film grain and JPEG blocks are taken for noise, too."
    )
    example: ClassVar[dict[str, Any]] = {"operation": "denoise", "strength": 0.5}

    operation: Literal["denoise"] = "denoise"
    strength: Strength = 0.5

    @classmethod
    def prepare(cls) -> None:
        """Load OpenCV and what works with it."""
        from darkroom.imaging.vision import load_vision

        load_vision()
        import darkroom.imaging.retouch.noise  # noqa: F401 - children find it loaded

    def apply(self, image: "Image") -> "Image":
        """Do it; the image itself where there is nothing to do."""
        from darkroom.imaging.bands import done_in_rgb
        from darkroom.imaging.retouch.noise import denoise

        return done_in_rgb(image, lambda rgb: denoise(rgb, self.strength))
