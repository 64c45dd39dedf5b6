"""The execution environments of one function, started as they are needed and kept warm."""

import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from local.errors import LocalError
from local.execution.invocation import Invocation


class Warm(Protocol):
    """An execution environment, as far as a pool cares."""

    @property
    def is_dead(self) -> bool:
        """Tell whether it can answer nothing any more."""

    def warm_up(self) -> None:
        """Make the function import itself."""

    def invoke(self, event: bytes) -> Invocation:
        """Run the handler once."""

    def ask_to_stop(self) -> None:
        """Have the handler give up what it has in hand."""

    def close(self) -> None:
        """Let go of it."""


class Pool:
    """At most `limit` environments; an idle one is reused, the most recent first.

    One that died is thrown away, and another is started when it is needed.
    """

    def __init__(self, start: Callable[[], Warm], limit: int) -> None:
        self._start = start
        self._limit = limit
        # None stands for an environment that may be started.
        self._free: queue.LifoQueue[Warm | None] = queue.LifoQueue()
        for _ in range(limit):
            self._free.put(None)
        self._started: list[Warm] = []

    def warm_up(self) -> None:
        """Start the first environment before the first event needs it."""
        with self._taken() as environment:
            environment.warm_up()

    def invoke(self, event: bytes) -> Invocation:
        """Run the function once, in the first environment that is free.

        When none can be started that invocation has failed, and whoever asked for it goes on.
        """
        try:
            with self._taken() as environment:
                return environment.invoke(event)
        except LocalError as error:
            return Invocation(b"", 0.0, str(error))

    @property
    def is_idle(self) -> bool:
        """Tell whether no invocation is under way."""
        return self._free.qsize() == self._limit

    def ask_to_stop(self) -> None:
        """Have every handler that is at work give up what it has in hand."""
        for environment in list(self._started):
            environment.ask_to_stop()

    def close(self) -> None:
        """Let go of every environment."""
        for environment in self._started:
            environment.close()

    @contextmanager
    def _taken(self) -> Iterator[Warm]:
        environment = self._living(self._free.get())
        try:
            environment = environment or self._start_one()
            yield environment
        finally:
            self._free.put(self._living(environment))

    def _start_one(self) -> Warm:
        environment = self._start()
        self._started.append(environment)
        return environment

    def _living(self, environment: Warm | None) -> Warm | None:
        """The environment; None, once it is let go of, if it is dead."""
        if environment is None or not environment.is_dead:
            return environment
        environment.close()
        self._started.remove(environment)
        return None
