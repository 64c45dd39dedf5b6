"""A FIFO queue as an event source: a group in order and in one batch at a time."""

import json
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from local import account
from local.execution.invocation import Invocation
from local.sources.event_source import SqsEventSource
from local.sources.poller import Invoke, Poller
from tests.integration.local.conftest import Callers

_PATIENCE_SECONDS = 5


class OrderedWork:
    """A FIFO queue, and a function that only says what it gets."""

    def __init__(self, callers: Callers, name: str) -> None:
        self.name = f"{name}.fifo"
        self.sqs = callers.developer("sqs")
        self.url = self.sqs.create_queue(
            QueueName=self.name, Attributes={"FifoQueue": "true", "VisibilityTimeout": "1"}
        )["QueueUrl"]

    def send(self, *bodies: str) -> None:
        """Send messages, each to the group that its first letter names."""
        for body in bodies:
            self.sqs.send_message(
                QueueUrl=self.url,
                MessageBody=body,
                MessageGroupId=body[0],
                MessageDeduplicationId=body,
            )

    @contextmanager
    def polled(self, invoke: Invoke, *, batch_size: int = 10) -> Iterator[None]:
        """Have three batches at a time at most given to a function."""
        source = SqsEventSource.of(
            {
                "EventSourceArn": account.arn("sqs", self.name),
                "FunctionName": "work",
                "BatchSize": batch_size,
                "FunctionResponseTypes": ["ReportBatchItemFailures"],
            }
        )
        poller = Poller(source, self.sqs, invoke=invoke, on_batch=lambda *_: None)
        poller.start(3)
        yield
        poller.stop()
        # Wakes the poller out of its long poll.
        self.send("z")


@pytest.fixture
def work(callers: Callers, new_name: Callable[[], str]) -> OrderedWork:
    return OrderedWork(callers, new_name())


def _done(*failed: str) -> Invocation:
    failures = [{"itemIdentifier": identifier} for identifier in failed]
    return Invocation(json.dumps({"batchItemFailures": failures}).encode(), 1.0)


def _bodies(event: bytes) -> list[str]:
    return [record["body"] for record in json.loads(event)["Records"]]


def test_groups_run_side_by_side_and_each_in_order(work: OrderedWork) -> None:
    work.send("a1", "a2", "b1", "a3")
    started: queue.Queue[str] = queue.Queue()
    may_end = {body: threading.Event() for body in ("a1", "a2", "a3", "b1")}

    def invoke(event: bytes) -> Invocation:
        (body,) = _bodies(event)
        started.put(body)
        may_end[body].wait(_PATIENCE_SECONDS)
        return _done()

    with work.polled(invoke, batch_size=1):
        together = [started.get(timeout=_PATIENCE_SECONDS) for _ in range(2)]
        may_end["b1"].set()
        while_held = work.sqs.receive_message(QueueUrl=work.url).get("Messages", [])
        for body in ("a1", "a2", "a3"):
            may_end[body].set()
        later = [started.get(timeout=_PATIENCE_SECONDS) for _ in range(2)]

    assert together == ["a1", "b1"]
    assert while_held == []
    assert later == ["a2", "a3"]


def test_what_failed_and_what_follows_it_in_its_group_comes_again_in_order(
    work: OrderedWork,
) -> None:
    work.send("a1", "a2", "b1", "a3", "b2")
    batches: queue.Queue[list[str]] = queue.Queue()

    def invoke(event: bytes) -> Invocation:
        records = json.loads(event)["Records"]
        batches.put(_bodies(event))
        is_first = len(records) == 5
        failed = [r["messageId"] for r in records if is_first and r["body"] in {"a2", "a3"}]
        return _done(*failed)

    with work.polled(invoke):
        first = batches.get(timeout=_PATIENCE_SECONDS)
        work.send("a4", "b3")
        others: list[str] = []
        while len(others) < 4:
            others += batches.get(timeout=_PATIENCE_SECONDS)

    assert first == ["a1", "a2", "b1", "a3", "b2"]
    assert [body for body in others if body[0] == "a"] == ["a2", "a3", "a4"]
    assert [body for body in others if body[0] == "b"] == ["b3"]
