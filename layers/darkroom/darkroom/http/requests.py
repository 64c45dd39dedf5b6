"""The bodies of requests."""

import re
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from darkroom.operations import Operation
from darkroom.recipes import Output

_SHORT_FORM_OUTPUT = "result"
_MAX_MEDIA_TYPE = 100
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9.+-]+/[A-Za-z0-9.+-]+")


def _checked_media_type(text: str) -> str:
    # It becomes a header and a condition of the upload form.
    if len(text) > _MAX_MEDIA_TYPE or not _MEDIA_TYPE.fullmatch(text):
        raise PydanticCustomError("media_type", "Give the kind of file, such as image/jpeg")
    return text


def media_type_or_unknown(text: str | None) -> str:
    """A media type that may become a header, or the one of bytes that nobody knows."""
    is_usable = text is not None and len(text) <= _MAX_MEDIA_TYPE and _MEDIA_TYPE.fullmatch(text)
    return text if text and is_usable else "application/octet-stream"


MediaType = Annotated[
    str,
    AfterValidator(_checked_media_type),
    WithJsonSchema(
        {"type": "string", "maxLength": _MAX_MEDIA_TYPE, "pattern": f"^{_MEDIA_TYPE.pattern}$"}
    ),
]


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PhotoToUpload(_Request):
    """A photo that will be uploaded; `size` in bytes lets us refuse it before it travels."""

    name: Annotated[str, Field(min_length=1, max_length=1024)]
    content_type: MediaType
    size: Annotated[int | None, Field(ge=0)] = None


class WantedOutputs(_Request):
    """What to make of every photo: `outputs`, or `operations` for one output named `result`."""

    outputs: Annotated[tuple[Output, ...] | None, Field(min_length=1)] = None
    operations: Annotated[tuple[Operation, ...] | None, Field(min_length=1)] = None

    @model_validator(mode="after")
    def _say_it_once(self) -> Self:
        if (self.outputs is None) == (self.operations is None):
            raise PydanticCustomError(
                "outputs", "Give either `outputs` or `operations`, and not both"
            )
        return self

    @property
    def wanted(self) -> tuple[Output, ...]:
        """The outputs, in their long form."""
        if self.operations is not None:
            return (Output(name=_SHORT_FORM_OUTPUT, operations=self.operations),)
        return self.outputs or ()


class NewJob(WantedOutputs):
    """Opens a job whose photos will be uploaded."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "outputs": [
                    {
                        "name": "web",
                        "operations": [{"operation": "resize", "width": 1600}],
                        "format": "jpeg",
                    }
                ],
                "photos": [{"name": "beach.jpg", "content_type": "image/jpeg"}],
            }
        }
    )

    photos: Annotated[tuple[PhotoToUpload, ...], Field(min_length=1)]


class MorePhotos(_Request):
    """Photos to add to a job: as many as the table adds at once."""

    photos: Annotated[tuple[PhotoToUpload, ...], Field(min_length=1, max_length=99)]


class UploadsToSign(_Request):
    """The photos whose upload forms are wanted."""

    photo_ids: Annotated[
        tuple[Annotated[str, Field(max_length=64)], ...], Field(min_length=1, max_length=25)
    ]
