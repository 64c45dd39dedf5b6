"""Reading the body of a request off its connection, as long as HTTP says it is."""

from collections.abc import Mapping
from io import BufferedIOBase

from local.gateway.gateway import MAX_BODY_BYTES

_PIECE_BYTES = 1 << 16
_LONGEST_LINE = 1000
_MOST_DISCARDED = 8 * MAX_BODY_BYTES


class BodyTooLargeError(Exception):
    """The body is larger than API Gateway takes; this much of it was not read."""

    def __init__(self, unread: int = 0) -> None:
        super().__init__(unread)
        self.unread = unread


class MalformedBodyError(Exception):
    """The headers or chunks do not say how long the body is."""


def read_body(stream: BufferedIOBase, headers: Mapping[str, str]) -> bytes:
    """Read a body of a stated length, or in chunks; header names are in lower case.

    Raises:
        BodyTooLargeError: it is larger than API Gateway takes.
        MalformedBodyError: nobody can tell where it ends.
    """
    encoding = headers.get("transfer-encoding", "").strip().lower()
    if encoding:
        if encoding != "chunked":
            raise MalformedBodyError
        return _read_chunks(stream)
    length = _number(headers.get("content-length") or "0", base=10)
    if length > MAX_BODY_BYTES:
        raise BodyTooLargeError(length)
    return stream.read(length)


def discard(stream: BufferedIOBase, length: int) -> None:
    """Read a refused body away: many clients look for an answer only when all is sent."""
    left = min(length, _MOST_DISCARDED)
    while left > 0 and (piece := stream.read(min(left, _PIECE_BYTES))):
        left -= len(piece)


def _read_chunks(stream: BufferedIOBase) -> bytes:
    body = bytearray()
    while length := _number(_line(stream).partition(b";")[0].decode("latin-1"), base=16):
        if len(body) + length > MAX_BODY_BYTES:
            raise BodyTooLargeError
        body += stream.read(length)
        if _line(stream):
            raise MalformedBodyError
    while _line(stream):
        """Pass over trailers."""
    return bytes(body)


def _line(stream: BufferedIOBase) -> bytes:
    line = stream.readline(_LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise MalformedBodyError
    return line.rstrip(b"\r\n")


def _number(text: str, *, base: int) -> int:
    try:
        number = int(text, base)
    except ValueError as error:
        raise MalformedBodyError from error
    if number < 0:
        raise MalformedBodyError
    return number
