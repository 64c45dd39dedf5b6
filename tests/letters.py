"""Dead letters and dead messages: made-up ones, and the ports to them in memory."""
# ruff: noqa: D102 - the ports say what each method does.

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from darkroom.adapters.dead_messages import read_dead_message
from darkroom.dead_letters import QUEUES, DeadLetter, DeadMessage, QueueName
from darkroom.ports import Page
from tests.builders import NOW
from tests.fakes import ManualClock, OutOfReachError
from tests.pages import page_of

Revived = tuple[str, int, str | None]
"""A message's body, how often it was tried before, and its group."""


def build_letter(number: int = 0, **values: object) -> DeadLetter:
    """A request that was given up on, sent so many minutes ago."""
    sent_at = NOW - timedelta(minutes=number)
    usual = {
        "queue": "RequestQueue",
        "message_id": f"message-{number}",
        "sent_at": sent_at,
        "first_received_at": sent_at + timedelta(seconds=1),
        "tries": 10,
        "body_bytes": 2,
        "reason": "gave_up",
        "buried_at": NOW,
        "expires_at": NOW + timedelta(days=14),
    }
    return DeadLetter.model_validate(usual | values)


SOURCES: Final[dict[str, QueueName]] = {f"arn:of:Dead{queue}": queue for queue in QUEUES}
"""The queue that each dead-letter queue, by its ARN, takes its messages from."""


def dead_record(
    queue: QueueName,
    body: str,
    *,
    revived: str | None = None,
    group_id: str | None = None,
    **values: object,
) -> dict[str, Any]:
    """A record of an event of a dead-letter queue, received there for the first time."""
    sent = int(NOW.timestamp() * 1000)
    group = {"MessageGroupId": group_id} if group_id else {}
    system = group | {
        "ApproximateReceiveCount": "6",
        "SentTimestamp": str(sent),
        "ApproximateFirstReceiveTimestamp": str(sent + 250),
    }
    attributes = {"revived": {"dataType": "Number", "stringValue": revived}} if revived else {}
    usual = {
        "messageId": "message-0",
        "receiptHandle": "receipt-0",
        "body": body,
        "attributes": system,
        "messageAttributes": attributes,
        "eventSourceARN": f"arn:of:Dead{queue}",
    }
    return usual | values


def dead_message(
    queue: QueueName,
    body: str,
    *,
    revived: str | None = None,
    group_id: str | None = None,
    **values: object,
) -> DeadMessage:
    """The message that such a record is of."""
    record = dead_record(queue, body, revived=revived, group_id=group_id, **values)
    (message,) = read_dead_message(record, SOURCES)
    return message


@dataclass
class InMemoryDeadLetterTable:
    """Letters and their bodies; one whose message is `out_of_reach` cannot be written."""

    clock: ManualClock = field(default_factory=ManualClock)
    out_of_reach: set[str] = field(default_factory=set)
    _letters: dict[str, tuple[DeadLetter, str]] = field(default_factory=dict)

    def bury(self, letter: DeadLetter, body: str) -> None:
        if letter.message_id in self.out_of_reach:
            raise OutOfReachError
        self._letters.setdefault(letter.letter_id, (letter, body))

    def letter(self, letter_id: str) -> DeadLetter | None:
        letter, _ = self._letters.get(letter_id, (None, ""))
        return letter if letter and letter.expires_at > self.clock.now() else None

    def letters(self, queue: QueueName, *, limit: int, cursor: str | None) -> Page[DeadLetter]:
        of_queue = {
            letter_id: letter
            for letter_id, (letter, _) in sorted(self._letters.items())
            if letter.queue == queue and letter.expires_at > self.clock.now()
        }
        return page_of(of_queue, queue, limit, cursor)

    def body(self, letter: DeadLetter) -> str:
        return self._letters[letter.letter_id][1]

    def mark_resent(self, letter: DeadLetter, at: datetime) -> None:
        if letter.letter_id in self._letters:
            kept, body = self._letters[letter.letter_id]
            self._letters[letter.letter_id] = kept.model_copy(update={"resent_at": at}), body


@dataclass
class InMemorySourceQueue:
    """What was sent to a queue once more, and what becomes of that at once."""

    revived: list[Revived] = field(default_factory=list)
    is_out_of_reach: bool = False
    when_revived: Callable[[str], object] = lambda _: None

    def revive(self, body: str, *, tries: int, group_id: str | None) -> None:
        if self.is_out_of_reach:
            raise OutOfReachError
        self.revived.append((body, tries, group_id))
        self.when_revived(body)
