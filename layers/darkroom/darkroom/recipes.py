"""What is to be made of a photo: outputs, each a list of operations and an encoding."""

from collections.abc import Iterable
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from darkroom.operations import Operation
from darkroom.operations.base import Color, Lane

__all__ = ["LANES", "Lane", "Output", "OutputName", "lanes_of"]

LANES: Final[tuple[Lane, ...]] = ("fast", "slow")

_NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")
_MAX_NAME = 64


def _checked_name(name: str) -> str:
    is_short = 1 <= len(name) <= _MAX_NAME
    if not is_short or name[0] in "-_" or set(name) - _NAME_CHARACTERS:
        raise PydanticCustomError(
            "output_name",
            "Use up to 64 lower-case letters, digits, - and _, beginning with a letter or digit",
        )
    return name


OutputName = Annotated[
    str,
    AfterValidator(_checked_name),
    WithJsonSchema({"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,63}$"}),
]


class Output(BaseModel):
    """A named result of a photo; without operations, the photo is only encoded again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: OutputName
    operations: Annotated[tuple[Operation, ...], Field(max_length=20)] = ()
    format: Annotated[
        Literal["jpeg", "png", "webp", "avif", "same"],
        Field(
            description="What the file is. `same` keeps the photo's format, but makes JPEG of HEIC,"
            " and PNG of TIFF and GIF."
        ),
    ] = "same"
    quality: Annotated[
        Annotated[int, Field(ge=1, le=100)] | None,
        Field(
            description="How much of the detail is kept: by default 85 for JPEG, 80 for WebP and"
            " 60 for AVIF. A PNG keeps all of it, whatever the quality."
        ),
    ] = None
    background: Annotated[
        Color,
        Field(description="What transparency is laid on where the format (JPEG) cannot keep it."),
    ] = "#ffffff"
    metadata: Annotated[
        Literal["none", "copyright"],
        Field(
            description="What the file says besides its pixels: nothing, or with `copyright` the"
            " photo's author and copyright notice, and nothing else."
        ),
    ] = "none"

    @property
    def lane(self) -> Lane:
        """Slow if any of its operations is."""
        return "slow" if any(step.lane == "slow" for step in self.operations) else "fast"

    @property
    def needs_faces(self) -> bool:
        """Whether any of its operations looks for faces."""
        return any(step.needs_faces for step in self.operations)


def lanes_of(outputs: Iterable[Output]) -> tuple[Lane, ...]:
    """The lanes that outputs go through, the fast one first."""
    taken = {output.lane for output in outputs}
    return tuple(lane for lane in LANES if lane in taken)
