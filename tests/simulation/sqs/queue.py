"""A standard queue: at least once, in whatever order, and nothing that AWS does not document."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Final

from tests.simulation.sqs.message import Delivery, NewMessage, StoredMessage
from tests.simulation.sqs.mischief import Calm, Mischief
from tests.simulation.sqs.refusal import RefusalError

MAX_IN_FLIGHT: Final = 120_000
MAX_VISIBILITY_MS: Final = 43_200_000


@dataclass(frozen=True, kw_only=True)
class QueueRules:
    """A queue's attributes; without a dead-letter queue a message is received for ever."""

    visibility_ms: int = 30_000
    delay_ms: int = 0
    retention_ms: int = 345_600_000
    max_receipts: int | None = None


class Queue:
    """A standard queue."""

    is_fifo = False

    def __init__(
        self,
        name: str,
        now_ms: Callable[[], int],
        rules: QueueRules,
        dead_letters: "Queue | None" = None,
        mischief: Mischief | None = None,
    ) -> None:
        self.name = name
        self.rules = rules
        self.dead_letters = dead_letters
        self.when_visible: Callable[[int], None] = lambda _: None
        self.when_sent: Callable[[NewMessage], None] = lambda _: None
        self.when_deleted: Callable[[StoredMessage], None] = lambda _: None
        self._now_ms = now_ms
        self._mischief = mischief or Calm()
        # By place, and so in the order in which they were sent.
        self._messages: dict[int, StoredMessage] = {}
        self._numbers = count(1)
        self._places = count()
        self._oldest_ms = 0

    def __iter__(self) -> Iterator[StoredMessage]:
        self._expire(self._now_ms())
        return iter(list(self._messages.values()))

    def __len__(self) -> int:
        self._expire(self._now_ms())
        return len(self._messages)

    def send(self, new: NewMessage) -> str:
        """Take a message; answers its id."""
        message_id = self._new_id()
        self.when_sent(new)
        delay_ms = self.rules.delay_ms if new.delay_ms is None else new.delay_ms
        for copy in range(self._mischief.copies()):
            visible_ms = self._now_ms() + delay_ms + self._mischief.lag_ms(copy)
            self._add(self._stored(message_id, new, visible_ms))
        return message_id

    def receive(self, most: int, visibility_ms: int | None = None) -> list[Delivery]:
        """Hand out up to `most` messages; those received too often go to the dead letters."""
        now = self._now_ms()
        self._expire(now)
        self._check_in_flight(now)
        hidden_ms = self.rules.visibility_ms if visibility_ms is None else visibility_ms
        available = self._available(now)
        delivered: list[Delivery] = []
        while available and len(delivered) < most:
            message = available.pop(self._pick(len(available)))
            if self.dead_letters is not None and message.receipts >= (self.rules.max_receipts or 0):
                self._give_up(message, self.dead_letters)
            else:
                delivered.append(self._hand_out(message, now, hidden_ms))
        return delivered

    def delete(self, handle: str) -> None:
        """Forget a message; nothing happens if it is gone."""
        message = self._find(handle)
        if message and self._obeys(message, handle):
            self._remove(message)
            self.when_deleted(message)

    def change_visibility(self, handle: str, hidden_ms: int) -> None:
        """Have a message that is in flight come again so long from now.

        Raises:
            RefusalError: It is gone or not in flight, or would be hidden for over twelve hours.
        """
        now = self._now_ms()
        message = self._find(handle)
        if message is None:
            raise RefusalError("InvalidParameterValue", "Message does not exist.")
        if not message.is_in_flight(now):
            raise RefusalError("MessageNotInflight", "The message is not in flight.")
        if now + hidden_ms - (message.received_ms or now) > MAX_VISIBILITY_MS:
            raise RefusalError("InvalidParameterValue", "Hidden for longer than twelve hours.")
        if self._obeys(message, handle):
            message.visible_ms = now + hidden_ms
            self.when_visible(message.visible_ms)

    def take_dead(self, message: StoredMessage, origin: str) -> None:
        """Take a message that another queue gave up: with its id, its age and its receipts."""
        now = self._now_ms()
        dead = self._stored(message.message_id, message.new, now)
        dead.sent_ms = self._age_of(message, now)
        dead.receipts = message.receipts
        dead.first_received_ms = message.first_received_ms
        dead.origin = origin
        self._add(dead)

    def take_out(self) -> StoredMessage | None:
        """Remove the oldest message that is not in flight, for moving it elsewhere."""
        available = self._available(self._now_ms())
        if not available:
            return None
        self._remove(available[0])
        return available[0]

    def _new_id(self) -> str:
        return f"{self.name}-{next(self._numbers)}"

    def _stored(self, message_id: str, new: NewMessage, visible_ms: int) -> StoredMessage:
        return StoredMessage(
            message_id=message_id,
            place=next(self._places),
            new=new,
            sent_ms=self._now_ms(),
            visible_ms=visible_ms,
        )

    def _age_of(self, message: StoredMessage, now_ms: int) -> int:
        # So a message that waited long has less time left in its dead-letter queue.
        del now_ms
        return message.sent_ms

    def _available(self, now_ms: int) -> list[StoredMessage]:
        return [message for message in self._messages.values() if message.visible_ms <= now_ms]

    def _pick(self, available: int) -> int:
        return self._mischief.pick(available)

    def _obeys(self, message: StoredMessage, handle: str) -> bool:
        return message.handle == handle or self._mischief.heeds_old_handle()

    def _add(self, message: StoredMessage) -> None:
        if not self._messages or message.sent_ms < self._oldest_ms:
            self._oldest_ms = message.sent_ms
        self._messages[message.place] = message
        self.when_visible(message.visible_ms)

    def _remove(self, message: StoredMessage) -> None:
        del self._messages[message.place]

    def _find(self, handle: str) -> StoredMessage | None:
        name, _, rest = handle.partition("/")
        place, _, _ = rest.partition("/")
        if name != self.name or not place.isdigit():
            raise RefusalError("ReceiptHandleIsInvalid", "This is no handle of this queue.")
        return self._messages.get(int(place))

    def _hand_out(self, message: StoredMessage, now_ms: int, hidden_ms: int) -> Delivery:
        message.receipts += 1
        message.received_ms = now_ms
        if message.first_received_ms is None:
            message.first_received_ms = now_ms
        message.handle = f"{self.name}/{message.place}/{message.receipts}"
        message.visible_ms = now_ms + hidden_ms
        self.when_visible(message.visible_ms)
        return Delivery(
            message_id=message.message_id,
            handle=message.handle,
            new=message.new,
            sent_ms=message.sent_ms,
            first_received_ms=message.first_received_ms,
            receipts=message.receipts,
            place=message.place,
            origin=message.origin,
        )

    def _give_up(self, message: StoredMessage, dead_letters: "Queue") -> None:
        self._remove(message)
        dead_letters.take_dead(message, self.name)

    def _expire(self, now_ms: int) -> None:
        kept_ms = now_ms - self.rules.retention_ms
        if not self._messages or self._oldest_ms >= kept_ms:
            return
        for message in [each for each in self._messages.values() if each.sent_ms < kept_ms]:
            self._remove(message)
        sent = [message.sent_ms for message in self._messages.values()]
        self._oldest_ms = min(sent, default=now_ms)

    def _check_in_flight(self, now_ms: int) -> None:
        if len(self._messages) < MAX_IN_FLIGHT:
            return
        if sum(each.is_in_flight(now_ms) for each in self._messages.values()) >= MAX_IN_FLIGHT:
            raise RefusalError("OverLimit", "Too many messages are in flight.")
