"""What every UserOperationsQueue does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from darkroom.adapters.sqs import SqsQueue
from darkroom.messages import OperationsAccepted, parse_acceptances
from darkroom.ports import UserOperationsQueue
from tests.builders import USER
from tests.fakes import InMemoryQueue

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef


@dataclass(frozen=True, kw_only=True)
class Doorbells:
    """A queue of acceptances, and what it delivers."""

    queue: UserOperationsQueue
    delivered: Callable[[], Sequence[OperationsAccepted]]


def accepted(sequence: int, user_id: str = USER) -> OperationsAccepted:
    # The stand-in knows ids again across users.
    return OperationsAccepted(
        user_id=user_id, sequence=sequence, ring_id=f"op_{sequence}_{user_id}"
    )


@pytest.fixture
def queue_url(sqs: "SQSClient", unique_name: Callable[[str], str]) -> str:
    queue = sqs.create_queue(
        QueueName=f"{unique_name('queue')}.fifo",
        Attributes={
            "FifoQueue": "true",
            "DeduplicationScope": "messageGroup",
            "FifoThroughputLimit": "perMessageGroupId",
        },
    )
    return queue["QueueUrl"]


def take_all(client: "SQSClient", queue_url: str) -> "list[MessageTypeDef]":
    taken: list[MessageTypeDef] = []
    while messages := client.receive_message(
        QueueUrl=queue_url,
        MaxNumberOfMessages=10,
        MessageSystemAttributeNames=["MessageGroupId"],
        MessageAttributeNames=["All"],
    ).get("Messages"):
        for message in messages:
            client.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
        taken += messages
    return taken


@pytest.fixture(params=["in_memory", "sqs"])
def doorbells(request: pytest.FixtureRequest) -> Doorbells:
    if request.param == "in_memory":
        fake = InMemoryQueue[OperationsAccepted]()
        return Doorbells(queue=fake, delivered=lambda: fake.sent)
    client: SQSClient = request.getfixturevalue("sqs")
    url: str = request.getfixturevalue("queue_url")

    def delivered() -> Sequence[OperationsAccepted]:
        bodies = (message["Body"] for message in take_all(client, url))
        return [parsed for body in bodies for parsed in parse_acceptances(body)]

    return Doorbells(queue=SqsQueue(client, url), delivered=delivered)


@pytest.mark.parametrize("number", [0, 1, 10, 11, 25])
def test_what_a_user_sends_is_delivered_in_its_order(doorbells: Doorbells, number: int) -> None:
    sent = [accepted(sequence) for sequence in range(1, number + 1)]

    untaken = doorbells.queue.send(sent)

    assert untaken == frozenset()
    assert doorbells.delivered() == sent


def test_each_user_is_a_group(sqs: "SQSClient", queue_url: str) -> None:
    SqsQueue(sqs, queue_url).send([accepted(1), accepted(1, "another"), accepted(2)])

    groups = [message["Attributes"]["MessageGroupId"] for message in take_all(sqs, queue_url)]

    assert sorted(groups) == ["another", USER, USER]


def test_a_repetition_is_known_by_its_id(sqs: "SQSClient", queue_url: str) -> None:
    queue = SqsQueue(sqs, queue_url)

    untaken = [queue.send([accepted(1)]), queue.send([accepted(1), accepted(2)])]

    assert untaken == [frozenset(), frozenset()]
    assert len(take_all(sqs, queue_url)) == 2


def test_what_the_queue_still_knows_is_revived(sqs: "SQSClient", queue_url: str) -> None:
    queue = SqsQueue(sqs, queue_url)
    queue.send([accepted(1)])

    queue.revive(accepted(1).model_dump_json(), tries=5, group_id=USER)

    _, revived = take_all(sqs, queue_url)
    assert parse_acceptances(revived["Body"]) == [accepted(1)]
    assert revived["Attributes"]["MessageGroupId"] == USER
    assert revived["MessageAttributes"]["revived"]["StringValue"] == "5"
