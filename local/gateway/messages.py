"""A request that came in and a response that goes out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class HttpRequest:
    """A request as it came off the wire; header names are in lower case, values joined."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    source_ip: str = "127.0.0.1"
    protocol: str = "HTTP/1.1"


@dataclass(frozen=True)
class HttpResponse:
    """A response; a header may come more than once."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True)
class Problem:
    """A refusal of the gateway itself.

    AWS answers `{"message": ...}`. The same member is here, inside the problem document that
    every other refusal of the API is.
    """

    status: int
    title: str
    code: str
    detail: str
    message: str
    headers: tuple[tuple[str, str], ...] = ()

    def response(self) -> HttpResponse:
        """Write it down."""
        document = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "message": self.message,
        }
        headers = (("content-type", "application/problem+json"), *self.headers)
        return HttpResponse(self.status, headers, json.dumps(document).encode())
