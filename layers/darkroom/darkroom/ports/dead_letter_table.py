"""What was given up on."""

from datetime import datetime
from typing import Protocol

from darkroom.dead_letters import DeadLetter, QueueName
from darkroom.ports.pages import Page


class DeadLetterTable(Protocol):
    """Where messages that were given up on are kept, for two weeks."""

    def bury(self, letter: DeadLetter, body: str) -> None:
        """Keep a letter with its whole body; one that is kept already stays as it is."""
        ...

    def letter(self, letter_id: str) -> DeadLetter | None:
        """One letter; None if there is none, or no longer."""
        ...

    def letters(self, queue: QueueName, *, limit: int, cursor: str | None) -> Page[DeadLetter]:
        """The letters of a queue, in the order in which they were sent."""
        ...

    def body(self, letter: DeadLetter) -> str:
        """What the message said, to the letter."""
        ...

    def mark_resent(self, letter: DeadLetter, at: datetime) -> None:
        """Remember that a letter has been given another chance."""
        ...
