"""What every operation is: a frozen set of parameters that can be applied to an image."""

import re
from abc import abstractmethod
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from darkroom.imaging.geometry import Size, View

if TYPE_CHECKING:
    from PIL.Image import Image

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")

Lane = Literal["fast", "slow"]

MAX_PIXELS_A_SIDE = 30_000

Pixels = Annotated[int, Field(ge=1, le=MAX_PIXELS_A_SIDE, strict=True)]
Factor = Annotated[float, Field(ge=0, le=4, strict=True, allow_inf_nan=False)]
Radius = Annotated[float, Field(ge=0, le=500, strict=True, allow_inf_nan=False)]
"""Of a Gaussian, in pixels: its deviation, as Pillow and CSS count it."""
Strength = Annotated[float, Field(ge=0, le=1, strict=True, allow_inf_nan=False)]


def _checked_extent(number: Any) -> int | float:  # noqa: ANN401 - whatever JSON holds
    if isinstance(number, float) and 0 <= number <= 1:
        return number
    is_whole = isinstance(number, int) and not isinstance(number, bool)
    if is_whole and 0 <= number <= MAX_PIXELS_A_SIDE:
        return int(number)
    raise PydanticCustomError(
        "extent",
        "Give whole pixels, at most {most}, or a fraction of the photo between 0.0 and 1.0",
        {"most": MAX_PIXELS_A_SIDE},
    )


Extent = Annotated[
    int | float,
    PlainValidator(_checked_extent),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": MAX_PIXELS_A_SIDE}),
]
"""A length: pixels without a decimal point, a fraction of the photo with one."""


def _checked_color(color: str) -> str:
    if not _COLOR.fullmatch(color):
        raise PydanticCustomError(
            "color", "Write the color as # and six hexadecimal digits, such as #ffcc00"
        )
    return color.lower()


Color = Annotated[
    str,
    AfterValidator(_checked_color),
    WithJsonSchema({"type": "string", "pattern": f"^{_COLOR.pattern}$"}),
]


def length(extent: Extent, size: Size) -> int:
    """An extent in pixels, a fraction being of the shorter side; no less than 1 unless it is 0."""
    if isinstance(extent, int):
        return extent
    return max(round(extent * min(size)), 1) if extent else 0


def rgb(color: Color) -> tuple[int, int, int]:
    """The three bands of a color."""
    red, green, blue = bytes.fromhex(color[1:])
    return red, green, blue


def in_rgb(image: "Image") -> "Image":
    """The image in RGB: itself if it is, where Pillow's `convert` would make a copy."""
    return image if image.mode == "RGB" else image.convert("RGB")


class BaseOperation(BaseModel):
    """One step done to an image; a subclass adds the tag `operation` and its parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lane: ClassVar[Lane] = "fast"
    summary: ClassVar[str]
    example: ClassVar[dict[str, Any]]

    is_pointwise: ClassVar[bool] = False
    """Whether each pixel changes by itself: then it may as well be done after a shrink."""

    fixes_size: ClassVar[bool] = False
    """Whether its result is as large for a smaller copy that is still larger than the result."""

    @classmethod
    def prepare(cls) -> None:
        """Load what `apply` needs, so that processes forked later find it loaded."""

    @classmethod
    def name(cls) -> str:
        """The tag that tells it apart."""
        return str(cls.model_fields["operation"].default)

    @property
    def needs_faces(self) -> bool:
        """Whether faces have to be looked for before it can be done."""
        return False

    @property
    def is_scale_free(self) -> bool:
        """Whether it looks the same, only smaller, when it is done to a smaller copy."""
        return False

    @property
    def reads_luma_only(self) -> bool:
        """Whether the result would be the same for the photo in black and white."""
        return False

    def view(self, size: Size) -> View | None:
        """What it does to an image of this size, where that is a matter of geometry alone."""
        del size
        return None

    def result_size(self, size: Size) -> Size:
        """How large it leaves an image of this size."""
        view = self.view(size)
        return view.result if view else size

    def warnings(self) -> tuple[str, ...]:
        """Codes of what the person who asked should know about the result, whatever the photo."""
        return ()

    @abstractmethod
    def apply(self, image: "Image") -> "Image":
        """Do it; `image` (L, RGB or RGBA, sRGB) stays as it is, and so does its being RGBA."""
