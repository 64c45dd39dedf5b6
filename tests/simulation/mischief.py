"""Queues that make use of every freedom that SQS's rules give them."""

from collections.abc import Callable
from random import Random
from typing import Any, Final

# A message is there at once as a rule, and after some minutes at worst.
_SOON_MS: Final = 40
_LATE_MS: Final = 240_000
_COPIES_MS: Final = (_SOON_MS, 1_000, 10_000, _LATE_MS)


class SeededMischief:
    """Chooses by its seed; what a fault asks for is done first."""

    def __init__(self, random: Random, *, duplicates: float = 0.0, disorder: float = 0.0) -> None:
        self._reorders_next = False
        self._random = random
        self._duplicates = duplicates
        self._disorder = disorder
        self._copies: int | None = None
        self._lag_ms: int | None = None

    def twice(self, send: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
        """A call whose messages will be delivered twice."""

        def send_twice() -> dict[str, Any]:
            self._copies = 2
            try:
                return send()
            finally:
                self._copies = None

        return send_twice

    def late(self, send: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
        """A call whose messages will be delivered late."""

        def send_late() -> dict[str, Any]:
            self._lag_ms = self._random.randrange(_LATE_MS)
            try:
                return send()
            finally:
                self._lag_ms = None

        return send_late

    def reorder_next(self) -> None:
        """Deliver the newest message next."""
        self._reorders_next = True

    def calm_down(self) -> None:
        """Use no freedom any more."""
        self._duplicates = self._disorder = 0.0

    def copies(self) -> int:
        """Two, sometimes."""
        if self._copies:
            return self._copies
        return 2 if self._duplicates and self._random.random() < self._duplicates else 1

    def lag_ms(self, copy: int) -> int:
        """A moment, unless the message is to be late; further copies may come at any time."""
        if self._lag_ms is not None:
            return self._lag_ms
        return self._random.randrange(self._random.choice(_COPIES_MS) if copy else _SOON_MS)

    def pick(self, count: int) -> int:
        """Any, sometimes."""
        if self._reorders_next:
            self._reorders_next = False
            return count - 1
        if count == 1 or not self._disorder or self._random.random() >= self._disorder:
            return 0
        return self._random.randrange(count)

    def heeds_old_handle(self) -> bool:
        """As it comes."""
        return self._random.random() < 0.5
