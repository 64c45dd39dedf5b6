"""What becomes of messages that a worker has been handed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from botocore.stub import Stubber

from darkroom.adapters.sqs_deliveries import SqsDeliveries
from darkroom.ports import Deliveries
from tests.fakes import InMemoryDeliveries

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

ARN = "arn:aws:sqs:us-east-1:123456789012:queue"
HOUR = 3600
COUNT = 12


@dataclass(frozen=True, kw_only=True)
class Handed:
    """Twelve messages that a worker was handed, and how many of them it could be handed again."""

    deliveries: Deliveries
    queue_arn: str
    receipts: Sequence[str]
    count_visible: Callable[[], int]


@pytest.fixture(params=["in_memory", "sqs"])
def handed(request: pytest.FixtureRequest, unique_name: Callable[[str], str]) -> Handed:
    if request.param == "in_memory":
        fake = InMemoryDeliveries()
        return Handed(
            deliveries=fake,
            queue_arn=ARN,
            receipts=[f"receipt-{number}" for number in range(COUNT)],
            count_visible=lambda: len([each for each in fake.hidden.values() if each[-1] == 0]),
        )
    client: SQSClient = request.getfixturevalue("sqs")
    name = unique_name("queue")
    url = client.create_queue(QueueName=name)["QueueUrl"]
    for number in range(COUNT):
        client.send_message(QueueUrl=url, MessageBody=str(number))

    def receive() -> list[str]:
        receipts: list[str] = []
        while messages := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get(
            "Messages"
        ):
            receipts += [message["ReceiptHandle"] for message in messages]
        return receipts

    attributes = client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return Handed(
        deliveries=SqsDeliveries(client),
        queue_arn=attributes["Attributes"]["QueueArn"],
        receipts=receive(),
        count_visible=lambda: len(receive()),
    )


@pytest.mark.parametrize("visible", [0, 1, 10, 11, COUNT])
def test_what_is_hidden_no_longer_is_delivered_again_at_once(handed: Handed, visible: int) -> None:
    seconds = {
        receipt: 0 if place < visible else HOUR for place, receipt in enumerate(handed.receipts)
    }

    handed.deliveries.hide(handed.queue_arn, seconds)

    assert handed.count_visible() == visible


def test_what_was_held_can_be_let_go(handed: Handed) -> None:
    handed.deliveries.hide(handed.queue_arn, dict.fromkeys(handed.receipts, HOUR))

    handed.deliveries.hide(handed.queue_arn, {handed.receipts[3]: 0})

    assert handed.count_visible() == 1


def hidden(places: Iterable[int], refused: int | None = None) -> dict[str, object]:
    failure = {"Id": str(refused), "SenderFault": True, "Code": "ReceiptHandleIsInvalid"}
    done = [{"Id": str(place)} for place in places if place != refused]
    return {"Successful": done, "Failed": [failure] if refused is not None else []}


def test_a_message_that_cannot_be_hidden_costs_no_other_and_is_logged(
    sqs: "SQSClient", caplog: pytest.LogCaptureFixture
) -> None:
    with Stubber(sqs) as stubber:
        stubber.add_response("change_message_visibility_batch", hidden(range(10), refused=3))
        stubber.add_response("change_message_visibility_batch", hidden(range(2)))
        SqsDeliveries(sqs).hide(ARN, {str(number): HOUR for number in range(12)})
        stubber.assert_no_pending_responses()

    (record,) = caplog.records
    assert vars(record)["sqs_code"] == "ReceiptHandleIsInvalid"


def test_a_queue_that_hides_nothing_for_the_moment_does_no_harm_and_is_logged(
    sqs: "SQSClient", caplog: pytest.LogCaptureFixture
) -> None:
    with Stubber(sqs) as stubber:
        stubber.add_client_error("change_message_visibility_batch", "ServiceUnavailable")
        stubber.add_response("change_message_visibility_batch", hidden(range(2)))
        SqsDeliveries(sqs).hide(ARN, {str(number): HOUR for number in range(12)})
        stubber.assert_no_pending_responses()

    (record,) = caplog.records
    assert record.levelname == "ERROR"
