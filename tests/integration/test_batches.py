"""What becomes of batches on a real queue, handled as Lambda has them handled."""

import json
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from darkroom.adapters.sqs_deliveries import SqsDeliveries
from darkroom.bootstrap.aws import sqs_client
from darkroom.dead_letters import QUEUES, QueueName
from darkroom.imaging.limits import Limits
from darkroom.imaging.sandbox import run_in_child
from darkroom.jobs import JobState, PhotoState
from darkroom.recipes import Output
from darkroom.rendered import RenderedPhoto
from local.sources.sqs_event import sqs_event
from tests.builders import JPEG, build_job, build_photo, build_request, source_of
from tests.consumers import Consumers
from tests.fakes import InMemoryResultStore, OutOfReachError
from tests.malformed import MALFORMED
from tests.unit.services.lanes import render

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

MAX_RECEIVES = 2
SAMPLE = 40
"""The stand-in for SQS takes long over many messages."""
POISON = b"poison"


@dataclass
class Work:
    """A queue with its dead letters, and the function that takes its messages."""

    sqs: "SQSClient"
    name: str
    consumers: Consumers
    receives: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.dead_url = self.sqs.create_queue(QueueName=f"{self.name}-dead")["QueueUrl"]
        redrive = {"deadLetterTargetArn": self._arn(self.dead_url), "maxReceiveCount": MAX_RECEIVES}
        attributes: Any = {"VisibilityTimeout": "900", "RedrivePolicy": json.dumps(redrive)}
        created = self.sqs.create_queue(QueueName=self.name, Attributes=attributes)
        self.url = created["QueueUrl"]
        self.consumers.deliveries = SqsDeliveries(self.sqs)

    def send(self, *bodies: str) -> None:
        """Put messages into the queue."""
        for body in bodies:
            self.sqs.send_message(QueueUrl=self.url, MessageBody=body)

    def consume_all(self, queue: QueueName) -> None:
        """Have every message handled that is there now, and again if it is there again."""
        while messages := self._received(self.url):
            event = json.loads(sqs_event(messages, self._arn(self.url)))
            for record in event["Records"]:
                count = int(record["attributes"]["ApproximateReceiveCount"])
                self.receives[record["messageId"]] = count
            failures = self.consumers.consume(queue, event)["batchItemFailures"]
            failed = {failure["itemIdentifier"] for failure in failures}
            for message in messages:
                if message["MessageId"] not in failed:
                    self.sqs.delete_message(
                        QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"]
                    )

    def dead_letters(self) -> list[str]:
        """Take what was given up on."""
        bodies: list[str] = []
        while messages := self._received(self.dead_url):
            bodies += [message["Body"] for message in messages]
        return bodies

    def hidden(self) -> int:
        """Count the messages that come again later."""
        name: Any = "ApproximateNumberOfMessagesNotVisible"
        answer = self.sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=[name])
        return int(answer["Attributes"][name])

    def _received(self, url: str) -> list[Any]:
        answer = self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
        )
        return list(answer.get("Messages", ()))

    def _arn(self, url: str) -> str:
        answer = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return answer["Attributes"]["QueueArn"]


@pytest.fixture
def work(aws: str, unique_name: Callable[[str], str]) -> Iterator[Work]:
    del aws
    client = sqs_client()
    yield Work(client, unique_name("queue"), Consumers())
    client.close()


def _takeable(bodies: Mapping[str, str]) -> list[str]:
    """Some of those that SQS lets anybody send, of every kind."""
    takeable = [body for body in bodies.values() if body and not set(body) & {"\x00", "\ud800"}]
    return takeable[:: len(takeable) // SAMPLE]


@pytest.mark.parametrize("queue", QUEUES)
def test_malformed_messages_end_among_the_dead_letters_and_healthy_ones_are_handled(
    work: Work, queue: QueueName
) -> None:
    bodies = _takeable(MALFORMED[queue])
    (first, before), (last, after) = work.consumers.healthy(queue), work.consumers.healthy(queue)
    work.send(before, *bodies, after)

    work.consume_all(queue)

    assert sorted(work.dead_letters()) == sorted(bodies)
    assert work.hidden() == 0
    assert work.consumers.heard_of(queue) == {first.photo_id, last.photo_id}
    assert Counter(work.receives.values()) == {1: 2, MAX_RECEIVES: len(bodies)}


def _crash_on_poison(photo: bytes, outputs: Sequence[Output], limits: Limits) -> RenderedPhoto:
    def crash() -> Iterator[bytes]:
        os.kill(os.getpid(), signal.SIGSEGV)
        yield b""

    if photo == POISON:
        run_in_child(crash, limits)
    return render(photo, outputs, limits)


def _ten_photos(work: Work, poisoned: int) -> str:
    job = build_job(photo_count=10)
    photos = [build_photo(job, number, state=PhotoState.QUEUED) for number in range(10)]
    work.consumers.table.create(job, photos, None)
    for photo in photos:
        body = POISON if photo.number == poisoned else JPEG
        source = work.consumers.uploads.write(source_of(photo).key, body, "image/jpeg")
        work.send(build_request(photo, source=source).model_dump_json())
    return job.job_id


def test_a_photo_that_crashes_its_child_costs_none_of_its_nine_neighbours(work: Work) -> None:
    work.consumers.renderer = _crash_on_poison
    job_id = _ten_photos(work, poisoned=4)

    work.consume_all("RequestQueue")

    assert work.receives.total() == 10
    assert set(work.receives.values()) == {1}
    assert (work.dead_letters(), work.hidden()) == ([], 0)
    work.send(*(answer.model_dump_json() for answer in work.consumers.responses.sent))
    work.consume_all("ResponseQueue")
    table = work.consumers.table
    assert table.count_states(job_id) == {PhotoState.DONE: 9, PhotoState.FAILED: 1}
    (failed,) = (
        photo
        for photo in table.photos(job_id, limit=10, cursor=None).items
        if photo.state is PhotoState.FAILED
    )
    assert failed.number == 4
    assert failed.error
    assert failed.error.code == "decoder_crashed"
    job = table.job(failed.user_id, job_id)
    assert job
    assert job.state is JobState.COMPLETED


def test_a_photo_that_cannot_be_stored_waits_and_none_of_its_nine_neighbours_does(
    work: Work,
) -> None:
    class FullStore(InMemoryResultStore):
        def write(self, key: str, body: bytes, content_type: str) -> None:
            if "/pho_0004" in key:
                raise OutOfReachError
            super().write(key, body, content_type)

    work.consumers.results = FullStore()
    _ten_photos(work, poisoned=-1)

    work.consume_all("RequestQueue")

    assert set(work.receives.values()) == {1}
    assert work.hidden() == 1
    assert len(work.consumers.answers()) == 9


def test_photos_that_there_is_no_time_for_are_there_again_at_once(work: Work) -> None:
    class BusyStore(InMemoryResultStore):
        def write(self, key: str, body: bytes, content_type: str) -> None:
            work.consumers.time.seconds -= 100
            super().write(key, body, content_type)

    work.consumers.results = BusyStore()
    work.consumers.time.seconds = 430
    _ten_photos(work, poisoned=-1)

    work.consume_all("RequestQueue")

    assert len(work.consumers.answers()) == 4
    assert work.hidden() == 0
    assert len(work.dead_letters()) == 6
