"""The poller on real queues, with a function that is only a Python callable."""

import json
import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from botocore.exceptions import ClientError

from local import account
from local.errors import LocalError
from local.execution.invocation import Invocation
from local.sources.event_source import SqsEventSource
from local.sources.poller import Invoke, Poller
from tests.integration.local.conftest import Callers

_PATIENCE_SECONDS = 5


class Work:
    """A queue with its dead-letter queue, and whatever becomes of its messages."""

    def __init__(self, callers: Callers, name: str, *, max_receives: int = 2) -> None:
        self.name = name
        self.sqs = callers.developer("sqs")
        self.dead_letters = self.sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
        redrive = {
            "deadLetterTargetArn": account.arn("sqs", f"{name}-dead"),
            "maxReceiveCount": max_receives,
        }
        self.url = self.sqs.create_queue(
            QueueName=name,
            Attributes={"VisibilityTimeout": "1", "RedrivePolicy": json.dumps(redrive)},
        )["QueueUrl"]
        self.batches: queue.Queue[tuple[Invocation, int, int]] = queue.Queue()

    def send(self, *bodies: str) -> None:
        """Put messages into the queue, ten at a time."""
        entries = [{"Id": str(index), "MessageBody": body} for index, body in enumerate(bodies)]
        for start in range(0, len(entries), 10):
            self.sqs.send_message_batch(QueueUrl=self.url, Entries=entries[start : start + 10])

    def source(self, **properties: object) -> SqsEventSource:
        """Describe the event source as a template would."""
        return SqsEventSource.of(
            {
                "EventSourceArn": account.arn("sqs", self.name),
                "FunctionName": "work",
                "FunctionResponseTypes": ["ReportBatchItemFailures"],
                **properties,
            }
        )

    def next_batch(self) -> tuple[int, int]:
        """Wait for the next batch to be done; return its size and how many failed."""
        _, size, failed = self.batches.get(timeout=_PATIENCE_SECONDS)
        return size, failed

    def in_queue(self) -> int:
        """Count what is left, taken or not."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self.sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=names)
        return sum(map(int, answer["Attributes"].values()))


@pytest.fixture
def work(callers: Callers, new_name: Callable[[], str]) -> Work:
    return Work(callers, new_name())


@contextmanager
def _polling(work: Work, invoke: Invoke, **properties: object) -> Iterator[None]:
    poller = Poller(
        work.source(**properties),
        work.sqs,
        invoke=invoke,
        on_batch=lambda *done: work.batches.put(done),
    )
    poller.start(1)
    yield
    poller.stop()
    # Wakes the poller out of its long poll.
    work.send("stop")


def _bodies(event: bytes) -> list[str]:
    return [record["body"] for record in json.loads(event)["Records"]]


def _succeed(_event: bytes) -> Invocation:
    return Invocation(b"null", 1.0)


def test_batch_that_succeeds_is_deleted(work: Work) -> None:
    work.send("1", "2", "3")

    with _polling(work, _succeed):
        assert work.next_batch() == (3, 0)
        assert work.in_queue() == 0


def test_batch_is_never_larger_than_the_template_says(work: Work) -> None:
    work.send(*map(str, range(5)))

    with _polling(work, _succeed, BatchSize=2):
        assert [work.next_batch()[0] for _ in range(3)] == [2, 2, 1]


def test_batch_over_ten_takes_several_receives(work: Work) -> None:
    work.send(*map(str, range(25)))

    with _polling(work, _succeed, BatchSize=25, MaximumBatchingWindowInSeconds=1):
        assert work.next_batch() == (25, 0)


def test_window_waits_for_a_batch_to_fill(work: Work) -> None:
    work.send("1")

    with _polling(work, _succeed, BatchSize=2, MaximumBatchingWindowInSeconds=5):
        work.send("2")
        assert work.next_batch() == (2, 0)


def test_only_reported_failures_come_again(work: Work) -> None:
    work.send("good", "bad")
    seen: list[list[str]] = []

    def invoke(event: bytes) -> Invocation:
        seen.append(_bodies(event))
        records = json.loads(event)["Records"]
        failures = [r["messageId"] for r in records if r["body"] == "bad" and len(seen) == 1]
        reported = [{"itemIdentifier": identifier} for identifier in failures]
        return Invocation(json.dumps({"batchItemFailures": reported}).encode(), 1.0)

    with _polling(work, invoke):
        assert [work.next_batch(), work.next_batch()] == [(2, 1), (1, 0)]
    assert seen[:2] == [["good", "bad"], ["bad"]]


def test_message_comes_again_when_its_function_did_not_start(work: Work) -> None:
    failures = [LocalError("AWS's runtime emulator did not start.")]
    work.send("1")

    def invoke(event: bytes) -> Invocation:
        if failures:
            raise failures.pop()
        return _succeed(event)

    with _polling(work, invoke):
        assert work.next_batch() == (1, 0)
        assert work.in_queue() == 0


def test_message_that_always_fails_ends_in_the_dead_letter_queue(work: Work) -> None:
    work.send("bad")

    with _polling(work, lambda _event: Invocation(b"", 1.0, "ValueError: no")):
        assert [work.next_batch(), work.next_batch()] == [(1, 1), (1, 1)]
        answer = work.sqs.receive_message(QueueUrl=work.dead_letters, WaitTimeSeconds=5)

    assert [message["Body"] for message in answer["Messages"]] == ["bad"]


@pytest.mark.parametrize(
    "missing", ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
)
def test_role_that_may_not_read_its_queue_is_found_out_at_the_start(
    callers: Callers, work: Work, missing: str
) -> None:
    statement = {"Effect": "Allow", "NotAction": missing, "Resource": "*"}
    poller = Poller(
        work.source(),
        callers.role("sqs", statement),
        invoke=_succeed,
        on_batch=lambda *_done: None,
    )

    with pytest.raises(ClientError, match=f"not authorized to perform: {missing}"):
        poller.start(0)
