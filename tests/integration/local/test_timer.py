"""The timer, with a function that is only a Python callable and minutes that are short."""

import json
import queue
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from botocore.exceptions import EndpointConnectionError

from local.errors import LocalError
from local.execution.invocation import Invocation
from local.sources.schedule import Schedule
from local.sources.timer import Invoke, Timer
from tests.waiting import until

_PATIENCE_SECONDS = 5
_SCHEDULE = Schedule("every-moment", "tick", timedelta(milliseconds=20))


@contextmanager
def _timing(invoke: Invoke) -> Iterator["queue.Queue[Invocation]"]:
    done: queue.Queue[Invocation] = queue.Queue()
    timer = Timer(_SCHEDULE, invoke=invoke, on_done=done.put)
    timer.start()
    yield done
    timer.stop()


def test_function_runs_again_and_again() -> None:
    events = []

    def invoke(event: bytes) -> Invocation:
        events.append(json.loads(event))
        return Invocation(b"null", 1.0)

    with _timing(invoke) as done:
        for _ in range(3):
            done.get(timeout=_PATIENCE_SECONDS)

    assert {event["resources"][0].rpartition("/")[2] for event in events} == {"every-moment"}
    assert len({event["id"] for event in events}) == len(events)


def test_failures_do_not_end_the_timer() -> None:
    failures: list[Exception] = [
        EndpointConnectionError(endpoint_url="http://127.0.0.1"),
        LocalError("AWS's runtime emulator did not start."),
    ]

    def invoke(_event: bytes) -> Invocation:
        if failures:
            raise failures.pop()
        return Invocation(b"null", 1.0)

    with _timing(invoke) as done:
        assert done.get(timeout=_PATIENCE_SECONDS).error is None
    assert not failures


def test_timer_that_is_stopped_does_not_wait_for_what_is_due() -> None:
    in_an_hour = Schedule("every-hour", "tick", timedelta(hours=1))
    timer = Timer(in_an_hour, invoke=_never, on_done=lambda _: None)
    timer.start()

    timer.stop()

    until(lambda: not timer._thread.is_alive(), patience_seconds=_PATIENCE_SECONDS)


def _never(_event: bytes) -> Invocation:
    raise AssertionError("It was not due.")
