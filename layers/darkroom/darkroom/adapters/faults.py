"""What is wrong with a message, told without what it says."""

from collections.abc import Iterator
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

# A few faults tell what is wrong; a message may have as many as it has fields.
_MAX_FAULTS: Final = 10
_MAX_LENGTH: Final = 200
# Its sentence repeats what somebody sent.
_UNKNOWN_KIND: Final = "union_tag_invalid"
# Its place is a name that somebody sent.
_UNKNOWN_FIELD: Final = "extra_forbidden"


def faults_of(error: ValueError) -> tuple[str, ...]:
    """What a parser found wrong with a body, and where."""
    if not isinstance(error, ValidationError):
        return (type(error).__name__,)
    details = error.errors(include_url=False, include_context=False, include_input=False)
    return tuple(_faults(details[:_MAX_FAULTS]))


def _faults(details: list[ErrorDetails]) -> Iterator[str]:
    for detail in details:
        loc = detail["loc"][:-1] if detail["type"] == _UNKNOWN_FIELD else detail["loc"]
        place = ".".join(map(str, loc)) or "the whole message"
        what = "Unknown kind" if detail["type"] == _UNKNOWN_KIND else detail["msg"]
        yield f"{place}: {what}"[:_MAX_LENGTH]
