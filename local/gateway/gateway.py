"""The gateway: from a request to a response, with no socket in sight."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from local.execution.invocation import Invocation
from local.gateway.authorizer import Claims, JwtAuthorizer, UnauthorizedError
from local.gateway.cors import CorsConfiguration
from local.gateway.event import request_event
from local.gateway.messages import HttpRequest, HttpResponse, Problem
from local.gateway.reply import MalformedReplyError, response_of
from local.gateway.routes import Match, RouteTable

MAX_BODY_BYTES = 10 * 1024 * 1024
_MAX_EVENT_BYTES = 6 * 1024 * 1024

# (function name, event) -> what came of it; a TimeoutError when that takes more than 30 seconds.
Invoke = Callable[[str, bytes], Invocation]

TOO_LARGE = Problem(
    413,
    "Payload Too Large",
    "body_too_large",
    "Send at most 10 MB, or upload the photos with a JSON job's presigned POSTs.",
    "Request Entity Too Large",
)
MALFORMED = Problem(
    400,
    "Bad Request",
    "malformed_request",
    "Say how long the body is, with Content-Length or in chunks.",
    "Bad Request",
)
_EVENT_TOO_LARGE = replace(
    TOO_LARGE,
    detail="Send less at once: 4.5 MB of photos, or 6 MB of text. Larger photos are uploaded with"
    " the presigned POSTs of a JSON job.",
)
_NOT_FOUND = Problem(
    404, "Not Found", "not_found", "There is no such path; see /docs.", "Not Found"
)
_FAILED = Problem(
    500,
    "Internal Server Error",
    "internal_error",
    "The service failed; the terminal that runs it says why. Try again.",
    "Internal Server Error",
)
_UNAVAILABLE = Problem(
    503,
    "Service Unavailable",
    "service_unavailable",
    "The service took too long to answer; try again in a moment.",
    "Service Unavailable",
)


@dataclass(frozen=True)
class Gateway:
    """One HTTP API."""

    routes: RouteTable
    authorizers: Mapping[str, JwtAuthorizer]
    cors: CorsConfiguration
    invoke: Invoke
    now: Callable[[], float] = time.time

    def handle(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        if self.cors.is_preflight(request):
            return self.cors.preflight(request)
        response = self._answer(request)
        allowed = self.cors.response_headers(request)
        if not allowed:
            return response
        # "API Gateway ignores CORS headers returned from your backend" once it has its own.
        kept = (item for item in response.headers if not item[0].startswith("access-control-"))
        return replace(response, headers=(*kept, *allowed))

    def _answer(self, request: HttpRequest) -> HttpResponse:
        match = self.routes.find(request.method, request.path)
        if match is None:
            return _NOT_FOUND.response()
        try:
            claims = self._claims(request, match)
        except UnauthorizedError as error:
            return error.problem().response()
        if len(request.body) > MAX_BODY_BYTES:
            return TOO_LARGE.response()
        return self._invoke(request, match, claims)

    def _claims(self, request: HttpRequest, match: Match) -> Claims | None:
        name = match.route.authorizer
        return None if name is None else self.authorizers[name].authorize(request.headers)

    def _invoke(self, request: HttpRequest, match: Match, claims: Claims | None) -> HttpResponse:
        now = datetime.fromtimestamp(self.now(), UTC)
        event = json.dumps(request_event(request, match, claims, now=now)).encode()
        if len(event) > _MAX_EVENT_BYTES:
            return _EVENT_TOO_LARGE.response()
        try:
            invocation = self.invoke(match.route.function_name, event)
        except TimeoutError:
            return _UNAVAILABLE.response()
        if invocation.error is not None:
            return _FAILED.response()
        try:
            return response_of(invocation.result)
        except MalformedReplyError:
            return _FAILED.response()
