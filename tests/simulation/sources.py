"""What makes functions run: Lambda's pollers, and a schedule."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from local.execution.invocation import Invocation
from local.sources.batch_result import failed_messages
from tests.simulation.environment import Environment, Killed
from tests.simulation.faults import Fault, Kind
from tests.simulation.scheduler import EPOCH_MS
from tests.simulation.sqs.client import ARN
from tests.simulation.sqs.message import Delivery
from tests.simulation.sqs.queue import Queue
from tests.simulation.sqs.refusal import RefusalError

if TYPE_CHECKING:
    from tests.simulation.world import World

# What becomes visible within this time is found together.
_POLL_MS: Final = 64
_MINUTE_MS: Final = 60_000
_NEVER: Final = 10**15


class EventSource:
    """A queue's pollers: up to `concurrency` batches at once, each in an environment of its own."""

    def __init__(
        self, world: "World", queue: Queue, function: str, *, batch_size: int, concurrency: int
    ) -> None:
        self._world = world
        self._queue = queue
        self._function = function
        self._batch_size = batch_size
        self._idle = concurrency
        self._polls: set[int] = set()
        queue.when_visible = self._expect

    def _expect(self, visible_ms: int) -> None:
        poll_ms = ((visible_ms - EPOCH_MS) // _POLL_MS + 1) * _POLL_MS
        if poll_ms not in self._polls:
            self._polls.add(poll_ms)
            self._world.scheduler.at(poll_ms, lambda: self._poll(poll_ms))

    def _poll(self, poll_ms: int) -> None:
        self._polls.discard(poll_ms)
        self._hand_out()

    def _hand_out(self) -> None:
        """Start batches as long as there are messages for them, and hands."""
        while self._idle > 0:
            if self._world.fate.decide(Kind.RECEIVE, self._queue.name) is Fault.REORDER:
                self._world.mischief.reorder_next()
            batch = self._queue.receive(self._batch_size)
            if not batch:
                return
            self._start(batch)

    def _start(self, batch: Sequence[Delivery]) -> None:
        self._idle -= 1
        self._world.scheduler.start(partial(self._work, batch))

    def _work(self, batch: Sequence[Delivery]) -> None:
        environment = self._world.take(self._function)
        invocation = self._invoke(environment, batch)
        self._world.give_back(environment)
        ids = [delivery.message_id for delivery in batch]
        failed = failed_messages(invocation, ids, reports_failures=True)
        done = [delivery for delivery in batch if delivery.message_id not in failed]
        self._delete(done)
        self._idle += 1
        self._hand_out()

    def _invoke(self, environment: Environment, batch: Sequence[Delivery]) -> Invocation:
        event = {"Records": [_record(delivery, self._queue.name) for delivery in batch]}

        def invoke() -> object:
            return environment.wiring.handler()(event)

        def invoke_beside_another() -> object:
            self._start(batch)
            return invoke()

        try:
            answer = environment.reach(
                f"{self._function}.invoke",
                Kind.INVOKE,
                invoke,
                {Fault.NO_ROOM: lambda: _NO_ROOM, Fault.DUPLICATE: invoke_beside_another},
            )
        except Killed:
            return Invocation(b"", 0, "killed")
        except Exception as error:  # noqa: BLE001 - whatever a function brings out fails its batch
            self._world.history.excuse(error)
            return Invocation(b"", 0, repr(error))
        if answer is _NO_ROOM:
            return Invocation(b"", 0, "throttled")
        return Invocation(json.dumps(answer).encode(), 0)

    def _delete(self, done: Sequence[Delivery]) -> None:
        if not done:
            return
        self._world.poller.reach(
            f"{self._queue.name}.delete",
            Kind.ACKNOWLEDGE,
            lambda: self._forget(done),
            {
                Fault.CRASH: lambda: None,
                Fault.PARTIAL: lambda: self._forget(done[::2]),
            },
        )

    def _forget(self, done: Sequence[Delivery]) -> None:
        for delivery in done:
            # A FIFO queue refuses, if somebody else has the message by now.
            with suppress(RefusalError):
                self._queue.delete(delivery.handle)


_NO_ROOM: Final = object()


class EveryMinute:
    """Runs a function each minute in which it would find something."""

    def __init__(self, world: "World", function: str) -> None:
        self._world = world
        self._function = function
        self._next_ms = _NEVER

    def expect(self, due_ms: int) -> None:
        """There is something to be found from this time on."""
        earliest_ms = max(due_ms, self._world.scheduler.now_ms + 1)
        minute_ms = -(-earliest_ms // _MINUTE_MS) * _MINUTE_MS
        if minute_ms < self._next_ms:
            self._next_ms = minute_ms
            self._world.scheduler.at(minute_ms, lambda: self._tick(minute_ms))

    def _tick(self, minute_ms: int) -> None:
        if minute_ms == self._next_ms:
            self._next_ms = _NEVER
            self._world.scheduler.start(self._run)

    def _run(self) -> None:
        environment = self._world.take(self._function)
        try:
            environment.reach(
                f"{self._function}.invoke",
                Kind.INVOKE,
                lambda: environment.wiring.handler()({}),
                {Fault.NO_ROOM: lambda: None},
            )
        except Killed:
            pass
        except Exception as error:  # noqa: BLE001 - whatever it is, the next minute is another one
            self._world.history.excuse(error)
        self._world.give_back(environment)
        self._world.expect_due()


def _record(delivery: Delivery, queue: str) -> dict[str, Any]:
    attributes = {
        "ApproximateReceiveCount": str(delivery.receipts),
        "SentTimestamp": str(delivery.sent_ms),
        "ApproximateFirstReceiveTimestamp": str(delivery.first_received_ms),
    }
    if delivery.new.group:
        attributes["MessageGroupId"] = delivery.new.group
    return {
        "messageId": delivery.message_id,
        "receiptHandle": delivery.handle,
        "body": delivery.new.body,
        "attributes": attributes,
        "messageAttributes": {
            name: _attribute(value) for name, value in delivery.new.attributes.items()
        },
        "eventSource": "aws:sqs",
        "eventSourceARN": ARN + queue,
    }


def _attribute(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"dataType": value["DataType"], "stringValue": value["StringValue"]}
