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
from moto.sqs.models import Message, Queue, sqs_backends

from local import account
from local.aws.messages import Reply, Request

# Delays and visibility timeouts end without anybody's call; this is how late that is noticed.
_RECHECK_SECONDS = 0.1

Answer = Callable[[Request], Reply]


class PromptQueue(Queue):
    """A queue of moto's that asks for the time once a look, and not thrice a message.

    moto counts all messages of a queue for each one that is sent: with hundreds waiting, that
    alone took longer than rendering a photo.
    """

    @property
    def messages(self) -> list[Message]:
        """Return the messages that may be received now."""
        now = unix_time_millis()
        return [m for m in self._messages if now > m.visible_at and now >= m.delayed_until]

    @property
    def approximate_number_of_messages_delayed(self) -> int:
        """Count the messages that are not to be received yet."""
        now = unix_time_millis()
        return sum(now < message.delayed_until for message in self._messages)

    @property
    def approximate_number_of_messages_not_visible(self) -> int:
        """Count the messages that somebody works on."""
        now = unix_time_millis()
        return sum(now <= message.visible_at for message in self._messages)


def _queues() -> dict[str, Queue]:
    return sqs_backends[account.ACCOUNT_ID][account.REGION].queues


class QueueTraffic:
    """The one door through which calls reach the queues."""

    def __init__(self) -> None:
        self._changed = threading.Condition(threading.RLock())

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the queues still, and wake the waiting polls afterwards."""
        with self._changed:
            yield
            self._changed.notify_all()

    def answer(self, request: Request, answer: Answer) -> Reply:
        """Answer one call; a receive waits for messages as long as it asks."""
        if request.operation == "ReceiveMessage":
            return self._receive(request, answer)
        with self.exclusive():
            reply = answer(request)
            if request.operation == "CreateQueue":
                for queue in _queues().values():
                    # What moto left abstract, only its CloudFormation would need.
                    queue.__class__ = PromptQueue  # type: ignore[type-abstract]  # see above
            return reply

    def _receive(self, request: Request, answer: Answer) -> Reply:
        body = request.json
        deadline = time.monotonic() + float(body.get("WaitTimeSeconds", 0))
        at_once = request.with_body(json.dumps(body | {"WaitTimeSeconds": 0}).encode())
        with self._changed:
            while True:
                reply = answer(at_once)
                remaining = deadline - time.monotonic()
                if remaining <= 0 or reply.code != HTTPStatus.OK or b'"Messages"' in reply.body:
                    return reply
                self._wait_for_messages(str(body["QueueUrl"]), deadline)

    def _wait_for_messages(self, url: str, deadline: float) -> None:
        queue = _queues().get(url.rpartition("/")[2])
        while True:
            remaining = deadline - time.monotonic()
            self._changed.wait(max(0.0, min(_RECHECK_SECONDS, remaining)))
            if remaining <= 0 or queue is None or queue.messages:
                return
