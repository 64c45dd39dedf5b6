"""Mirror the photo."""

from typing import Any, ClassVar, Literal

from darkroom.imaging.geometry import Size, Turn, View, turned, whole
from darkroom.operations.geometric import GeometricOperation


class Flip(GeometricOperation):
    """`horizontal` swaps left and right, `vertical` top and bottom."""

    summary: ClassVar[str] = "Mirrors the photo: `horizontal` swaps left and right."
    example: ClassVar[dict[str, Any]] = {"operation": "flip", "axis": "horizontal"}

    operation: Literal["flip"] = "flip"
    axis: Literal["horizontal", "vertical"]

    def view(self, size: Size) -> View:
        """All of the photo, mirrored."""
        is_horizontal = self.axis == "horizontal"
        return turned(
            whole(size), Turn(is_mirrored_x=is_horizontal, is_mirrored_y=not is_horizontal)
        )
