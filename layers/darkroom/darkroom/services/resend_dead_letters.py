"""Gives what was given up on another chance, once whatever was wrong has been mended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from darkroom.clock import Clock
from darkroom.dead_letters import DeadLetter, QueueName
from darkroom.jobs import TERMINAL, PhotoAddress
from darkroom.ports import DeadLetterTable, JobTable, SourceQueue
from darkroom.ports.library_table import LibraryTable
from darkroom.services.begin_again import BeginAgain

Chance = Literal["message_sent", "photo_begun_again", "of_no_use", "library_halted"]
"""What a letter came to: its message was sent once more, or its photo is its next generation.

Nothing is sent for a photo that is over for good, nor for a library that waits for its user.
"""


@dataclass(frozen=True, kw_only=True)
class ResendDeadLetters:
    """Resends letters, one at a time."""

    letters: DeadLetterTable
    table: JobTable
    libraries: LibraryTable
    queues: Mapping[QueueName, SourceQueue]
    begin_again: BeginAgain
    clock: Clock

    def __call__(self, letter: DeadLetter) -> Chance:
        """Let the letter's photo begin again; or send its message to the queue it came from.

        The message is of no use to a photo that has ended: nothing moves that one any more but a
        new generation, if it may have one. Nor does a message move a library that is halted: its
        user retries or skips the operation. If the message dies again, that is another letter.

        Raises:
            JobChangedError: Somebody else had the photo begin again at this moment.
        """
        if self._is_of_halted_library(letter):
            return "library_halted"
        chances = {self._chance_of(photo) for photo in letter.photos} or {"message_sent"}
        if chances == {"of_no_use"}:
            return "of_no_use"
        if "photo_begun_again" not in chances:
            body = self.letters.body(letter)
            queue = self.queues[letter.queue]
            queue.revive(body, tries=letter.tries, group_id=letter.group_id)
        self.letters.mark_resent(letter, self.clock.now())
        return "photo_begun_again" if "photo_begun_again" in chances else "message_sent"

    def _is_of_halted_library(self, letter: DeadLetter) -> bool:
        # Messages about a log are in its user's group, also those that nobody could read.
        user_id = letter.group_id if letter.queue == "UserOperationsQueue" else None
        return user_id is not None and self.libraries.log(user_id).halted_at is not None

    def _chance_of(self, address: PhotoAddress) -> Chance:
        photo = self.table.photo(address.job_id, address.photo_id)
        if photo is None or PhotoAddress.of(photo) != address or photo.state not in TERMINAL:
            return "message_sent"
        job = self.table.job(photo.user_id, photo.job_id)
        if job is None or not photo.may_begin_again:
            return "of_no_use"
        self.begin_again(job, [photo])
        return "photo_begun_again"
