"""What travels on each queue: frozen, versioned, tolerant of fields from newer producers.

Claim checks only: a message names objects and rows, and never carries a photo, a name or a URL.
The outputs in it are read as strictly as from a client: work half understood is not done.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from darkroom.jobs import OutputResult, PhotoAddress, Problem, Source
from darkroom.recipes import Lane, Output, lanes_of


class _Message(BaseModel):
    # What does not parse is logged: not with what somebody sent.
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    version: Literal[1] = 1
    photo: PhotoAddress


class RenderRequest(_Message):
    """RequestQueue: make these outputs from this version of this object, in whatever lanes."""

    source: Source
    outputs: tuple[Output, ...]
    queued_at: datetime

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """The lanes that have to answer before the photo is through."""
        return lanes_of(self.outputs)


class RetouchRequest(_Message):
    """RetouchQueue: make these outputs, the slow ones of a photo that goes through `lanes`."""

    source: Source
    outputs: tuple[Output, ...]
    lanes: tuple[Lane, ...]
    queued_at: datetime


class _Answer(_Message):
    # Before there was a slow lane, nobody said which.
    lane: Lane = "fast"


class PhotoStarted(_Answer):
    """ResponseQueue: a worker of the lane has taken the photo in hand."""

    event: Literal["photo_started"] = "photo_started"


class PhotoRendered(_Answer):
    """ResponseQueue: every output of the lane has ended, well or badly.

    The photo is through when each of its `lanes` has answered. Sizes are of the upright photo, and
    unknown to a lane that could not read it.
    """

    event: Literal["photo_rendered"] = "photo_rendered"
    lanes: tuple[Lane, ...] = ("fast",)
    width: int | None = None
    height: int | None = None
    results: tuple[OutputResult, ...]
    warnings: tuple[str, ...] = ()


class PhotoRefused(_Answer):
    """ResponseQueue: nothing can be made of this upload, in this lane or any other."""

    event: Literal["photo_refused"] = "photo_refused"
    source: Source
    error: Problem


Request = RenderRequest | RetouchRequest
"""Everything that a worker may be asked."""

Response = PhotoStarted | PhotoRendered | PhotoRefused
"""Everything that a worker may answer; `event` tells which."""

_responses: TypeAdapter[Response] = TypeAdapter(Annotated[Response, Field(discriminator="event")])


def parse_requests(body: str) -> list[RenderRequest]:
    """Read a RequestQueue message, which holds one request.

    Raises:
        pydantic.ValidationError: The body is not a request of a known version.
    """
    return [RenderRequest.model_validate_json(body)]


def parse_retouches(body: str) -> list[RetouchRequest]:
    """Read a RetouchQueue message, which holds one request.

    Raises:
        pydantic.ValidationError: The body is not a request of a known version.
    """
    return [RetouchRequest.model_validate_json(body)]


def parse_responses(body: str) -> list[Response]:
    """Read a ResponseQueue message, which holds one response.

    Raises:
        pydantic.ValidationError: The body is not a response of a known version.
    """
    return [_responses.validate_json(body)]
