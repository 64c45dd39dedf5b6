"""Cut a part out of the photo."""

import re
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import PlainValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from darkroom.errors import CropOutsideError
from darkroom.imaging.geometry import Box, Size, View, centred, rounded
from darkroom.operations.base import BaseOperation, Extent

if TYPE_CHECKING:
    from PIL.Image import Image

_ASPECT = re.compile(r"[1-9][0-9]{0,3}:[1-9][0-9]{0,3}")

Gravity = Literal["center", "top", "bottom", "left", "right", "smart"]


def _ratio(aspect: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    if not isinstance(aspect, str) or not _ASPECT.fullmatch(aspect):
        raise PydanticCustomError(
            "aspect", "Write the aspect as width:height in whole numbers up to 9999, such as 16:9"
        )
    return aspect


Aspect = Annotated[
    str,
    PlainValidator(_ratio),
    WithJsonSchema({"type": "string", "pattern": f"^{_ASPECT.pattern}$"}),
]


class Crop(BaseOperation):
    """Either a box (`x`, `y`, `width`, `height`) or an `aspect` with a `gravity`.

    A box is in fractions of the photo when any of its numbers has a decimal point, else in
    pixels; what of it lies beyond the edge is left out. The gravity `smart` looks for people,
    detail and strong colors, and takes the middle of a photo without any.
    """

    summary: ClassVar[str] = (
        "Cuts out a box, in pixels or in fractions of the photo, or the largest part of an aspect:"
        " its middle, an edge, or what matters most (`smart`)."
    )
    example: ClassVar[dict[str, Any]] = {"operation": "crop", "aspect": "16:9", "gravity": "smart"}

    operation: Literal["crop"] = "crop"
    x: Extent | None = None
    y: Extent | None = None
    width: Extent | None = None
    height: Extent | None = None
    aspect: Aspect | None = None
    gravity: Gravity = "center"

    @model_validator(mode="after")
    def _is_a_box_or_an_aspect(self) -> "Crop":
        given = [side is not None for side in (self.x, self.y, self.width, self.height)]
        if any(given) if self.aspect else not all(given):
            raise PydanticCustomError(
                "crop", "Give either x, y, width and height, or aspect with a gravity"
            )
        if not self.aspect:
            self._check_box()
            if self.gravity == "smart":
                raise PydanticCustomError("crop", "Give the gravity smart an aspect, such as 1:1")
        return self

    def _check_box(self) -> None:
        x, y, width, height = self._box()
        if width == 0 or height == 0:
            raise PydanticCustomError("crop", "Give a width and a height above zero")
        if self._is_in_fractions() and max(x, y, width, height) > 1:
            raise PydanticCustomError(
                "crop", "Give all four numbers in whole pixels, or all in fractions up to 1.0"
            )

    def _box(self) -> tuple[float, float, float, float]:
        return self.x or 0, self.y or 0, self.width or 0, self.height or 0

    def _is_in_fractions(self) -> bool:
        return any(isinstance(side, float) for side in (self.x, self.y, self.width, self.height))

    @property
    def is_scale_free(self) -> bool:
        """True unless it counts in pixels, of which a smaller copy has fewer."""
        return bool(self.aspect) or self._is_in_fractions()

    def view(self, size: Size) -> View | None:
        """The part that is left, in whole pixels; None if that depends on what the photo shows.

        Raises:
            CropOutsideError: None of the box lies in the photo.
        """
        if self.gravity == "smart":
            return None
        box = self._part_of_aspect(size) if self.aspect else self._part_in_box(size)
        return View(box, rounded(box.width, box.height))

    def result_size(self, size: Size) -> Size:
        """That of the part that is left."""
        view = self.view(size)
        return view.result if view else self._largest(size)

    def apply(self, image: "Image") -> "Image":
        """Cut it out."""
        from darkroom.imaging.resample import take
        from darkroom.imaging.saliency import salient_part

        size = Size(*image.size)
        view, result = self.view(size), self.result_size(size)
        return take(image, view.box if view else salient_part(image, result), result)

    def _part_in_box(self, size: Size) -> Box:
        x, y, width, height = self._box()
        right, bottom = x + width, y + height
        if self._is_in_fractions():
            x, right = round(x * size.width), round(right * size.width)
            y, bottom = round(y * size.height), round(bottom * size.height)
            # A sliver of a small photo is still a pixel of it.
            x, y = min(x, size.width - 1), min(y, size.height - 1)
            right, bottom = max(right, x + 1), max(bottom, y + 1)
        if x >= size.width or y >= size.height:
            raise CropOutsideError(
                f"The crop begins at {x}, {y}, outside the photo, which is {size.width} x"
                f" {size.height} pixels there; choose an area that is inside it."
            )
        return Box(x, y, min(right, size.width), min(bottom, size.height))

    def _part_of_aspect(self, size: Size) -> Box:
        part = self._largest(size)
        left, top, _, _ = centred(size, *part)
        left = {"left": 0, "right": size.width - part.width}.get(self.gravity, int(left))
        top = {"top": 0, "bottom": size.height - part.height}.get(self.gravity, int(top))
        return Box(left, top, left + part.width, top + part.height)

    def _largest(self, size: Size) -> Size:
        """The size of the largest part that has the aspect."""
        across, down = (int(side) for side in str(self.aspect).split(":"))
        scale = min(size.width / across, size.height / down)
        return rounded(across * scale, down * scale)
