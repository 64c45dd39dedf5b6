"""The resolver: routes, documentation, and an answer for every mistake."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import BotoCoreError, ClientError

from darkroom.errors import RequestError, TransientError
from darkroom.http.answers import JSON
from darkroom.http.document import document_routes
from darkroom.http.job_routes import job_routes
from darkroom.http.multipart import MULTIPART_PATH, is_multipart, multipart_routes
from darkroom.http.opening_routes import opening_routes
from darkroom.http.photo_routes import photo_routes
from darkroom.http.problems import problem, problem_of, problem_of_fields
from darkroom.http.use_cases import UseCases

_JOBS_PATH: Final = "/v1/jobs"
_METHODS_WITH_BODY: Final = ["POST", "PUT", "PATCH", "DELETE", "GET"]
# An address for the resolver alone: where bodies go that nobody can read.
_UNREADABLE_PATH: Final = "/v1/unreadable"

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Api:
    """The HTTP API as a function from event to answer."""

    resolver: APIGatewayHttpResolver

    def __call__(self, event: Mapping[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Answer one payload-v2 event of an HTTP API."""
        return self.resolver.resolve(_routed_by_content_type(event), context)


def build_api(use_cases: UseCases) -> Api:
    """The API over these use cases."""
    resolver = APIGatewayHttpResolver(enable_validation=True)
    opening_routes(resolver, use_cases)
    job_routes(resolver, use_cases)
    multipart_routes(resolver, use_cases)
    photo_routes(resolver, use_cases)
    document_routes(resolver, use_cases)
    _answer_mistakes(resolver)
    return Api(resolver)


def _routed_by_content_type(event: Mapping[str, Any]) -> dict[str, Any]:
    """Give each kind of body a path of its own: the resolver knows method and path only."""
    http = event["requestContext"]["http"]
    is_form = is_multipart(event)
    if is_form and (http["method"], event["rawPath"]) == ("POST", _JOBS_PATH):
        path = MULTIPART_PATH
    elif is_form or not _is_json(event):
        path = _UNREADABLE_PATH
    else:
        return dict(event)
    request_context = event["requestContext"] | {"http": http | {"path": path}}
    return {**event, "rawPath": path, "requestContext": request_context}


def _is_json(event: Mapping[str, Any]) -> bool:
    content_type: str = event.get("headers", {}).get("content-type", "")
    return not event.get("body") or content_type.partition(";")[0].strip().lower() == JSON


def _answer_mistakes(resolver: APIGatewayHttpResolver) -> None:
    resolver.exception_handler(RequestValidationError)(_refuse_fields)
    resolver.exception_handler([UnicodeDecodeError, RecursionError])(_refuse_body)
    resolver.route(_UNREADABLE_PATH, method=_METHODS_WITH_BODY, include_in_schema=False)(
        _refuse_content_type
    )
    resolver.exception_handler(RequestError)(problem_of)
    resolver.exception_handler([TransientError, ClientError, BotoCoreError])(_ask_to_repeat)
    resolver.not_found(_no_such_path)


def _refuse_fields(error: RequestValidationError) -> Response[str]:
    return problem_of_fields(error.errors())


def _refuse_body(_error: Exception) -> Response[str]:
    return problem(HTTPStatus.BAD_REQUEST, "not_json", "The body is not JSON; send a JSON object.")


def _refuse_content_type() -> Response[str]:
    detail = "Send JSON with `Content-Type: application/json`; photos go to `POST /v1/jobs`."
    return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_content_type", detail)


def _ask_to_repeat(error: Exception) -> Response[str]:
    _logger.warning("A dependency failed", exc_info=error)
    usual = "Something we depend on did not answer; send the same request again."
    detail = error.message if isinstance(error, TransientError) else usual
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", detail)


def _no_such_path(_error: Exception) -> Response[str]:
    detail = "There is no such path or method; /docs lists all there are."
    return problem(HTTPStatus.NOT_FOUND, "no_such_path", detail)
