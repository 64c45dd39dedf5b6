"""Waiting for a running service: for a condition, and not for ever."""

import time
from collections.abc import Callable

RECHECK_SECONDS = 0.5


def wait_until(holds: Callable[[], bool], *, seconds: float, what: Callable[[], str]) -> None:
    """Return once it holds.

    Raises:
        TimeoutError: it did not come to.
    """
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"In {seconds:.0f} seconds {what()}.")
        time.sleep(RECHECK_SECONDS)
