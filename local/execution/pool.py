"""The execution environments of one function, started as they are needed and kept warm."""

import queue
import threading
from collections.abc import Callable
from typing import Protocol

from local.execution.invocation import Invocation


class Warm(Protocol):
    """An execution environment, as far as a pool cares."""

    def warm_up(self) -> None:
        """Make the function import itself."""

    def invoke(self, event: bytes) -> Invocation:
        """Run the handler once."""

    def close(self) -> None:
        """Let go of it."""


class Pool:
    """At most `limit` environments; an idle one is reused, the most recent first."""

    def __init__(self, start: Callable[[], Warm], limit: int) -> None:
        self._start = start
        self._idle: queue.LifoQueue[Warm] = queue.LifoQueue()
        self._startable = threading.Semaphore(limit)
        self._started: list[Warm] = []

    def warm_up(self) -> None:
        """Start the first environment before the first event needs it."""
        self._startable.acquire()
        environment = self._start_one()
        environment.warm_up()
        self._idle.put(environment)

    def invoke(self, event: bytes) -> Invocation:
        """Run the function once, in the first environment that is free."""
        environment = self._take()
        try:
            return environment.invoke(event)
        finally:
            self._idle.put(environment)

    def close(self) -> None:
        """Let go of every environment."""
        for environment in self._started:
            environment.close()

    def _start_one(self) -> Warm:
        environment = self._start()
        self._started.append(environment)
        return environment

    def _take(self) -> Warm:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            pass
        if self._startable.acquire(blocking=False):
            try:
                return self._start_one()
            except BaseException:
                self._startable.release()
                raise
        return self._idle.get()
