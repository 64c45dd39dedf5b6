"""How long a request's body is."""

from io import BytesIO

import pytest

from local.gateway.bodies import BodyTooLargeError, MalformedBodyError, read_body
from local.gateway.gateway import MAX_BODY_BYTES

CHUNKED = {"transfer-encoding": "chunked"}


@pytest.mark.parametrize(
    ("sent", "headers", "body"),
    [
        pytest.param(b"next", {}, b"", id="none"),
        pytest.param(b"bodynext", {"content-length": "4"}, b"body", id="of a length"),
        pytest.param(b"4\r\nbody\r\n0\r\n\r\nnext", CHUNKED, b"body", id="one chunk"),
        pytest.param(b"2\r\nbo\r\n2;x=y\r\ndy\r\n0\r\n\r\nnext", CHUNKED, b"body", id="two"),
        pytest.param(b"4\r\nbody\r\n0\r\nA: b\r\n\r\nnext", CHUNKED, b"body", id="a trailer"),
        pytest.param(b"A\r\n" + bytes(10) + b"\r\n0\r\n\r\nnext", CHUNKED, bytes(10), id="hex"),
    ],
)
def test_a_body_is_read_to_its_end_and_no_further(
    sent: bytes, headers: dict[str, str], body: bytes
) -> None:
    stream = BytesIO(sent)

    assert read_body(stream, headers) == body
    assert stream.read() == (sent if not headers else b"next")


@pytest.mark.parametrize(
    ("sent", "headers"),
    [
        pytest.param(b"", {"content-length": "abc"}, id="no number"),
        pytest.param(b"", {"content-length": "-5"}, id="less than nothing"),
        pytest.param(b"", {"transfer-encoding": "gzip"}, id="an unknown encoding"),
        pytest.param(b"GET / HTTP/1.1\r\n", CHUNKED, id="a request for a chunk"),
        pytest.param(b"4\r\nbodyGET / HTTP/1.1\r\n", CHUNKED, id="a chunk that does not end"),
        pytest.param(b"4\r\nbody", CHUNKED, id="cut off"),
    ],
)
def test_a_body_without_an_end_is_refused(sent: bytes, headers: dict[str, str]) -> None:
    with pytest.raises(MalformedBodyError):
        read_body(BytesIO(sent), headers)


@pytest.mark.parametrize(
    "headers",
    [{"content-length": str(MAX_BODY_BYTES + 1)}, CHUNKED],
    ids=["of a length", "in chunks"],
)
def test_a_body_that_is_too_large_is_refused(headers: dict[str, str]) -> None:
    size = MAX_BODY_BYTES + 1
    prefix = b"%x\r\n" % size if headers is CHUNKED else b""

    with pytest.raises(BodyTooLargeError):
        read_body(BytesIO(prefix + bytes(size)), headers)
