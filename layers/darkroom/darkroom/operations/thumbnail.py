"""Make a small picture of the photo."""

from typing import Any, ClassVar, Literal

from darkroom.imaging.geometry import Size, View, filled, fitted
from darkroom.operations.base import Pixels
from darkroom.operations.geometric import GeometricOperation


class Thumbnail(GeometricOperation):
    """`contain` keeps all of the photo within a square, `cover` cuts a square out of its middle."""

    summary: ClassVar[str] = "Fits the photo into a square of `size` pixels; never makes it larger."
    example: ClassVar[dict[str, Any]] = {"operation": "thumbnail", "size": 256}
    fixes_size: ClassVar[bool] = True

    operation: Literal["thumbnail"] = "thumbnail"
    size: Pixels
    fit: Literal["contain", "cover"] = "contain"

    def view(self, size: Size) -> View:
        """The photo, or its middle, in a square."""
        fit = filled if self.fit == "cover" else fitted
        return fit(size, (self.size, self.size), upscale=False)
