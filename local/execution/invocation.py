"""What came of one invocation."""

import json
import re
from dataclasses import dataclass
from typing import Any

_TIMED_OUT = re.compile(rb"Task timed out after [\d.]+ seconds")
_ERROR_KEYS = frozenset({"errorMessage", "errorType", "requestId", "stackTrace"})


@dataclass(frozen=True)
class Invocation:
    """The answer of a function, or how it failed."""

    payload: bytes
    duration_ms: float
    error: str | None = None

    @classmethod
    def of_answer(cls, answer: bytes, duration_ms: float) -> "Invocation":
        """Tell a result from a failure, which the emulator sends with the same status."""
        return cls(answer, duration_ms, _failure(answer))

    @property
    def result(self) -> Any:  # noqa: ANN401 - whatever the handler returned
        """Return the handler's result; None when it failed."""
        return None if self.error is not None else json.loads(self.payload or b"null")


def _failure(answer: bytes) -> str | None:
    if _TIMED_OUT.match(answer):
        return answer.decode()
    # Parsing every answer of megabytes to look for an error would cost more than the invocation.
    if b'"errorType"' not in answer[:4096] and b'"errorMessage"' not in answer[:4096]:
        return None
    content = json.loads(answer)
    if not isinstance(content, dict) or not {"errorType", "errorMessage"} <= content.keys():
        return None
    if not content.keys() <= _ERROR_KEYS:
        return None
    return f"{content['errorType']}: {content['errorMessage']}"
