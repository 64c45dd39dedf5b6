"""The resolver: routes, documentation, and an answer for every mistake."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.utilities.typing import LambdaContext

from darkroom.errors import RequestError, TransientError
from darkroom.http.content_types import (
    MULTIPART_PATH,
    UNREADABLE_PATH,
    NotJsonError,
    read_json,
    routed_by_content_type,
)
from darkroom.http.document import document_routes
from darkroom.http.job_routes import job_routes
from darkroom.http.library_log_routes import library_log_routes
from darkroom.http.library_routes import library_routes
from darkroom.http.multipart import NotTextError, multipart_routes
from darkroom.http.opening_routes import opening_routes
from darkroom.http.photo_routes import photo_routes
from darkroom.http.problems import problem, problem_of, problem_of_fields
from darkroom.http.use_cases import UseCases

_METHODS_WITH_BODY: Final = ["POST", "PUT", "PATCH", "DELETE", "GET"]

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Api:
    """The HTTP API as a function from event to answer."""

    resolver: APIGatewayHttpResolver

    def __call__(self, event: Mapping[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Answer one payload-v2 event of an HTTP API."""
        return self.resolver.resolve(routed_by_content_type(event), context)


def build_api(use_cases: UseCases) -> Api:
    """The API over these use cases."""
    resolver = APIGatewayHttpResolver(enable_validation=True, json_body_deserializer=read_json)
    opening_routes(resolver, use_cases)
    job_routes(resolver, use_cases)
    multipart_routes(resolver, use_cases)
    photo_routes(resolver, use_cases)
    library_log_routes(resolver, use_cases)
    library_routes(resolver, use_cases)
    document_routes(resolver, use_cases)
    _answer_mistakes(resolver, use_cases)
    return Api(resolver)


def _answer_mistakes(resolver: APIGatewayHttpResolver, use: UseCases) -> None:
    resolver.exception_handler(RequestValidationError)(_refuse_fields)
    resolver.route(UNREADABLE_PATH, method=_METHODS_WITH_BODY, include_in_schema=False)(
        _refuse_content_type
    )
    resolver.exception_handler(RequestError)(problem_of)
    resolver.not_found(_no_such_path)

    def refuse_bytes(_error: UnicodeDecodeError) -> Response[str]:
        is_form = resolver.current_event.path == MULTIPART_PATH
        return problem_of(NotTextError() if is_form else NotJsonError(path="body"))

    def answer_failure(error: Exception) -> Response[str]:
        _logger.error("The request failed", exc_info=error)
        if isinstance(error, TransientError):
            return _unavailable(error.message)
        if use.is_outage(error):
            return _unavailable("Something we depend on is busy; send the same request again.")
        mistake = "Something went wrong on our side, and we have been told of it."
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", mistake)

    resolver.exception_handler(UnicodeDecodeError)(refuse_bytes)
    resolver.exception_handler(Exception)(answer_failure)


def _refuse_fields(error: RequestValidationError) -> Response[str]:
    return problem_of_fields(error.errors())


def _refuse_content_type() -> Response[str]:
    detail = (
        "Send JSON with `Content-Type: application/json`, or photos to `POST /v1/jobs` as "
        "`multipart/form-data` with its boundary."
    )
    return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_content_type", detail)


def _unavailable(detail: str) -> Response[str]:
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", detail)


def _no_such_path(_error: Exception) -> Response[str]:
    detail = "There is no such path or method; /docs lists all there are."
    return problem(HTTPStatus.NOT_FOUND, "no_such_path", detail)
