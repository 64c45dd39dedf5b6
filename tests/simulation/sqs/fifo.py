"""A FIFO queue: each group in order and in one hand at a time, nothing twice in five minutes."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from tests.simulation.sqs.message import NewMessage, StoredMessage
from tests.simulation.sqs.queue import Queue, QueueRules
from tests.simulation.sqs.refusal import RefusalError

DEDUPLICATION_MS: Final = 300_000

_Key = tuple[str | None, str]


@dataclass(frozen=True, kw_only=True)
class Deduplication:
    """How a queue knows a message again: by its body if need be, within its group or anywhere."""

    by_content: bool = False
    by_group: bool = False

    def key(self, new: NewMessage) -> _Key:
        """What a repetition of the message has in common with it.

        Raises:
            RefusalError: It lacks what the queue needs to know.
        """
        if new.group is None:
            raise RefusalError("MissingParameter", "A message of a FIFO queue needs a group.")
        known = new.deduplication
        if known is None and self.by_content:
            known = sha256(new.body.encode()).hexdigest()
        if known is None:
            raise RefusalError("InvalidParameterValue", "The message needs a deduplication id.")
        return (new.group if self.by_group else None, known)


class FifoQueue(Queue):
    """A FIFO queue; where the rules leave no choice there is no mischief."""

    is_fifo = True

    def __init__(
        self,
        name: str,
        now_ms: Callable[[], int],
        rules: QueueRules,
        dead_letters: Queue | None = None,
        deduplication: Deduplication | None = None,
    ) -> None:
        super().__init__(name, now_ms, rules, dead_letters)
        self._deduplication = deduplication or Deduplication()
        self._known: dict[_Key, tuple[int, str]] = {}

    def send(self, new: NewMessage) -> str:
        """Take a message, or answer the id of the one that it repeats."""
        if new.delay_ms is not None:
            raise RefusalError("InvalidParameterValue", "Only the whole queue can have a delay.")
        now, key = self._now_ms(), self._deduplication.key(new)
        since_ms, known_id = self._known.get(key, (now - DEDUPLICATION_MS, ""))
        if since_ms > now - DEDUPLICATION_MS:
            return known_id
        self.when_sent(new)
        message_id = self._new_id()
        # It stays known when the message has been deleted.
        self._known[key] = (now, message_id)
        visible_ms = now + self.rules.delay_ms
        self._add(self._stored(message_id, new, visible_ms))
        return message_id

    def delete(self, handle: str) -> None:
        """Forget a message; nothing happens if it is gone.

        Raises:
            RefusalError: The message is visible again, or somebody else has received it.
        """
        self._check_handle(handle)
        super().delete(handle)
        # Others of its group may have waited for this.
        self.when_visible(self._now_ms())

    def change_visibility(self, handle: str, hidden_ms: int) -> None:
        """Have a message that is in flight come again so long from now.

        Raises:
            RefusalError: It is gone or not in flight, or would be hidden for over twelve hours.
        """
        self._check_handle(handle)
        super().change_visibility(handle, hidden_ms)

    def _check_handle(self, handle: str) -> None:
        message = self._find(handle)
        now = self._now_ms()
        if message and (message.handle != handle or not message.is_in_flight(now)):
            raise RefusalError("InvalidParameterValue", "The receipt handle has expired.")

    def _age_of(self, message: StoredMessage, now_ms: int) -> int:
        del message
        return now_ms

    def _available(self, now_ms: int) -> list[StoredMessage]:
        locked: set[str | None] = {
            message.new.group for message in self._messages.values() if message.is_in_flight(now_ms)
        }
        available = []
        for message in self._messages.values():
            if message.visible_ms > now_ms:
                # Nobody overtakes within a group.
                locked.add(message.new.group)
            if message.new.group not in locked:
                available.append(message)
        return available
