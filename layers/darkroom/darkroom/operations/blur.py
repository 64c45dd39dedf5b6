"""Make the photo soft."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from darkroom.operations.base import BaseOperation, Radius

if TYPE_CHECKING:
    from PIL.Image import Image


class Blur(BaseOperation):
    """Gaussian; `radius` is in pixels of the image as it is at this step.

    Transparency is blurred with the colors, as if the photo lay on glass.
    """

    summary: ClassVar[str] = (
        "Blurs the photo, by a radius in pixels; quick after a resize, slow on a full-size photo."
    )
    example: ClassVar[dict[str, Any]] = {"operation": "blur", "radius": 5}

    operation: Literal["blur"] = "blur"
    radius: Radius = 5.0

    def apply(self, image: "Image") -> "Image":
        """Blur it; the image itself at radius 0."""
        from darkroom.imaging.gaussian import blurred

        return blurred(image, self.radius) if self.radius else image
