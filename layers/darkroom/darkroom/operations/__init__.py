"""Everything that can be done to a photo: one operation a file, listed here by hand."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from darkroom.operations.adjust import Adjust
from darkroom.operations.auto_enhance import AutoEnhance
from darkroom.operations.base import BaseOperation
from darkroom.operations.blur import Blur
from darkroom.operations.blur_faces import BlurFaces
from darkroom.operations.caption import Caption
from darkroom.operations.crop import Crop
from darkroom.operations.denoise import Denoise
from darkroom.operations.flip import Flip
from darkroom.operations.frame import Frame
from darkroom.operations.recolor import Recolor
from darkroom.operations.reduce_red_eye import ReduceRedEye
from darkroom.operations.resize import Resize
from darkroom.operations.rotate import Rotate
from darkroom.operations.sharpen import Sharpen
from darkroom.operations.smooth_skin import SmoothSkin
from darkroom.operations.thumbnail import Thumbnail
from darkroom.operations.upscale import Upscale
from darkroom.operations.watermark import Watermark
from darkroom.operations.whiten_teeth import WhitenTeeth

__all__ = [
    "OPERATIONS",
    "Adjust",
    "AutoEnhance",
    "BaseOperation",
    "Blur",
    "BlurFaces",
    "Caption",
    "Crop",
    "Denoise",
    "Flip",
    "Frame",
    "Operation",
    "Recolor",
    "ReduceRedEye",
    "Resize",
    "Rotate",
    "Sharpen",
    "SmoothSkin",
    "Thumbnail",
    "Upscale",
    "Watermark",
    "WhitenTeeth",
]

OPERATIONS: tuple[type[BaseOperation], ...] = (
    Crop,
    Resize,
    Thumbnail,
    Rotate,
    Flip,
    Adjust,
    Recolor,
    AutoEnhance,
    Sharpen,
    Blur,
    Caption,
    Watermark,
    Frame,
    ReduceRedEye,
    WhitenTeeth,
    SmoothSkin,
    Denoise,
    Upscale,
    BlurFaces,
)
"""In the order in which the catalogue shows them."""

_NAMES = tuple(operation.name() for operation in OPERATIONS)


def _known(operation: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Name what there is, before a discriminator complains of tags."""
    if isinstance(operation, BaseOperation):
        return operation
    name = operation.get("operation") if isinstance(operation, dict) else None
    if name not in _NAMES:
        raise PydanticCustomError(
            "unknown_operation",
            "Set operation to one of {names}",
            {"names": ", ".join(_NAMES)},
        )
    return operation


Operation = Annotated[
    Crop
    | Resize
    | Thumbnail
    | Rotate
    | Flip
    | Adjust
    | Recolor
    | AutoEnhance
    | Sharpen
    | Blur
    | Caption
    | Watermark
    | Frame
    | ReduceRedEye
    | WhitenTeeth
    | SmoothSkin
    | Denoise
    | Upscale
    | BlurFaces,
    Field(discriminator="operation"),
    BeforeValidator(_known),
]
"""Any of them, told apart by its tag."""
