"""An HTTP/1.1 server for one WSGI application that keeps connections open.

werkzeug's own closes each one, which costs every call of a function a new connection and a new
thread here.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import BaseWSGIServer, make_server

from local.aws.messages import BODY_KEY

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# Larger bodies are sent on their own: joining them to the headers would copy them.
_JOINED_BODY_BYTES = 64 * 1024


class KeepAliveHandler(MotoRequestHandler):
    """Reads whole requests and writes whole replies, silently."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle_expect_100(self) -> bool:
        """Let the client send its body; run_wsgi tells it so."""
        return True

    def run_wsgi(self) -> None:
        """Answer one request and stay ready for the next."""
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self.environ = self.make_environ()
        self.environ[BODY_KEY] = self._read_body()
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> Any:  # noqa: ANN401 - WSGI's writer
            started.append((status, headers))

        try:
            chunks = self.server.app(self.environ, start_response)
            status, headers = started[-1]
        except Exception as error:  # noqa: BLE001 - a fault of moto is a fault of the service
            self.log("error", "%s: %r", self.path, error)
            text = f"{type(error).__name__}: {error}"
            status, headers, chunks = "500 Internal Server Error", [], [text.encode()]
        self._write(status, headers, b"".join(chunks))

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing of requests, and print what went wrong."""
        if type == "error":
            print(f"aws: {message % args}", flush=True)

    def _read_body(self) -> bytes:
        if self.environ.get("wsgi.input_terminated"):
            chunks: IO[bytes] = self.environ["wsgi.input"]
            return chunks.read()
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _write(self, status: str, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        code, _, phrase = status.partition(" ")
        lines = [
            f"HTTP/1.1 {code} {phrase or HTTPStatus(int(code)).phrase}",
            f"Date: {self.date_time_string()}",
        ]
        sized = {"content-length", "connection", "date"}
        is_head = self.command == "HEAD"
        lines += [
            f"{name}: {value}"
            for name, value in headers
            if name.lower() not in sized or (is_head and name.lower() == "content-length")
        ]
        if not is_head and code not in {"204", "304"}:
            lines.append(f"Content-Length: {len(body)}")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        payload = b"" if is_head else body
        if len(payload) <= _JOINED_BODY_BYTES:
            self.wfile.write(head + payload)
        else:
            self.wfile.write(head)
            self.wfile.write(payload)


def make_keep_alive_server(host: str, port: int, application: "WSGIApplication") -> BaseWSGIServer:
    """Bind a server; port 0 takes a free one.

    Raises:
        OSError: the port is taken.
    """
    return make_server(host, port, application, threaded=True, request_handler=KeepAliveHandler)
