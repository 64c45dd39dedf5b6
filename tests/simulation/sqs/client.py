"""Simulated queues behind the calls of boto3's client."""
# ruff: noqa: N803 - the arguments have boto3's names.

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from tests.simulation.sqs.fifo import Deduplication, FifoQueue
from tests.simulation.sqs.limits import (
    check_batch,
    check_hidden_seconds,
    check_receipt,
    read_entry,
)
from tests.simulation.sqs.message import Delivery
from tests.simulation.sqs.mischief import Calm, Mischief
from tests.simulation.sqs.queue import Queue, QueueRules
from tests.simulation.sqs.refusal import RefusalError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.exceptions import _ClientErrorResponseError

ARN: Final = "arn:aws:sqs:us-east-1:123456789012:"
URL: Final = "https://sqs.us-east-1.amazonaws.com/123456789012/"

_Entries = Sequence[Mapping[str, Any]]
_MOVES_PER_SECOND: Final = 500


@contextmanager
def _refusing(call: str) -> "Iterator[None]":
    try:
        yield
    except RefusalError as refusal:
        error: _ClientErrorResponseError = {"Code": refusal.code, "Message": str(refusal)}
        raise ClientError({"Error": error}, call) from refusal


class SimulatedSqs:
    """The part of an SQS client that the service and its tests use."""

    def __init__(self, now_ms: Callable[[], int], mischief: Mischief | None = None) -> None:
        self.queues: dict[str, Queue] = {}
        self._now_ms = now_ms
        self._mischief = mischief or Calm()
        self._moving_until_ms: dict[str, int] = {}

    def create_queue(
        self, *, QueueName: str, Attributes: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """Make a queue; FIFO if it says so."""
        with _refusing("CreateQueue"):
            self.queues[QueueName] = self._make(QueueName, Attributes or {})
        return {"QueueUrl": URL + QueueName}

    def get_queue_attributes(
        self, *, QueueUrl: str, AttributeNames: Sequence[str] = ()
    ) -> dict[str, dict[str, str]]:
        """Its ARN, and how many messages wait to be received."""
        del AttributeNames
        queue, now = self._queue(QueueUrl), self._now_ms()
        visible = sum(message.visible_ms <= now for message in queue)
        return {
            "Attributes": {
                "QueueArn": ARN + queue.name,
                "ApproximateNumberOfMessages": str(visible),
            }
        }

    def send_message_batch(self, *, QueueUrl: str, Entries: _Entries) -> dict[str, Any]:
        """Send up to ten messages, of which some may not be taken."""
        queue = self._queue(QueueUrl)
        with _refusing("SendMessageBatch"):
            check_batch(Entries)
        taken, failed = [], []
        for entry in Entries:
            try:
                taken.append({"Id": entry["Id"], "MessageId": queue.send(read_entry(entry))})
            except RefusalError as refusal:
                failed.append({"Id": entry["Id"], "SenderFault": True, "Code": refusal.code})
        return {"Successful": taken, "Failed": failed}

    def send_message(self, *, QueueUrl: str, **message: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever an entry may say
        """Send a message."""
        queue = self._queue(QueueUrl)
        with _refusing("SendMessage"):
            return {"MessageId": queue.send(read_entry(message))}

    def receive_message(
        self,
        *,
        QueueUrl: str,
        MaxNumberOfMessages: int = 1,
        VisibilityTimeout: int | None = None,
        **asked_for: object,
    ) -> dict[str, Any]:
        """Receive up to ten messages; never waits for one."""
        del asked_for
        hidden_ms = None if VisibilityTimeout is None else VisibilityTimeout * 1000
        with _refusing("ReceiveMessage"):
            check_receipt(MaxNumberOfMessages)
            deliveries = self._queue(QueueUrl).receive(MaxNumberOfMessages, hidden_ms)
        return {"Messages": [as_message(each) for each in deliveries]} if deliveries else {}

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> None:
        """Delete a message."""
        with _refusing("DeleteMessage"):
            self._queue(QueueUrl).delete(ReceiptHandle)

    def delete_message_batch(self, *, QueueUrl: str, Entries: _Entries) -> dict[str, Any]:
        """Delete up to ten messages."""
        queue = self._queue(QueueUrl)
        return _each(Entries, lambda entry: queue.delete(entry["ReceiptHandle"]))

    def change_message_visibility(
        self, *, QueueUrl: str, ReceiptHandle: str, VisibilityTimeout: int
    ) -> None:
        """Have a message come again so many seconds from now."""
        with _refusing("ChangeMessageVisibility"):
            check_hidden_seconds(VisibilityTimeout)
            self._queue(QueueUrl).change_visibility(ReceiptHandle, VisibilityTimeout * 1000)

    def change_message_visibility_batch(
        self, *, QueueUrl: str, Entries: _Entries
    ) -> dict[str, Any]:
        """Have up to ten messages come again, each so many seconds from now."""
        queue = self._queue(QueueUrl)

        def change(entry: Mapping[str, Any]) -> None:
            check_hidden_seconds(entry["VisibilityTimeout"])
            queue.change_visibility(entry["ReceiptHandle"], entry["VisibilityTimeout"] * 1000)

        return _each(Entries, change)

    def start_message_move_task(
        self, *, SourceArn: str, DestinationArn: str | None = None
    ) -> dict[str, str]:
        """Move what waits in a dead-letter queue; it arrives as new messages.

        Here they arrive at once, but the task counts as running for as long as it would take.
        """
        source = self.queues[SourceArn.removeprefix(ARN)]
        now = self._now_ms()
        with _refusing("StartMessageMoveTask"):
            if all(queue.dead_letters is not source for queue in self.queues.values()):
                raise RefusalError("InvalidParameterValue", "The source is no dead-letter queue.")
            if self._moving_until_ms.get(source.name, 0) > now:
                raise RefusalError("UnsupportedOperation", "A task is already running.")
        moved = 0
        while message := source.take_out():
            name = DestinationArn.removeprefix(ARN) if DestinationArn else message.origin or ""
            self.queues[name].send(message.new)
            moved += 1
        self._moving_until_ms[source.name] = now + -(-moved * 1000 // _MOVES_PER_SECOND)
        return {"TaskHandle": f"{source.name}-{now}"}

    def _make(self, name: str, attributes: Mapping[str, str]) -> Queue:
        is_fifo = attributes.get("FifoQueue") == "true"
        if is_fifo != name.endswith(".fifo"):
            raise RefusalError("InvalidParameterValue", "The name of a FIFO queue ends in .fifo.")
        redrive = json.loads(attributes.get("RedrivePolicy", "{}"))
        dead_letters = None
        if redrive:
            dead_letters = self.queues[redrive["deadLetterTargetArn"].removeprefix(ARN)]
            if dead_letters.is_fifo is not is_fifo:
                raise RefusalError("InvalidParameterValue", "Its dead letters need its own type.")
        rules = QueueRules(
            visibility_ms=int(attributes.get("VisibilityTimeout", "30")) * 1000,
            delay_ms=int(attributes.get("DelaySeconds", "0")) * 1000,
            retention_ms=int(attributes.get("MessageRetentionPeriod", "345600")) * 1000,
            max_receipts=int(redrive["maxReceiveCount"]) if redrive else None,
        )
        if not is_fifo:
            return Queue(name, self._now_ms, rules, dead_letters, self._mischief)
        deduplication = Deduplication(
            by_content=attributes.get("ContentBasedDeduplication") == "true",
            by_group=attributes.get("DeduplicationScope") == "messageGroup",
        )
        return FifoQueue(name, self._now_ms, rules, dead_letters, deduplication)

    def _queue(self, url: str) -> Queue:
        return self.queues[url.removeprefix(URL)]


def as_message(delivery: Delivery) -> dict[str, Any]:
    """A delivery as the API answers it."""
    attributes = {
        "ApproximateReceiveCount": str(delivery.receipts),
        "SentTimestamp": str(delivery.sent_ms),
        "ApproximateFirstReceiveTimestamp": str(delivery.first_received_ms),
    }
    named = {
        "MessageGroupId": delivery.new.group,
        "MessageDeduplicationId": delivery.new.deduplication,
        "DeadLetterQueueSourceArn": delivery.origin and ARN + delivery.origin,
    }
    return {
        "MessageId": delivery.message_id,
        "ReceiptHandle": delivery.handle,
        "Body": delivery.new.body,
        "Attributes": attributes | {name: value for name, value in named.items() if value},
        "MessageAttributes": dict(delivery.new.attributes),
    }


def _each(entries: _Entries, act: Callable[[Mapping[str, Any]], None]) -> dict[str, Any]:
    done, failed = [], []
    for entry in entries:
        try:
            act(entry)
            done.append({"Id": entry["Id"]})
        except RefusalError as refusal:
            failed.append({"Id": entry["Id"], "SenderFault": True, "Code": refusal.code})
    return {"Successful": done, "Failed": failed}
