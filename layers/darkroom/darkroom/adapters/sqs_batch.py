"""What Lambda hands to a queue worker, and the answer that returns only what failed."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict, TypeVar

from darkroom.retries import Redelivery

_T = TypeVar("_T")
_logger = logging.getLogger(__name__)


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
) -> PartialBatchResponse:
    """Parse every message of an SQS event, handle all together, and answer which failed.

    Args:
        event: Lambda's SQS event.
        parse: Reads the items in one message; a ValueError sends that message back, and after
            its last receive to the dead-letter queue.
        handle: Answers the positions of the items that must come again.
    """
    items: list[_T] = []
    owners: list[str] = []
    failed: set[str] = set()
    for record in event["Records"]:
        try:
            found = parse(record["body"])
        except ValueError:
            _logger.exception("Malformed message", extra={"message_id": record["messageId"]})
            failed.add(record["messageId"])
            continue
        items += found
        owners += [record["messageId"]] * len(found)
    failed |= {owners[position] for position in handle(items)}
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in sorted(failed)]}
