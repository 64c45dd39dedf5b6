"""What a child process tells its parent: data to be checked, never a pickle."""

import json
from collections.abc import Callable, Iterable, Iterator

from darkroom.errors import DecoderCrashedError, PhotoError

_DONE, _FAILED = b"+", b"-"
_MAX_MESSAGE = 1000


def report_of(work: Callable[[], Iterable[bytes]]) -> list[bytes]:
    """Do `work`; what it yielded, or the name of the error that it raised."""
    try:
        return [_DONE, *work()]
    except PhotoError as error:
        failure = {"code": error.code, "message": error.message}
        return [_FAILED, json.dumps(failure).encode()]


def opened(report: memoryview) -> memoryview:
    """What a child's work yielded.

    Raises:
        PhotoError: The child says that it raised this one, or says nothing that can be read.
    """
    if report[:1] == _DONE:
        return report[1:]
    try:
        failure = json.loads(bytes(report[1:]))
        error = _photo_errors()[failure["code"]]
        message = str(failure["message"])[:_MAX_MESSAGE]
    except (ValueError, KeyError, TypeError) as malformed:
        raise DecoderCrashedError from malformed
    raise error(message)


def _photo_errors() -> dict[str, type[PhotoError]]:
    return {error.code: error for error in _with_subclasses(PhotoError)}


def _with_subclasses(error: type[PhotoError]) -> Iterator[type[PhotoError]]:
    yield error
    for narrower in error.__subclasses__():
        yield from _with_subclasses(narrower)
