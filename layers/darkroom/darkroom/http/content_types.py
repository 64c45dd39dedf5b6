"""Which route a body is for: the resolver knows method and path only."""

import json
from collections.abc import Mapping
from email.message import Message
from typing import Any, Final

from darkroom.errors import InvalidRequestError, RequestError
from darkroom.http.answers import JSON

# Addresses for the resolver alone: the form of POST /v1/jobs, and bodies that nobody can read.
MULTIPART_PATH: Final = "/v1/jobs/multipart"
UNREADABLE_PATH: Final = "/v1/unreadable"

_JOBS_PATH: Final = "/v1/jobs"
_NO_PATH: Final = "/"
_FORM: Final = "multipart/form-data; boundary="


class NotJsonError(RequestError):
    """The body is not JSON; send a JSON object."""

    code = "not_json"


class NotAnObjectError(InvalidRequestError):
    """This should be a JSON object."""

    code = "invalid_value"


def routed_by_content_type(event: Mapping[str, Any]) -> dict[str, Any]:
    """A payload-v2 event with a path for its kind of body."""
    context = event["requestContext"]
    method, content_type = context["http"]["method"], _content_type(event)
    path = _path(method, event["rawPath"], content_type)
    return {
        **event,
        "headers": event.get("headers", {}) | {"content-type": content_type},
        "rawPath": path,
        "requestContext": context | {"http": context["http"] | {"path": path}},
    }


def _content_type(event: Mapping[str, Any]) -> str:
    """The content type as the resolver's parsers want it: in lower case, with one boundary."""
    if not event.get("body"):
        return JSON
    header = Message()
    header["Content-Type"] = event.get("headers", {}).get("content-type", "")
    boundary = header.get_boundary()
    kind = header.get_content_type()
    return f'{kind}; boundary="{boundary}"' if boundary else kind


def _path(method: str, path: str, content_type: str) -> str:
    if path in {MULTIPART_PATH, UNREADABLE_PATH}:
        return _NO_PATH
    if content_type.startswith(_FORM) and (method, path) == ("POST", _JOBS_PATH):
        return MULTIPART_PATH
    return path if content_type.partition(";")[0] == JSON else UNREADABLE_PATH


def read_json(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Read a body.

    Raises:
        NotJsonError: It is not JSON, or nothing that anybody would send: nested a thousand deep,
            with numbers of thousands of digits.
        NotAnObjectError: It is a list, of which the resolver would take no more than the first.
    """
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotJsonError(path="body") from error
    if isinstance(body, list):
        raise NotAnObjectError(path="body")
    return body
