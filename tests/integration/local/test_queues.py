"""Queues under many hands: nothing is lost, and waiting ends when a message comes."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tests.integration.local.conftest import Callers

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_SENDERS = 4
_MESSAGES_EACH = 25


def test_long_poll_ends_with_the_message(callers: Callers, new_name: Callable[[], str]) -> None:
    sqs = callers.developer("sqs")
    url = sqs.create_queue(QueueName=new_name())["QueueUrl"]
    with ThreadPoolExecutor(1) as waiting:
        answer = waiting.submit(sqs.receive_message, QueueUrl=url, WaitTimeSeconds=10)
        started = time.perf_counter()
        sqs.send_message(QueueUrl=url, MessageBody="hello")
        messages = answer.result(timeout=5)["Messages"]

    assert [message["Body"] for message in messages] == ["hello"]
    assert time.perf_counter() - started < 1


def test_long_poll_ends_without_a_message_when_its_time_is_up(
    callers: Callers, new_name: Callable[[], str]
) -> None:
    sqs = callers.developer("sqs")
    url = sqs.create_queue(QueueName=new_name())["QueueUrl"]

    assert "Messages" not in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1)


def test_waiting_does_not_hold_up_other_calls(
    callers: Callers, new_name: Callable[[], str]
) -> None:
    sqs = callers.developer("sqs")
    waited_at, other = (sqs.create_queue(QueueName=new_name())["QueueUrl"] for _ in range(2))
    with ThreadPoolExecutor(1) as waiting:
        answer = waiting.submit(sqs.receive_message, QueueUrl=waited_at, WaitTimeSeconds=2)
        started = time.perf_counter()
        sqs.send_message(QueueUrl=other, MessageBody="hello")
        assert time.perf_counter() - started < 1
        assert "Messages" not in answer.result(timeout=5)


def test_messages_sent_while_others_are_deleted_are_not_lost(
    callers: Callers, new_name: Callable[[], str]
) -> None:
    sqs = callers.developer("sqs")
    url = sqs.create_queue(QueueName=new_name())["QueueUrl"]
    seen: set[str] = set()
    is_over = threading.Event()

    def send(sender: int) -> None:
        for number in range(_MESSAGES_EACH):
            sqs.send_message(QueueUrl=url, MessageBody=f"{sender}-{number}")

    def receive() -> None:
        while not is_over.is_set() and len(seen) < _SENDERS * _MESSAGES_EACH:
            _take(sqs, url, seen)

    with ThreadPoolExecutor(_SENDERS + 2) as people:
        receivers = [people.submit(receive) for _ in range(2)]
        try:
            list(people.map(send, range(_SENDERS)))
            for receiver in receivers:
                receiver.result(timeout=10)
        finally:
            is_over.set()

    assert len(seen) == _SENDERS * _MESSAGES_EACH


def _take(sqs: "SQSClient", url: str, seen: set[str]) -> None:
    answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
    for message in answer.get("Messages", []):
        seen.add(message["Body"])
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
