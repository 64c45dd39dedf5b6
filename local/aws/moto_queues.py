"""moto's queues, mended: quick with many messages, true to a group's order, and known again.

A queue of moto's is taken over once it has been created, for moto lets nobody choose its class.
"""

import itertools
import threading
import time
from collections.abc import Iterator
from typing import Any

from moto.core.utils import unix_time_millis
from moto.sqs.exceptions import ReceiptHandleIsInvalid
from moto.sqs.models import DEDUPLICATION_TIME_IN_SECONDS, Message, Queue

_MEMORY_MS = DEDUPLICATION_TIME_IN_SECONDS * 1000

# A later message of a FIFO queue has a larger number, also across restarts.
_sequence = itertools.count(time.time_ns())

# A group, or None for the whole queue, and a deduplication id.
_Key = tuple[str | None, str | None]


def take_over(queue: Queue, changed: threading.Condition) -> None:
    """Make a queue of moto's one of ours; who waits at it is woken through `changed`."""
    if not isinstance(queue, PromptQueue):
        # What moto left abstract, only its CloudFormation would need.
        queue.__class__ = OrderedQueue if queue.fifo_queue else PromptQueue  # type: ignore[type-abstract]  # see above
        vars(queue).update(changed=changed, known={})


class PromptQueue(Queue):
    """A queue that asks for the time once a look, and not thrice a message.

    moto counts all messages of a queue for each one that is sent: with hundreds waiting, that
    alone took longer than rendering a photo.
    """

    changed: threading.Condition

    @property
    def messages(self) -> list[Message]:
        """Return the messages that may be received now."""
        now = unix_time_millis()
        return [message for message in self._messages if not _is_hidden(message, now)]

    @property
    def next_change_ms(self) -> float | None:
        """Return when the next delay or visibility timeout ends, in epoch milliseconds."""
        now = unix_time_millis()
        ends = (max(message.visible_at, message.delayed_until) for message in self._messages)
        return min((end for end in ends if end >= now), default=None)

    @property
    def approximate_number_of_messages_delayed(self) -> int:
        """Count the messages that are not to be received yet."""
        now = unix_time_millis()
        return sum(now < message.delayed_until for message in self._messages)

    @property
    def approximate_number_of_messages_not_visible(self) -> int:
        """Count the messages that somebody works on."""
        now = unix_time_millis()
        return sum(_is_in_flight(message, now) for message in self._messages)

    def add_message(self, message: Message) -> None:
        """Take a message, and wake whoever waits for one."""
        self._messages.append(message)
        self.changed.notify_all()

    def _set_attributes(self, attributes: dict[str, Any], now: float | None = None) -> None:
        # moto forgets the policy when any other attribute is set.
        super()._set_attributes({"Policy": self.policy} | attributes, now)


class OrderedQueue(PromptQueue):
    """A FIFO queue: a group in order and in one hand at a time, nothing twice in five minutes.

    moto remembers who holds a group, and forgets it in the wrong order when the time of several
    messages is up; here it follows from what is in flight.
    """

    deduplication_scope: str
    known: dict[_Key, tuple[float, Message]]

    @property
    def messages(self) -> list[Message]:
        """Return the messages that may be received now: of a group none while one is held."""
        return list(self._available(unix_time_millis()))

    @property
    def approximate_number_of_messages(self) -> int:
        """Count the messages that nobody works on, whether or not their group is held."""
        now = unix_time_millis()
        return sum(not _is_hidden(message, now) for message in self._messages)

    @property
    def pending_messages(self) -> set[Message]:
        """Return the messages that somebody works on."""
        now = unix_time_millis()
        return {message for message in self._messages if _is_in_flight(message, now)}

    @property
    def pending_message_groups(self) -> set[str]:
        """Return the groups that somebody works on."""
        return {str(message.group_id) for message in self.pending_messages}

    def add_message(self, message: Message) -> None:
        """Take a message; one that is known already becomes the one that it repeats.

        SQS remembers a message for five minutes, even if it has been deleted, in its group or in
        the whole queue. What a dead letter is was decided when it was sent first.
        """
        message.sequence_number = f"{next(_sequence):020d}"
        known = message if message.approximate_receive_count else self._first_of_its_kind(message)
        if known is message:
            super().add_message(message)
        else:
            message.id, message.sequence_number = known.id, known.sequence_number

    def delete_message(self, receipt_handle: str) -> None:
        """Delete a message, unless its time is up: then others may have it, or what follows."""
        now = unix_time_millis()
        for message in self._messages:
            if message.had_receipt_handle(receipt_handle) and (
                message.receipt_handle != receipt_handle or not _is_in_flight(message, now)
            ):
                raise ReceiptHandleIsInvalid
        super().delete_message(receipt_handle)

    def _first_of_its_kind(self, message: Message) -> Message:
        now = unix_time_millis()
        forgotten = [key for key, (sent_ms, _) in self.known.items() if sent_ms <= now - _MEMORY_MS]
        for key in forgotten:
            del self.known[key]
        group = message.group_id if self.deduplication_scope == "messageGroup" else None
        return self.known.setdefault((group, message.deduplication_id), (now, message))[1]

    def _available(self, now: float) -> Iterator[Message]:
        held = {message.group_id for message in self._messages if _is_in_flight(message, now)}
        for message in self._messages:
            if _is_hidden(message, now):
                # Nobody overtakes within a group.
                held.add(message.group_id)
            elif message.group_id not in held:
                yield message


def _is_in_flight(message: Message, now: float) -> bool:
    return now <= message.visible_at


def _is_hidden(message: Message, now: float) -> bool:
    return _is_in_flight(message, now) or now < message.delayed_until
