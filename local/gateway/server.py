"""The gateway's socket."""

import contextlib
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from local.gateway.bodies import BodyTooLargeError, MalformedBodyError, discard, read_body
from local.gateway.gateway import MALFORMED, TOO_LARGE
from local.gateway.messages import HttpRequest, HttpResponse, Problem

# How long a client may take to notice that its body has been refused.
_DISCARDING_SECONDS = 2.0

Handle = Callable[[HttpRequest], HttpResponse]


class GatewayServer:
    """Serves a gateway on a loopback port."""

    def __init__(self, port: int, handle: Handle) -> None:
        self._server = _Server(("127.0.0.1", port), handle)
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        """Return where the API is."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        """Serve from a thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop accepting requests."""
        if self._thread.is_alive():
            self._server.shutdown()
        self._server.server_close()

    def _serve(self) -> None:
        # How often it looks whether it should stop, which is how long stopping takes.
        self._server.serve_forever(poll_interval=0.1)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Requests that hold their answer (?wait=20) must not hold up the end.
    block_on_close = False
    # A page of photos opens many connections at once.
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handle: Handle) -> None:
        super().__init__(address, _Handler)
        self.handle_http = handle

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that went away."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Leave the log to the runtime, which knows how long things took."""

    def _serve(self) -> None:
        headers = self._joined_headers()
        try:
            body = read_body(self.rfile, headers)
        except BodyTooLargeError as error:
            self._refuse(TOO_LARGE)
            self._discard(error.unread)
        except MalformedBodyError:
            self._refuse(MALFORMED)
        else:
            target = urlsplit(self.path)
            request = HttpRequest(
                method=self.command,
                path=target.path,
                query=target.query,
                headers=headers,
                body=body,
                source_ip=self.client_address[0],
            )
            self._send(self.server.handle_http(request))

    def _refuse(self, problem: Problem) -> None:
        # Where the body ends is not known, so nothing else can be on this connection.
        self.close_connection = True
        self._send(problem.response())

    def _discard(self, length: int) -> None:
        self.connection.settimeout(_DISCARDING_SECONDS)
        with contextlib.suppress(TimeoutError):
            discard(self.rfile, length)

    def _joined_headers(self) -> dict[str, str]:
        joined: dict[str, str] = {}
        for name, padded in self.headers.items():
            # Blanks around a value are not part of it (RFC 9110, 5.5); Python leaves those behind.
            key, value = name.lower(), padded.strip(" \t")
            joined[key] = f"{joined[key]},{value}" if key in joined else value
        return joined

    def _send(self, response: HttpResponse) -> None:
        self.send_response_only(response.status)
        self.send_header("date", self.date_time_string())
        for name, value in response.headers:
            if name != "content-length":
                self.send_header(name, value)
        if response.status not in {204, 304}:
            self.send_header("content-length", str(len(response.body)))
        if self.close_connection:
            self.send_header("connection", "close")
        self.end_headers()
        if self.command != "HEAD" and response.status not in {204, 304}:
            self.wfile.write(response.body)

    do_DELETE = do_GET = do_HEAD = do_OPTIONS = do_PATCH = do_POST = do_PUT = _serve  # noqa: N815 - http.server's names
