"""Change the size of the photo."""

from typing import Any, ClassVar, Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from darkroom.imaging.geometry import Size, View, filled, fitted, stretched
from darkroom.operations.base import Pixels
from darkroom.operations.geometric import GeometricOperation


class Resize(GeometricOperation):
    """`contain` keeps all of the photo, `cover` fills the size and cuts, `fill` distorts."""

    summary: ClassVar[str] = (
        "Makes the photo smaller, to a width, a height or both; larger only with `upscale`."
    )
    example: ClassVar[dict[str, Any]] = {"operation": "resize", "width": 1600}
    fixes_size: ClassVar[bool] = True

    operation: Literal["resize"] = "resize"
    width: Pixels | None = None
    height: Pixels | None = None
    fit: Literal["contain", "cover", "fill"] = "contain"
    upscale: bool = False

    @model_validator(mode="after")
    def _says_enough(self) -> "Resize":
        if self.width is None and self.height is None:
            raise PydanticCustomError("resize", "Give a width, a height, or both")
        if self.fit != "contain" and (self.width is None or self.height is None):
            raise PydanticCustomError(
                "resize", "Give both width and height, or use the fit contain"
            )
        return self

    def view(self, size: Size) -> View:
        """The photo, or its middle, at the size asked for."""
        if self.width is None or self.height is None or self.fit == "contain":
            bounds = (self.width or float("inf"), self.height or float("inf"))
            return fitted(size, bounds, upscale=self.upscale)
        fit = filled if self.fit == "cover" else stretched
        return fit(size, (self.width, self.height), upscale=self.upscale)
