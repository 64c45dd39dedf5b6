"""Gives what was given up on another chance, once whatever was wrong has been mended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from darkroom.clock import Clock
from darkroom.dead_letters import DeadLetter, QueueName
from darkroom.ports import DeadLetterTable, JobTable, SourceQueue

Chance = Literal["message_sent", "photo_begun_again"]
"""What a letter came to: its message was sent once more, or its photo is its next generation."""


@dataclass(frozen=True, kw_only=True)
class ResendDeadLetters:
    """Resends letters, one at a time."""

    letters: DeadLetterTable
    table: JobTable
    queues: Mapping[QueueName, SourceQueue]
    clock: Clock

    def __call__(self, letter: DeadLetter) -> Chance:
        """Send the message to the queue it came from; if it dies again, that is another letter."""
        body = self.letters.body(letter)
        queue = self.queues[letter.queue]
        queue.revive(body, tries=letter.tries, group_id=letter.group_id)
        self.letters.mark_resent(letter, self.clock.now())
        return "message_sent"
