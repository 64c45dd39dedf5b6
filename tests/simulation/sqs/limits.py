"""What SQS's API takes: of a batch, of each entry, and of a call that receives."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.simulation.sqs.message import NewMessage
from tests.simulation.sqs.refusal import RefusalError

MAX_BYTES: Final = 1_048_576
MAX_ENTRIES: Final = 10
MAX_DELAY_SECONDS: Final = 900
MAX_HIDDEN_SECONDS: Final = 43_200

_ENTRY_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,80}")
_FORBIDDEN: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def check_batch(entries: Sequence[Mapping[str, Any]]) -> None:
    """Refuse a batch that is refused as a whole.

    Raises:
        RefusalError: It is empty, too long or too large, or its ids will not do.
    """
    ids = [entry["Id"] for entry in entries]
    if not entries:
        raise RefusalError("EmptyBatchRequest", "There are no entries.")
    if len(entries) > MAX_ENTRIES:
        raise RefusalError("TooManyEntriesInBatchRequest", "There are more than ten entries.")
    if len(set(ids)) < len(ids):
        raise RefusalError("BatchEntryIdsNotDistinct", "Two entries have the same id.")
    if not all(map(_ENTRY_ID.fullmatch, ids)):
        raise RefusalError("InvalidBatchEntryId", "An id is too long or has other characters.")
    if sum(map(_size, entries)) > MAX_BYTES:
        raise RefusalError("BatchRequestTooLong", "The batch is larger than 1 MiB.")


def read_entry(entry: Mapping[str, Any]) -> NewMessage:
    """The message that an entry stands for.

    Raises:
        RefusalError: This entry is refused, whatever becomes of the others.
    """
    delay = entry.get("DelaySeconds")
    if delay is not None and not 0 <= delay <= MAX_DELAY_SECONDS:
        raise RefusalError("InvalidParameterValue", "A delay has 0 to 900 seconds.")
    body = entry["MessageBody"]
    if not body or _FORBIDDEN.search(body):
        raise RefusalError("InvalidMessageContents", "A character is not allowed.")
    if _size(entry) > MAX_BYTES:
        raise RefusalError("InvalidParameterValue", "The message is larger than 1 MiB.")
    return NewMessage(
        body=body,
        attributes=entry.get("MessageAttributes", {}),
        group=entry.get("MessageGroupId"),
        deduplication=entry.get("MessageDeduplicationId"),
        delay_ms=None if delay is None else delay * 1000,
    )


def check_hidden_seconds(seconds: int) -> None:
    """Refuse a visibility timeout that is out of range.

    Raises:
        RefusalError: It is.
    """
    if not 0 <= seconds <= MAX_HIDDEN_SECONDS:
        raise RefusalError("InvalidParameterValue", "A visibility timeout has up to 12 hours.")


def check_receipt(most: int) -> None:
    """Refuse to receive too many messages at once, or none.

    Raises:
        RefusalError: It is so.
    """
    if not 1 <= most <= MAX_ENTRIES:
        raise RefusalError("InvalidParameterValue", "One call receives 1 to 10 messages.")


def _size(entry: Mapping[str, Any]) -> int:
    attributes = entry.get("MessageAttributes", {})
    spoken = (
        name + value["DataType"] + value.get("StringValue", "")
        for name, value in attributes.items()
    )
    return sum(len(text.encode(errors="surrogatepass")) for text in (entry["MessageBody"], *spoken))
