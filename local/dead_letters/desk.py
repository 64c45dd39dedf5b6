"""What can be done with dead letters, and how it is told."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Self

from botocore.exceptions import BotoCoreError, ClientError

from darkroom.bootstrap.dead_letters import build_resend_dead_letters
from darkroom.dead_letters import DeadLetter, QueueName
from darkroom.errors import DarkroomError
from darkroom.services.resend_dead_letters import Chance, ResendDeadLetters
from local.dead_letters.stacks import Place
from local.errors import LocalError

_PAGE = 100
_CHANCES: Mapping[Chance, str] = {
    "message_sent": "message sent once more",
    "photo_begun_again": "photo begun again",
    "of_no_use": "not resent: nothing moves its photo any more",
    "library_halted": "not resent: a retry or skip by its user lets the halted library go on",
}


@dataclass(frozen=True)
class Outcome:
    """What came of resending a letter."""

    text: str
    is_good: bool


@dataclass(frozen=True)
class Desk:
    """The dead letters of one stack."""

    resend: ResendDeadLetters

    @classmethod
    def at(cls, place: Place) -> Self:
        """Open the desk of a stack."""
        return cls(
            build_resend_dead_letters(place.dynamodb, place.sqs, place.table_name, place.queue_urls)
        )

    def listed(self, queues: Sequence[QueueName], limit: int) -> Iterator[str]:
        """Yield a line for each letter, up to a number of them, and what else there is to say."""
        letters = list(islice(self._letters(queues), limit + 1))
        width = max((len(letter.letter_id) for letter in letters), default=0)
        for letter in letters[:limit]:
            yield _line(letter, width)
        if not letters:
            yield "Nothing has been given up on."
        if len(letters) > limit:
            yield f"There are more: --limit {2 * limit} shows twice as many."

    def inspected(self, letter_id: str) -> str:
        """Return all that is known of a letter, as JSON.

        Raises:
            LocalError: there is no such letter.
        """
        letter = self.letter(letter_id)
        known = {"letter_id": letter_id} | letter.model_dump(mode="json")
        return json.dumps(known | {"body": self.resend.letters.body(letter)}, indent=2)

    def letter(self, letter_id: str) -> DeadLetter:
        """Return a letter.

        Raises:
            LocalError: there is no such letter.
        """
        letter = self.resend.letters.letter(letter_id)
        if letter is None:
            raise LocalError(f"There is no letter {letter_id}; `dlq list` prints those there are.")
        return letter

    def unsent(self, queues: Sequence[QueueName]) -> list[DeadLetter]:
        """Return the letters that had no other chance yet.

        What is resent may die again at once, as one more letter: those that are kept from now on
        are not among them.
        """
        return [letter for letter in self._letters(queues) if letter.resent_at is None]

    def resent(self, letter: DeadLetter) -> Outcome:
        """Give a letter another chance; one that has none leaves the others theirs."""
        try:
            chance = self.resend(letter)
        except (BotoCoreError, ClientError, DarkroomError) as error:
            return Outcome(f"{letter.letter_id}  not resent: {error}", is_good=False)
        return Outcome(f"{letter.letter_id}  {_CHANCES[chance]}", is_good=True)

    def _letters(self, queues: Sequence[QueueName]) -> Iterator[DeadLetter]:
        """Yield those of all queues, oldest message first."""
        return merge(*map(self._letters_of, queues), key=lambda letter: letter.sent_at)

    def _letters_of(self, queue: QueueName) -> Iterator[DeadLetter]:
        cursor = None
        while True:
            page = self.resend.letters.letters(queue, limit=_PAGE, cursor=cursor)
            yield from page.items
            cursor = page.cursor
            if cursor is None:
                break


def _line(letter: DeadLetter, width: int) -> str:
    buried_at = f"{letter.buried_at:%Y-%m-%d %H:%M:%S}"
    reason = letter.reason.replace("_", " ")
    tries = "1 try" if letter.tries == 1 else f"{letter.tries} tries"
    resent = f", resent {letter.resent_at:%Y-%m-%d %H:%M:%S}" if letter.resent_at else ""
    line = f"{letter.letter_id:<{width}}  {buried_at}  {reason} after {tries}{_about(letter)}"
    return line + resent


def _about(letter: DeadLetter) -> str:
    if not letter.photos:
        return ""
    first, *others = letter.photos
    more = f" and {len(others)} more" if others else ""
    return f", {first.job_id}/{first.photo_id}{more}"
