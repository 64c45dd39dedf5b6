"""Dead letters in a DynamoDB table.

A queue's letters lie under `DEAD#<queue>` in the order in which they were sent, and each one's body
under `BODY#<letter>` in as many parts as it takes: a message may be larger than an item.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from darkroom.adapters.items import ItemTable
from darkroom.adapters.rows import Item, epoch, marshal, unmarshal
from darkroom.clock import Clock
from darkroom.dead_letters import DeadLetter, QueueName, is_letter_id
from darkroom.ports import Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_SENT: Final = "SENT#"
_PART: Final = "PART#"
# An item holds 400 kB, with everything else that is in it.
_PART_BYTES: Final = 300_000


@dataclass(frozen=True)
class DynamoDbDeadLetterTable:
    """The rows of dead letters, in the table of the jobs."""

    client: "DynamoDBClient"
    name: str
    clock: Clock

    def bury(self, letter: DeadLetter, body: str) -> None:
        """Write the body first and the letter last: what is found is whole."""
        parts = _parts(letter, body)
        self._items.write([{"PutRequest": {"Item": part}} for part in parts])
        # When the same message dies once more, its letter may have been resent by now.
        with suppress(self.client.exceptions.ConditionalCheckFailedException):
            self.client.put_item(
                TableName=self.name,
                Item=_letter_item(letter),
                ConditionExpression="attribute_not_exists(pk)",
            )

    def letter(self, letter_id: str) -> DeadLetter | None:
        """One letter."""
        item = self._items.get(_letter_key(letter_id)) if is_letter_id(letter_id) else None
        return next(self._kept([item]), None) if item else None

    def letters(self, queue: QueueName, *, limit: int, cursor: str | None) -> Page[DeadLetter]:
        """The letters of a queue, in the order in which they were sent."""
        items, last = self._items.whole_page(f"DEAD#{queue}", _SENT, limit, cursor)
        return Page(items=tuple(self._kept(items)), cursor=last)

    def body(self, letter: DeadLetter) -> str:
        """What the message said, put together again."""
        parts = self._items.all(f"BODY#{letter.letter_id}", _PART, "part")
        # A surrogate without its other half is no text, and what nobody could read may hold one.
        return b"".join(part["part"]["B"] for part in parts).decode(errors="surrogatepass")

    def mark_resent(self, letter: DeadLetter, at: datetime) -> None:
        """Remember that a letter has been given another chance, if it is still there."""
        with suppress(self.client.exceptions.ConditionalCheckFailedException):
            self.client.update_item(
                TableName=self.name,
                Key=_letter_key(letter.letter_id),
                UpdateExpression="SET resent_at = :at",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeValues=marshal({":at": at.isoformat()}),
            )

    def _kept(self, items: Iterable[Item]) -> Iterator[DeadLetter]:
        """Those whose time is not over; DynamoDB removes the others when it comes to them."""
        now = self.clock.now()
        letters = (DeadLetter.model_validate(unmarshal(item)) for item in items)
        return (letter for letter in letters if letter.expires_at > now)

    @cached_property
    def _items(self) -> ItemTable:
        return ItemTable(self.client, self.name, self.clock)


def _letter_key(letter_id: str) -> Item:
    queue, _, sent = letter_id.partition("/")
    return marshal({"pk": f"DEAD#{queue}", "sk": f"{_SENT}{sent}"})


def _letter_item(letter: DeadLetter) -> Item:
    plain = letter.model_dump(mode="json") | {"expires_at": epoch(letter.expires_at)}
    return _letter_key(letter.letter_id) | marshal(plain)


def _parts(letter: DeadLetter, body: str) -> list[Item]:
    """The body as items, which expire with their letter."""
    whole = body.encode(errors="surrogatepass")
    starts = range(0, len(whole), _PART_BYTES)
    return [
        marshal(
            {
                "pk": f"BODY#{letter.letter_id}",
                "sk": f"{_PART}{number:04d}",
                "part": whole[start : start + _PART_BYTES],
                "expires_at": epoch(letter.expires_at),
            }
        )
        for number, start in enumerate(starts)
    ]
