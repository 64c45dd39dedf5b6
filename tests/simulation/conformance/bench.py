"""A queue service under test: the model, or moto where moto does as SQS does."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef, SendMessageBatchRequestEntryTypeDef

Case = Callable[["Bench"], None]

FIFO: Final[Mapping[str, str]] = {"FifoQueue": "true"}


class Cases(list[Case]):
    """Checks of what every queue service does."""

    def add(self, check: Case) -> Case:
        """Add a check."""
        self.append(check)
        return check


@dataclass(frozen=True)
class Bench:
    """Queues, and the time that passes until something holds."""

    client: "SQSClient"
    until: Callable[[Callable[[], bool]], None]
    name: Callable[[str], str]

    def queue(self, attributes: Mapping[str, str] | None = None) -> str:
        """A new queue; answers its URL."""
        attributes = attributes or {}
        name = self.name("queue") + (".fifo" if "FifoQueue" in attributes else "")
        return self.client.create_queue(QueueName=name, Attributes=dict(attributes))["QueueUrl"]  # type: ignore[arg-type] # the stubs list the names of attributes

    def arn(self, url: str) -> str:
        """The ARN of a queue."""
        answer = self.client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return answer["Attributes"]["QueueArn"]

    def redriving(self, dead: str, **attributes: str) -> str:
        """A new queue that gives up after two receipts."""
        policy = {"deadLetterTargetArn": self.arn(dead), "maxReceiveCount": "2"}
        return self.queue({"RedrivePolicy": json.dumps(policy)} | attributes)

    def send(self, url: str, *bodies: str) -> list[str]:
        """Send messages one after the other; answers their ids."""
        return [self.enter(url, {"Id": "it", "MessageBody": body}) for body in bodies]

    def tell(self, url: str, group: str, *bodies: str) -> list[str]:
        """Send messages of one group, each with its body as its deduplication id."""
        return [
            self.enter(
                url,
                {
                    "Id": "it",
                    "MessageBody": body,
                    "MessageGroupId": group,
                    "MessageDeduplicationId": body,
                },
            )
            for body in bodies
        ]

    def enter(self, url: str, entry: "SendMessageBatchRequestEntryTypeDef") -> str:
        """Send one entry, which has to be taken; answers its id."""
        answer = self.client.send_message_batch(QueueUrl=url, Entries=[entry])
        return answer["Successful"][0]["MessageId"]

    def receive(self, url: str, most: int = 10) -> "Sequence[MessageTypeDef]":
        """Receive what there is now."""
        answer = self.client.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=most,
            WaitTimeSeconds=0,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return answer.get("Messages", [])

    def receive_some(self, url: str, most: int = 10) -> "Sequence[MessageTypeDef]":
        """Receive as soon as there is something."""
        received: list[MessageTypeDef] = []

        def is_there() -> bool:
            received.extend(self.receive(url, most))
            return bool(received)

        self.until(is_there)
        return received

    def delete(self, url: str, message: "MessageTypeDef") -> None:
        """Delete a message."""
        self.client.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def hide(self, url: str, message: "MessageTypeDef", seconds: int) -> None:
        """Change the visibility of a message."""
        handle = message["ReceiptHandle"]
        self.client.change_message_visibility(
            QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=seconds
        )


def bodies(messages: "Sequence[MessageTypeDef]") -> list[str]:
    """What the messages say."""
    return [message["Body"] for message in messages]


def code_of(call: Callable[[], object]) -> str:
    """The code that a call is refused with, without the older API's prefix."""
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"].removeprefix("AWS.SimpleQueueService.")
    return "not refused"


def entries(amount: int, body: str = "hello") -> "list[SendMessageBatchRequestEntryTypeDef]":
    """Entries of a batch."""
    return [{"Id": str(place), "MessageBody": body} for place in range(amount)]
