"""The time that Lambda gives an invocation."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from darkroom.imaging.stopping import STOP


class InvocationContext(Protocol):
    """What Lambda says of an invocation, as far as it is about time."""

    def get_remaining_time_in_millis(self) -> int:
        """Until Lambda ends the process."""
        ...


class LambdaTime:
    """The time of one invocation after the other; serves only within `during`."""

    _context: InvocationContext

    @contextmanager
    def during(self, context: InvocationContext) -> Iterator[None]:
        """Work on one invocation; a SIGTERM within it cuts it short instead of off."""
        self._context = context
        with STOP.heeded():
            yield

    def seconds_left(self) -> float:
        """Until Lambda ends the process, whatever it does."""
        return self._context.get_remaining_time_in_millis() / 1000

    def allows(self, seconds: float) -> bool:
        """Whether to begin what takes this long: never once the process was asked to stop."""
        return not STOP.is_asked() and self.seconds_left() >= seconds
