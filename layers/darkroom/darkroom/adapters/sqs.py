"""Queues on SQS."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypedDict
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from darkroom.dead_letters import REVIVED
from darkroom.messages import OperationsAccepted, Request, Response

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import (
        MessageAttributeValueTypeDef,
        SendMessageBatchRequestEntryTypeDef,
    )

_logger = logging.getLogger(__name__)

# The API's own limit. Ten of our largest messages, which hold outputs of 100 kB, stay just below
# the 1 MiB that a batch may hold.
_BATCH: Final = 10


_Message = Request | Response | OperationsAccepted


class _InGroup(TypedDict, total=False):
    MessageGroupId: str
    MessageDeduplicationId: str


@dataclass(frozen=True)
class SqsQueue:
    """Sends messages in batches; serves as every queue of the service."""

    client: "SQSClient"
    queue_url: str

    def send(self, messages: Sequence[_Message]) -> frozenset[int]:
        """Send all; answers the positions that SQS did not take."""
        untaken: set[int] = set()
        for start in range(0, len(messages), _BATCH):
            entries = [
                _entry(position, messages[position])
                for position in range(start, min(start + _BATCH, len(messages)))
            ]
            try:
                answer = self.client.send_message_batch(QueueUrl=self.queue_url, Entries=entries)
            except (ClientError, BotoCoreError):
                _logger.exception("A batch of messages was not taken")
                untaken.update(int(entry["Id"]) for entry in entries)
                continue
            # A batch that SQS answers with 200 can still hold entries that it refused.
            for failure in answer.get("Failed", ()):
                _logger.warning("A message was not taken", extra={"sqs_code": failure["Code"]})
                untaken.add(int(failure["Id"]))
        return frozenset(untaken)

    def revive(self, body: str, *, tries: int, group_id: str | None) -> None:
        """Send a message once more, in the group that it was in."""
        tried: MessageAttributeValueTypeDef = {"DataType": "Number", "StringValue": str(tries)}
        in_group: _InGroup = {"MessageGroupId": group_id} if group_id else {}
        if self.queue_url.endswith(".fifo"):
            # By its old id the queue might take it for the one that has just died.
            in_group["MessageDeduplicationId"] = uuid4().hex
        self.client.send_message(
            QueueUrl=self.queue_url,
            MessageBody=body,
            MessageAttributes={REVIVED: tried},
            **in_group,
        )


def _entry(position: int, message: _Message) -> "SendMessageBatchRequestEntryTypeDef":
    entry: SendMessageBatchRequestEntryTypeDef = {
        "Id": str(position),
        "MessageBody": message.model_dump_json(),
    }
    if isinstance(message, OperationsAccepted):
        return entry | {
            "MessageGroupId": message.user_id,
            "MessageDeduplicationId": message.ring_id,
        }
    # On a standard queue a group is no order but a tenant: SQS then delivers fairly, and one
    # user's thousand photos do not keep another's single one waiting.
    return entry | {"MessageGroupId": message.photo.user_id}
