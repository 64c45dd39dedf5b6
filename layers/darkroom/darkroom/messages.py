"""What travels on each queue: frozen, versioned, tolerant of fields from newer producers.

Claim checks only: a message names objects and rows, and never carries a photo, a name or a URL.
The outputs in it are read as strictly as from a client: work half understood is not done. Whose
photo it is about is said in several places, which have to agree.
"""

from typing import Annotated, Final, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from darkroom.ids import USER_ID
from darkroom.jobs import (
    MOST_VERSIONS,
    Count,
    OutputResult,
    PhotoAddress,
    Problem,
    Source,
    Warnings,
    Whole,
)
from darkroom.keys import is_result_key, is_upload_key
from darkroom.recipes import Lane, Output, lanes_of

# As many as an API may be told to take, and then some.
_MAX_OUTPUTS: Final = 50

Outputs = Annotated[tuple[Output, ...], Field(min_length=1, max_length=_MAX_OUTPUTS)]
Lanes = Annotated[tuple[Lane, ...], Field(min_length=1, max_length=2)]


class _Message(BaseModel):
    # What does not parse is logged: not with what somebody sent.
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    version: Literal[1] = 1


class _AboutPhoto(_Message):
    photo: PhotoAddress


class _AboutUpload(_AboutPhoto):
    """Names the photo's original, which no other photo's may stand in for."""

    source: Source

    @model_validator(mode="after")
    def _check_source(self) -> Self:
        if not is_upload_key(self.source.key, self.photo):
            raise PydanticCustomError("foreign_source", "The source is not that of the photo")
        return self


class RenderRequest(_AboutUpload):
    """RequestQueue: make these outputs from this version of this object, in whatever lanes."""

    outputs: Outputs
    queued_at: AwareDatetime

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """The lanes that have to answer before the photo is through."""
        return lanes_of(self.outputs)


class RetouchRequest(_AboutUpload):
    """RetouchQueue: make these outputs, the slow ones of a photo that goes through `lanes`."""

    outputs: Outputs
    lanes: Lanes
    queued_at: AwareDatetime


class _Answer(_AboutPhoto):
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
    lanes: Lanes = ("fast",)
    width: Count | None = None
    height: Count | None = None
    results: Annotated[tuple[OutputResult, ...], Field(min_length=1, max_length=2 * _MAX_OUTPUTS)]
    warnings: Warnings = ()

    @model_validator(mode="after")
    def _check_keys(self) -> Self:
        for result in self.results:
            if result.key and not is_result_key(result.key, self.photo, result.name):
                raise PydanticCustomError("foreign_result", "A result is not that of the photo")
        return self


class PhotoRefused(_Answer, _AboutUpload):
    """ResponseQueue: nothing can be made of this upload, in this lane or any other."""

    event: Literal["photo_refused"] = "photo_refused"
    error: Problem


class OperationsAccepted(_Message):
    """UserOperationsQueue: the user's log may be applied, at least as far as `sequence`.

    A queue knows a repetition by its `ring_id`. One that died once says where the log stood then.
    """

    user_id: Annotated[str, Field(pattern=f"^{USER_ID}$")]
    sequence: Annotated[Whole, Field(ge=1, le=MOST_VERSIONS)]
    ring_id: Annotated[str, Field(pattern="^[a-z0-9_-]{1,128}$")]
    stuck_at: Annotated[Whole, Field(ge=1, le=MOST_VERSIONS)] | None = None


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


def parse_acceptances(body: str) -> list[OperationsAccepted]:
    """Read a UserOperationsQueue message, which tells of one user's log.

    Raises:
        pydantic.ValidationError: The body does not tell of one, or in an unknown version.
    """
    return [OperationsAccepted.model_validate_json(body)]
