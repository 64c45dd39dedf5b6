"""What travels on each queue: frozen, versioned, tolerant of fields from newer producers.

Claim checks only: a message names objects and rows, and never carries a photo, a name or a URL.
The outputs in it are read as strictly as from a client: work half understood is not done.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from darkroom.jobs import OutputResult, PhotoAddress, Problem, Source
from darkroom.recipes import Output


class _Message(BaseModel):
    # What does not parse is logged: not with what somebody sent.
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    version: Literal[1] = 1
    photo: PhotoAddress


class RenderRequest(_Message):
    """RequestQueue: make these outputs from this version of this object."""

    source: Source
    outputs: tuple[Output, ...]
    queued_at: datetime


class PhotoStarted(_Message):
    """ResponseQueue: a worker has taken the photo in hand."""

    event: Literal["photo_started"] = "photo_started"


class PhotoRendered(_Message):
    """ResponseQueue: every output has ended, well or badly. Sizes are of the upright photo."""

    event: Literal["photo_rendered"] = "photo_rendered"
    width: int
    height: int
    results: tuple[OutputResult, ...]
    warnings: tuple[str, ...] = ()


class PhotoRefused(_Message):
    """ResponseQueue: nothing can be made of this upload, and of no other of the same photo."""

    event: Literal["photo_refused"] = "photo_refused"
    source: Source
    error: Problem


Response = PhotoStarted | PhotoRendered | PhotoRefused
"""Everything that a worker may answer; `event` tells which."""

_responses: TypeAdapter[Response] = TypeAdapter(Annotated[Response, Field(discriminator="event")])


def parse_requests(body: str) -> list[RenderRequest]:
    """Read a RequestQueue message, which holds one request.

    Raises:
        pydantic.ValidationError: The body is not a request of a known version.
    """
    return [RenderRequest.model_validate_json(body)]


def parse_responses(body: str) -> list[Response]:
    """Read a ResponseQueue message, which holds one response.

    Raises:
        pydantic.ValidationError: The body is not a response of a known version.
    """
    return [_responses.validate_json(body)]
