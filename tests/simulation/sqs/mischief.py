"""What a queue may do and need not: the choices that SQS's rules leave open."""

from typing import Protocol


class Mischief(Protocol):
    """Whoever makes the choices."""

    def copies(self) -> int:
        """How many copies a standard queue keeps, and delivers, of a message that was sent."""
        ...

    def lag_ms(self, copy: int) -> int:
        """How long it takes until a copy of a message that was sent can be received."""
        ...

    def pick(self, count: int) -> int:
        """Which of so many messages, the oldest first, a standard queue delivers next."""
        ...

    def heeds_old_handle(self) -> bool:
        """Whether a standard queue obeys a receipt handle that is not a message's last."""
        ...


class Calm:
    """Delivers each message once, at once and in order."""

    def copies(self) -> int:
        """One."""
        return 1

    def lag_ms(self, copy: int) -> int:
        """None."""
        del copy
        return 0

    def pick(self, count: int) -> int:
        """The oldest."""
        del count
        return 0

    def heeds_old_handle(self) -> bool:
        """It does not."""
        return False
