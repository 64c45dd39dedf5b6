"""Making moto's queues safe for many threads, and waiting at them cheap.

moto changes a queue's list of messages without a lock: a message sent while another is being
deleted would be lost. Every call therefore passes one at a time, and a long poll waits outside.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus

from moto.core.utils import unix_time_millis
from moto.sqs.models import Queue, sqs_backends

from local import account
from local.aws.messages import Reply, Request
from local.aws.moto_queues import PromptQueue, take_over

Answer = Callable[[Request], Reply]


class QueueTraffic:
    """The one door through which calls reach the queues."""

    def __init__(self) -> None:
        self._lock = threading.RLock()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the queues still."""
        with self._lock:
            yield

    def answer(self, request: Request, answer: Answer) -> Reply:
        """Answer one call; a receive waits for messages as long as it asks."""
        if request.operation == "ReceiveMessage":
            return self._receive(request, answer)
        with self.exclusive():
            reply = answer(request)
            if request.operation == "CreateQueue":
                for made in _queues().values():
                    take_over(made, threading.Condition(self._lock))
            elif queue := _queue_of(request):
                queue.changed.notify_all()
            return reply

    def _receive(self, request: Request, answer: Answer) -> Reply:
        body = request.json
        deadline = time.monotonic() + float(body.get("WaitTimeSeconds", 0))
        at_once = request.with_body(json.dumps(body | {"WaitTimeSeconds": 0}).encode())
        with self.exclusive():
            while True:
                reply = answer(at_once)
                has_ended = reply.code != HTTPStatus.OK or time.monotonic() >= deadline
                queue = _queue_of(request)
                if has_ended or queue is None or b'"Messages"' in reply.body:
                    return reply
                _wait_for_messages(queue, deadline)


def _queues() -> dict[str, Queue]:
    return sqs_backends[account.ACCOUNT_ID][account.REGION].queues


def _queue_of(request: Request) -> PromptQueue | None:
    queue = _queues().get(str(request.json.get("QueueUrl", "")).rpartition("/")[2])
    return queue if isinstance(queue, PromptQueue) else None


def _wait_for_messages(queue: PromptQueue, deadline: float) -> None:
    while not queue.messages and time.monotonic() < deadline:
        remaining = deadline - time.monotonic()
        next_change_ms = queue.next_change_ms
        if next_change_ms is not None:
            # A timeout is over once its last millisecond is.
            remaining = min(remaining, (next_change_ms + 1 - unix_time_millis()) / 1000)
        queue.changed.wait(max(0.0, remaining))
