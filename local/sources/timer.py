"""EventBridge's clock: runs a function whenever its schedule is due."""

import contextlib
import threading
import time
import uuid
from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError

from darkroom.clock import SystemClock
from local.errors import LocalError
from local.execution.invocation import Invocation
from local.sources.schedule import Schedule

Invoke = Callable[[bytes], Invocation]
OnDone = Callable[[Invocation], None]


class Timer:
    """One schedule's thread; what is due while an invocation lasts is left out.

    EventBridge would start a second invocation beside the first, and have a failed one tried
    again; on one machine the next one comes soon enough.
    """

    def __init__(self, schedule: Schedule, *, invoke: Invoke, on_done: OnDone) -> None:
        self._schedule = schedule
        self._invoke = invoke
        self._on_done = on_done
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=schedule.rule_name, daemon=True)

    def start(self) -> None:
        """Run the function for the first time when one interval has passed."""
        self._thread.start()

    def stop(self) -> None:
        """Start no more invocations; one that runs is left to end, or to be killed."""
        self._stopping.set()

    def _run(self) -> None:
        interval = self._schedule.interval.total_seconds()
        due = time.monotonic() + interval
        while not self._stopping.wait(max(0.0, due - time.monotonic())):
            # As for a queue's poller: the stand-in is gone, which at the end of a run it is, or the
            # function did not start in time.
            with contextlib.suppress(BotoCoreError, ClientError, LocalError):
                self._invoke_once()
            due = next_due(due, time.monotonic(), interval)

    def _invoke_once(self) -> None:
        invocation = self._invoke(self._schedule.event(SystemClock().now(), str(uuid.uuid4())))
        if not self._stopping.is_set():
            self._on_done(invocation)


def next_due(due: float, now: float, interval: float) -> float:
    """Return the first time after now that is a whole number of intervals from when it was due."""
    return due + (max(0.0, now - due) // interval + 1) * interval
