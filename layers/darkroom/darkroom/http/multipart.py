"""`POST /v1/jobs` with the photos in its body."""

from http import HTTPStatus
from typing import Annotated, Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.event_handler.openapi.params import File, Form, UploadFile
from pydantic import ValidationError

from darkroom.errors import InvalidRequestError, RequestError, TooLargeError
from darkroom.http.answers import answer
from darkroom.http.bodies import OpenedJobBody
from darkroom.http.callers import user_id_of
from darkroom.http.content_types import MULTIPART_PATH
from darkroom.http.limits import check_outputs
from darkroom.http.opening_routes import keyed_request, opened_body
from darkroom.http.parameters import IdempotencyKey
from darkroom.http.requests import WantedOutputs, media_type_or_unknown
from darkroom.http.responses import responses
from darkroom.http.use_cases import UseCases
from darkroom.services.open_job import check_photo_count
from darkroom.services.submit_photos import SentPhoto

# Lambda takes 6 MB of base64; this leaves room for the form around the photos.
MAX_BYTES: Final = 4_500_000
# The parser makes a list of a field only when it comes more than once, and text of a part without
# a file name.
_Part = UploadFile | str
_JobPart = Annotated[
    _Part, Form(description="The JSON of `POST /v1/jobs`, without `photos`.", alias="job")
]
_PhotoParts = Annotated[_Part | list[_Part], File(description="The photos.", alias="photos")]


class NotTextError(RequestError):
    """A part is not text; give every part `photos` a file name, as browsers and `curl -F` do."""

    code = "not_text"


def multipart_routes(app: APIGatewayHttpResolver, use: UseCases) -> None:
    """Add the route that takes photos in its body."""

    @app.post(
        MULTIPART_PATH,
        summary="Open a job with its photos",
        tags=["jobs"],
        responses=responses(
            {202: ("The job; its photos are queued.", OpenedJobBody)}, 401, 409, 413, 422
        ),
    )
    def submit_photos(
        job: _JobPart, photos: _PhotoParts, idempotency_key: IdempotencyKey = None
    ) -> Response[str]:
        """Send a few small photos, up to 4.5 MB in all, and have them queued at once."""
        user_id = user_id_of(app.current_event)
        wanted = _read_job_part(job)
        sent = [_sent(part) for part in (photos if isinstance(photos, list) else [photos])]
        check_photo_count(len(sent), use.limits.max_photos)
        check_outputs(wanted.wanted, use.limits)
        if sum(len(photo.content) for photo in sent) > MAX_BYTES:
            raise TooLargeError(
                "The photos are larger than 4.5 MB together; name them in JSON and upload each "
                "with its presigned POST.",
                path="photos",
            )
        keyed = keyed_request(idempotency_key, wanted, *(photo.content for photo in sent))
        opened = use.submit_photos(user_id, wanted.wanted, sent, keyed)
        return answer(opened_body(use, opened), HTTPStatus.ACCEPTED)


def _read_job_part(part: UploadFile | str) -> WantedOutputs:
    text = part.content if isinstance(part, UploadFile) else part
    try:
        return WantedOutputs.model_validate_json(text)
    except ValidationError as error:
        at_fault = [{**each, "loc": ("body", "job", *each["loc"])} for each in error.errors()]
        raise RequestValidationError(at_fault) from error


def _sent(photo: UploadFile | str) -> SentPhoto:
    if isinstance(photo, str):
        message = "Give every part `photos` a file name, as browsers and `curl -F` do."
        raise InvalidRequestError(message, path="photos")
    return SentPhoto(
        name=photo.filename or "photo",
        content_type=media_type_or_unknown(photo.content_type),
        content=photo.content,
    )
