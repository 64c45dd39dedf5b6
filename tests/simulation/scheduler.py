"""Virtual time: tasks take turns where they pause, in an order that their seed alone decides."""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Any, Final

from greenlet import getcurrent, greenlet

from tests.builders import NOW

EPOCH_MS: Final = int(NOW.timestamp() * 1000)


class Scheduler:
    """Does one thing at a time: what is due first, and of that what was asked for first.

    A task is ordinary code. It runs alone until it pauses, so nothing happens between two pauses
    but what it does itself. Time passes only while every task is paused.
    """

    def __init__(self) -> None:
        self.now_ms = 0
        self._due: list[tuple[int, int, Callable[[], Any]]] = []
        self._numbers = count()
        self._hub = getcurrent()
        self._until_ms = 0

    def at(self, when_ms: int, action: Callable[[], Any]) -> None:
        """Do something at a time, or now if that is over."""
        heappush(self._due, (max(when_ms, self.now_ms), next(self._numbers), action))

    def start(self, work: Callable[[], object]) -> None:
        """Begin a task; its first turn comes as soon as everybody else pauses."""
        self.at(self.now_ms, greenlet(work, self._hub).switch)

    def pause(self, milliseconds: int) -> None:
        """Let others work until so much time has passed; for tasks only."""
        due_ms = self.now_ms + milliseconds
        due = self._due
        if due_ms > self._until_ms or (due and due[0][0] <= due_ms):
            heappush(due, (due_ms, next(self._numbers), getcurrent().switch))
            self._hub.switch()
        else:
            # Nobody else would have a turn before.
            self.now_ms = due_ms

    def run(self, until_ms: int, most: int) -> bool:
        """Work until nothing is left to do; answers whether there is, at a time or after `most`."""
        self._hub = getcurrent()
        due = self._due
        self._until_ms = until_ms
        for _ in range(most):
            if not due or due[0][0] > until_ms:
                break
            self.now_ms, _, action = heappop(due)
            action()
        return bool(due)


class VirtualClock:
    """A worker's clock, which may be wrong."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self.skew_ms = 0

    def now(self) -> datetime:
        """The current moment, as far as this worker knows."""
        return NOW + timedelta(milliseconds=self._scheduler.now_ms + self.skew_ms)

    def sleep(self, seconds: float) -> None:
        """Let others work for so long."""
        self._scheduler.pause(round(seconds * 1000))


def epoch_ms(virtual_ms: int) -> int:
    """Milliseconds since 1970 of a moment of virtual time."""
    return EPOCH_MS + virtual_ms
