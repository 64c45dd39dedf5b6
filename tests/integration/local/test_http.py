"""The two HTTP servers, over sockets."""

import http.client
from collections.abc import Iterator

import pytest

from local.gateway.gateway import MAX_BODY_BYTES
from local.gateway.messages import HttpRequest, HttpResponse
from local.gateway.server import GatewayServer
from tests.integration.local.conftest import Callers


def _echo(request: HttpRequest) -> HttpResponse:
    text = f"{request.method} {request.path}?{request.query} {request.headers.get('x-note')} "
    headers = (("set-cookie", "a=1"), ("set-cookie", "b=2"))
    return HttpResponse(200, headers, text.encode() + request.body)


@pytest.fixture
def connection() -> Iterator[http.client.HTTPConnection]:
    """Connect to a gateway that answers with what it was sent."""
    server = GatewayServer(0, _echo)
    server.start()
    host, _, port = server.url.removeprefix("http://").partition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=5)
    yield connection
    connection.close()
    server.stop()


def test_request_arrives_whole(connection: http.client.HTTPConnection) -> None:
    connection.request("PUT", "/a%20b?c=d", b"body", {"X-Note": "e"})
    response = connection.getresponse()

    assert response.read() == b"PUT /a%20b?c=d e body"
    assert response.headers.get_all("set-cookie") == ["a=1", "b=2"]


def test_blanks_around_a_header_are_not_part_of_it(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", "/", headers={"X-Note": " \t e f \t"})

    assert connection.getresponse().read() == b"GET /? e f "


def test_connection_stays_open(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", "/1")
    connection.getresponse().read()
    first = connection.sock
    connection.request("GET", "/2")

    assert connection.getresponse().read() == b"GET /2? None "
    assert connection.sock is first


def test_body_over_the_limit_is_not_even_read(connection: http.client.HTTPConnection) -> None:
    connection.putrequest("POST", "/")
    connection.putheader("Content-Length", str(MAX_BODY_BYTES + 1))
    connection.endheaders()
    response = connection.getresponse()

    assert response.status == 413
    assert response.headers["connection"] == "close"


@pytest.fixture
def to_aws(callers: Callers) -> Iterator[http.client.HTTPConnection]:
    """Connect to the stand-in for AWS."""
    connection = http.client.HTTPConnection(callers.server.host, callers.server.port, timeout=5)
    yield connection
    connection.close()


def test_refusal_leaves_the_connection_usable(to_aws: http.client.HTTPConnection) -> None:
    for body in (b"x" * 100_000, b""):
        to_aws.request("PUT", "/photos/a", body)
        response = to_aws.getresponse()
        assert (response.status, response.read()[:5]) == (403, b"<?xml")


def test_chunked_body_is_read_whole(to_aws: http.client.HTTPConnection) -> None:
    to_aws.request("PUT", "/photos/a", iter([b"1", b"2"]), encode_chunked=True)
    assert to_aws.getresponse().read().startswith(b"<?xml")

    to_aws.request("GET", "/pool/.well-known/jwks.json")
    assert b'"keys"' in to_aws.getresponse().read()
