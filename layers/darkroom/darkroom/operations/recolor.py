"""Give the photo a monochrome look."""

from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from darkroom.operations.base import BaseOperation, Color, Strength, in_rgb, rgb

if TYPE_CHECKING:
    from PIL.Image import Image

Style = Literal["grayscale", "sepia", "duotone", "tint"]

_COLORS_NEEDED = {"grayscale": 0, "sepia": 0, "duotone": 2, "tint": 1}

_SEPIA = ("#000000", "#967c5c", "#fff8e6")
_BLACK, _WHITE = "#000000", "#ffffff"


class Recolor(BaseOperation):
    """Every style lays a scale of colors over the photo's luma, from its shadows to its lights.

    `duotone` runs from the first of its two `colors` to the second, `tint` from black through
    its one color to white. `strength` below 1 lets the photo's own colors through.
    """

    summary: ClassVar[str] = (
        "Makes the photo grayscale, sepia, a duotone of two colors, or a tint of one."
    )
    example: ClassVar[dict[str, Any]] = {
        "operation": "recolor",
        "style": "duotone",
        "colors": ["#1b1464", "#f7d154"],
    }
    is_pointwise: ClassVar[bool] = True

    operation: Literal["recolor"] = "recolor"
    style: Style
    colors: Annotated[tuple[Color, ...], Field(max_length=2)] = ()
    strength: Strength = 1.0

    @model_validator(mode="after")
    def _has_its_colors(self) -> "Recolor":
        needed = _COLORS_NEEDED[self.style]
        if len(self.colors) != needed:
            asked = {0: "no colors", 1: "one color", 2: "two colors"}[needed]
            raise PydanticCustomError(
                "colors", "Give the style {style} {asked}", {"style": self.style, "asked": asked}
            )
        return self

    @property
    def reads_luma_only(self) -> bool:
        """True at full strength: nothing of the photo's own colors is left."""
        return self.strength == 1

    def apply(self, image: "Image") -> "Image":
        """Recolor it; a gray image stays one where the style is gray."""
        from PIL.Image import blend

        if self.strength == 0:
            return image
        luma = image.convert("L") if image.mode != "L" else image
        styled = luma if self.style == "grayscale" else _colored(luma, self._scale())
        if self.strength < 1:
            styled = blend(in_rgb(image), in_rgb(styled), self.strength)
        if image.mode == "RGBA":
            styled = in_rgb(styled)
            styled.putalpha(image.getchannel("A"))
        return styled

    def _scale(self) -> tuple[Color, ...]:
        if self.style == "sepia":
            return _SEPIA
        return self.colors if self.style == "duotone" else (_BLACK, *self.colors, _WHITE)


def _colored(luma: "Image", scale: tuple[Color, ...]) -> "Image":
    """A gray image through a palette, which is one pass and no more memory than the result."""
    indexed = luma.copy()
    indexed.putpalette(_palette(scale))
    return indexed.convert("RGB")


@lru_cache(maxsize=32)
def _palette(scale: tuple[Color, ...]) -> bytes:
    """The color of each luma; kept, because a large image is colored in many strips."""
    return b"".join(_color_at(level, scale) for level in range(256))


def _color_at(level: int, scale: tuple[Color, ...]) -> bytes:
    position = level / 255 * (len(scale) - 1)
    step = min(int(position), len(scale) - 2)
    share = position - step
    pairs = zip(rgb(scale[step]), rgb(scale[step + 1]), strict=True)
    return bytes(round(dark * (1 - share) + light * share) for dark, light in pairs)
