"""Messages of dead-letter queues, as they arrive."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from darkroom.adapters.faults import faults_of
from darkroom.adapters.s3_events import parse_notification
from darkroom.dead_letters import DeadMessage, QueueName, Said
from darkroom.messages import (
    parse_acceptances,
    parse_requests,
    parse_responses,
    parse_retouches,
)

_PARSERS: Final[Mapping[QueueName, Callable[[str], Sequence[Said]]]] = {
    "UploadsQueue": parse_notification,
    "RequestQueue": parse_requests,
    "RetouchQueue": parse_retouches,
    "ResponseQueue": parse_responses,
    "UserOperationsQueue": parse_acceptances,
}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def read_dead_message(
    record: Mapping[str, Any], sources: Mapping[str, QueueName]
) -> list[DeadMessage]:
    """Read a record of an SQS event whatever its body says.

    Args:
        record: The record, of which there is one message.
        sources: The queue that each dead-letter queue, by its ARN, takes its messages from.
    """
    queue = sources[record["eventSourceARN"]]
    system = record["attributes"]
    says: Sequence[Said] = ()
    faults: tuple[str, ...] = ()
    try:
        says = _PARSERS[queue](record["body"])
    except ValueError as error:
        faults = faults_of(error)
    dead = DeadMessage(
        queue=queue,
        message_id=record["messageId"],
        body=record["body"],
        sent_at=_moment(system["SentTimestamp"]),
        first_received_at=_moment(system["ApproximateFirstReceiveTimestamp"]),
        receive_count=int(system["ApproximateReceiveCount"]),
        group_id=system.get("MessageGroupId"),
        attributes=_texts(record["messageAttributes"]),
        says=tuple(says),
        faults=faults,
    )
    return [dead]


def _moment(milliseconds: str) -> datetime:
    return _EPOCH + timedelta(milliseconds=int(milliseconds))


def _texts(attributes: Mapping[str, Any]) -> dict[str, str]:
    """The values that are texts or numbers; we send no others."""
    return {
        name: value["stringValue"] for name, value in attributes.items() if "stringValue" in value
    }
