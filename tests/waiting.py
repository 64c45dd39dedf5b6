"""Waiting for what happens elsewhere: for a condition, never for a time."""

import time
from collections.abc import Callable

_PATIENCE_SECONDS = 20
_RECHECK_SECONDS = 0.02


def until(holds: Callable[[], bool], *, patience_seconds: float = _PATIENCE_SECONDS) -> None:
    """Return once the condition holds, and fail if it does not come to."""
    deadline = time.monotonic() + patience_seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(_RECHECK_SECONDS)
