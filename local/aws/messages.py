"""A request as the checks see it, and a reply before it goes out."""

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, unquote

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

# Where the HTTP server leaves the body, so that nobody has to read, and copy, it again.
BODY_KEY = "darkroom.body"


@dataclass(frozen=True)
class Request:
    """One request to the stand-in; header names are in lower case."""

    method: str
    raw_path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    environ: "WSGIEnvironment" = field(repr=False)

    @classmethod
    def of(cls, environ: "WSGIEnvironment") -> Self:
        """Read what a WSGI server was sent."""
        raw_path, _, query = str(environ["RAW_URI"]).partition("?")
        headers = {
            name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
            for name, value in environ.items()
            if name.startswith("HTTP_") or name in {"CONTENT_TYPE", "CONTENT_LENGTH"}
        }
        method = str(environ["REQUEST_METHOD"])
        return cls(method, raw_path, query, headers, environ[BODY_KEY], environ)

    @cached_property
    def parameters(self) -> Mapping[str, str]:
        """Return the first value of every query parameter."""
        parsed = parse_qs(self.query, keep_blank_values=True)
        return {name: values[0] for name, values in parsed.items()}

    @cached_property
    def json(self) -> dict[str, Any]:
        """Return the body of a JSON protocol; empty when there is none."""
        content: dict[str, Any] = json.loads(self.body or b"{}")
        return content

    @property
    def operation(self) -> str:
        """Return the operation that a JSON protocol names in its target header."""
        return self.headers.get("x-amz-target", "").rpartition(".")[2]

    @property
    def bucket(self) -> str:
        """Return the bucket of a path-style S3 request."""
        return unquote(self.raw_path).lstrip("/").partition("/")[0]

    @property
    def key(self) -> str:
        """Return the object key of a path-style S3 request; empty for the bucket itself."""
        return unquote(self.raw_path).lstrip("/").partition("/")[2]

    def with_body(self, body: bytes) -> Self:
        """Return the same request with another body."""
        changed = {BODY_KEY: body, "CONTENT_LENGTH": str(len(body))}
        return replace(self, body=body, environ=self.environ | changed)


@dataclass(frozen=True)
class Reply:
    """A whole reply."""

    status: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    @property
    def code(self) -> int:
        """Return the status as a number."""
        return int(self.status[:3])

    def without_headers(self, prefix: str) -> Self:
        """Return the same reply without the headers that start so."""
        kept = (item for item in self.headers if not item[0].lower().startswith(prefix))
        return replace(self, headers=tuple(kept))

    def with_headers(self, headers: Iterable[tuple[str, str]]) -> Self:
        """Return the same reply with more headers."""
        return replace(self, headers=(*self.headers, *headers))


def forward(request: Request, application: "WSGIApplication") -> Reply:
    """Let a WSGI application answer, and return all of its answer."""
    started: list[Reply] = []

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> Any:  # noqa: ANN401 - WSGI's writer
        started.append(Reply(status, tuple(headers)))

    # A terminated input is read whole, without a copy; see io.BytesIO.read.
    environ = request.environ | {
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.input_terminated": True,
    }
    chunks = application(environ, start)
    body = b"".join(chunks)
    return replace(started[-1], body=body)
