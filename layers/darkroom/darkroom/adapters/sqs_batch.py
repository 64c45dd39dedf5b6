"""What Lambda hands to a queue worker, and the answer that returns only what failed."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final, TypedDict, TypeVar

from darkroom.adapters.faults import faults_of
from darkroom.ports import Deliveries, WorkTime
from darkroom.retries import Redelivery, delay_seconds

_T = TypeVar("_T")

Record = Mapping[str, Any]
"""One message of an SQS event, with all that SQS knows of it."""

_logger = logging.getLogger(__name__)

# Until Lambda, which has the answer by then, has deleted what is done.
_GRACE_SECONDS: Final = 30


class ItemFailure(TypedDict):
    """One message that must be delivered again."""

    itemIdentifier: str


class PartialBatchResponse(TypedDict):
    """The messages to deliver again; Lambda deletes all others."""

    batchItemFailures: list[ItemFailure]


def handle_batch(
    event: Mapping[str, Any],
    parse: Callable[[str], Sequence[_T]],
    handle: Callable[[Sequence[_T]], Mapping[int, Redelivery]],
    deliveries: Deliveries,
    time: WorkTime,
) -> PartialBatchResponse:
    """Handle the messages of an SQS event, of which only what they say matters.

    Args:
        event: Lambda's SQS event.
        parse: Reads the items in one message; a ValueError sends that message back, and after
            its last receive to the dead-letter queue.
        handle: Answers the positions of the items that must come again.
        deliveries: Where the messages of the event are hidden.
        time: What there is of it for this invocation.
    """
    return handle_records(event, lambda record: parse(record["body"]), handle, deliveries, time)


def handle_records(
    event: Mapping[str, Any],
    read: Callable[[Record], Sequence[_T]],
    handle: Callable[[Sequence[_T]], Mapping[int, Redelivery]],
    deliveries: Deliveries,
    time: WorkTime,
) -> PartialBatchResponse:
    """Read every record of an SQS event, handle all together, and answer which failed.

    The batch is held for as long as this invocation may take: should it be killed, its messages
    come again soon after, and not when their queue's patience is over. See ADR 14.
    """
    batch = _Batch(event["Records"], deliveries)
    batch.hold(ceil(time.seconds_left()) + _GRACE_SECONDS)
    items: list[_T] = []
    owners: list[str] = []
    again: dict[str, Redelivery] = {}
    for record in batch.records:
        message_id = record["messageId"]
        try:
            found = read(record)
        except ValueError as error:
            known = {"message_id": message_id, "faults": faults_of(error)}
            _logger.warning("Malformed message", extra=known)
            # Nothing will make it better: it had better be soon where somebody looks at it.
            again[message_id] = Redelivery.MALFORMED
        else:
            items += found
            owners += [message_id] * len(found)
    try:
        results = handle(items)
    except Exception:
        batch.release({each["messageId"]: Redelivery.LATER for each in batch.records} | again)
        raise
    for position, redelivery in results.items():
        if again.get(owners[position]) is not Redelivery.LATER:
            again[owners[position]] = redelivery
    batch.release(again)
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in sorted(again)]}


@dataclass(frozen=True)
class _Batch:
    """The messages of one event, which come from one queue."""

    records: Sequence[Record]
    deliveries: Deliveries

    def hold(self, seconds: int) -> None:
        """Keep all of them from others."""
        self._hide({record["receiptHandle"]: seconds for record in self.records})

    def release(self, again: Mapping[str, Redelivery]) -> None:
        """Let those come again that have to, each after its delay."""
        returning = [record for record in self.records if record["messageId"] in again]
        self._hide({each["receiptHandle"]: _delay_of(each, again) for each in returning})

    def _hide(self, seconds: Mapping[str, int]) -> None:
        if seconds:
            self.deliveries.hide(self.records[0]["eventSourceARN"], seconds)


def _delay_of(record: Record, again: Mapping[str, Redelivery]) -> int:
    receive_count = int(record["attributes"]["ApproximateReceiveCount"])
    return delay_seconds(receive_count, again[record["messageId"]], record["messageId"])
