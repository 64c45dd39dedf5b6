"""What every RequestQueue, ResponseQueue and SourceQueue does."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from botocore.stub import Stubber

from darkroom.adapters.sqs import SqsQueue
from darkroom.messages import RenderRequest, Response, parse_requests, parse_responses
from darkroom.ports import RequestQueue, ResponseQueue, SourceQueue
from tests.builders import USER, build_job, build_photo, build_request, refused, rendered, started
from tests.fakes import InMemoryQueue
from tests.letters import InMemorySourceQueue, Revived

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef


@dataclass(frozen=True, kw_only=True)
class Requests:
    """A queue of requests, and what it delivers."""

    queue: RequestQueue
    delivered: Callable[[], Sequence[RenderRequest]]


@dataclass(frozen=True, kw_only=True)
class Responses:
    """A queue of responses, and what it delivers."""

    queue: ResponseQueue
    delivered: Callable[[], Sequence[Response]]


@dataclass(frozen=True, kw_only=True)
class Source:
    """A queue of what was there before, and what it delivers."""

    queue: SourceQueue
    delivered: Callable[[], list[Revived]]


def receive_all(client: "SQSClient", queue_url: str) -> "list[MessageTypeDef]":
    received: list[MessageTypeDef] = []
    while True:
        answer = client.receive_message(
            QueueUrl=queue_url,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=0,
            MessageSystemAttributeNames=["MessageGroupId"],
            MessageAttributeNames=["All"],
        )
        if not answer.get("Messages"):
            return received
        received += answer["Messages"]


def batch_answer(positions: Iterable[int], refused: int | None = None) -> dict[str, object]:
    failure = {"Id": str(refused), "SenderFault": False, "Code": "ServiceUnavailable"}
    taken = [
        {"Id": str(position), "MessageId": f"message-{position}", "MD5OfMessageBody": "0" * 32}
        for position in positions
        if position != refused
    ]
    return {"Successful": taken, "Failed": [failure] if refused is not None else []}


@pytest.fixture
def queue_url(sqs: "SQSClient", unique_name: Callable[[str], str]) -> str:
    return sqs.create_queue(QueueName=unique_name("queue"))["QueueUrl"]


@pytest.fixture(params=["in_memory", "sqs"])
def requests(request: pytest.FixtureRequest) -> Requests:
    if request.param == "in_memory":
        fake = InMemoryQueue[RenderRequest]()
        return Requests(queue=fake, delivered=lambda: fake.sent)
    client: SQSClient = request.getfixturevalue("sqs")
    url: str = request.getfixturevalue("queue_url")

    def delivered() -> Sequence[RenderRequest]:
        bodies = (message["Body"] for message in receive_all(client, url))
        return [parsed for body in bodies for parsed in parse_requests(body)]

    return Requests(queue=SqsQueue(client, url), delivered=delivered)


@pytest.fixture(params=["in_memory", "sqs"])
def responses(request: pytest.FixtureRequest) -> Responses:
    if request.param == "in_memory":
        fake = InMemoryQueue[Response]()
        return Responses(queue=fake, delivered=lambda: fake.sent)
    client: SQSClient = request.getfixturevalue("sqs")
    url: str = request.getfixturevalue("queue_url")

    def delivered() -> Sequence[Response]:
        bodies = (message["Body"] for message in receive_all(client, url))
        return [parsed for body in bodies for parsed in parse_responses(body)]

    return Responses(queue=SqsQueue(client, url), delivered=delivered)


@pytest.fixture(params=["in_memory", "sqs"])
def source(request: pytest.FixtureRequest) -> Source:
    if request.param == "in_memory":
        fake = InMemorySourceQueue()
        return Source(queue=fake, delivered=lambda: fake.revived)
    client: SQSClient = request.getfixturevalue("sqs")
    url: str = request.getfixturevalue("queue_url")

    def delivered() -> list[Revived]:
        return [
            (
                message["Body"],
                int(message["MessageAttributes"]["revived"]["StringValue"]),
                message.get("Attributes", {}).get("MessageGroupId"),
            )
            for message in receive_all(client, url)
        ]

    return Source(queue=SqsQueue(client, url), delivered=delivered)


@pytest.mark.parametrize("number", [0, 1, 10, 11, 25])
def test_every_request_is_delivered(requests: Requests, number: int) -> None:
    job = build_job(photo_count=number)
    sent = [build_request(build_photo(job, place)) for place in range(number)]

    untaken = requests.queue.send(sent)

    assert untaken == frozenset()
    assert sorted(requests.delivered(), key=lambda each: each.photo.number) == sent


def test_every_kind_of_response_is_delivered_as_it_was(responses: Responses) -> None:
    photo = build_photo(build_job())
    sent: list[Response] = [started(photo), rendered(photo), refused(photo)]

    untaken = responses.queue.send(sent)

    delivered = responses.delivered()
    assert untaken == frozenset()
    assert len(delivered) == 3
    assert all(response in delivered for response in sent)


def test_a_message_is_grouped_by_its_user(sqs: "SQSClient", queue_url: str) -> None:
    photo = build_photo(build_job())

    SqsQueue(sqs, queue_url).send([build_request(photo)])

    (message,) = receive_all(sqs, queue_url)
    assert message["Attributes"]["MessageGroupId"] == USER


def test_an_entry_that_sqs_refuses_is_answered_by_its_position(sqs: "SQSClient") -> None:
    job = build_job(photo_count=12)
    messages = [build_request(build_photo(job, place)) for place in range(12)]

    with Stubber(sqs) as stubber:
        stubber.add_response("send_message_batch", batch_answer(range(10), refused=3))
        stubber.add_response("send_message_batch", batch_answer(range(10, 12), refused=11))
        untaken = SqsQueue(sqs, "https://queue.example").send(messages)

    assert untaken == {3, 11}


def test_a_batch_that_sqs_does_not_take_costs_no_other(sqs: "SQSClient") -> None:
    job = build_job(photo_count=12)
    messages = [build_request(build_photo(job, place)) for place in range(12)]

    with Stubber(sqs) as stubber:
        stubber.add_client_error("send_message_batch", "ThrottlingException", http_status_code=400)
        stubber.add_response("send_message_batch", batch_answer(range(10, 12)))
        untaken = SqsQueue(sqs, "https://queue.example").send(messages)

    assert untaken == set(range(10))


@pytest.mark.parametrize("group_id", [USER, None])
def test_a_revived_message_says_what_it_said_and_how_often_it_was_tried(
    source: Source, group_id: str | None
) -> None:
    source.queue.revive('{"as": "it was"}', tries=5, group_id=group_id)

    assert source.delivered() == [('{"as": "it was"}', 5, group_id)]
