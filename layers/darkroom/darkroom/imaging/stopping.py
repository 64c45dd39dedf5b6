"""Being asked to stop, by SIGTERM, while a child is at work.

A signal is for a whole process, and so is what is known of it here.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Stop:
    """Whether this process has been asked to stop, and the child that is ended then."""

    _is_asked: bool = False
    _child: int | None = None

    def is_asked(self) -> bool:
        """Tell whether work in hand is to be given up."""
        return self._is_asked

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """Within this SIGTERM ends no more than the child; outside it the process, as ever."""
        before = signal.signal(signal.SIGTERM, self._ask)
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, before)
            self._is_asked = False

    @contextmanager
    def ends(self, child: int) -> Iterator[None]:
        """Within this the child is ended as soon as somebody asks, or if somebody has."""
        self._child = child
        try:
            if self._is_asked:
                end(child)
            yield
        finally:
            self._child = None

    def _ask(self, _number: int, _frame: object) -> None:
        self._is_asked = True
        if self._child is not None:
            end(self._child)


STOP = Stop()
"""This process's own."""


def end(child: int) -> None:
    """Kill a child that has not been waited for, and all that it has started."""
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        # It has not got as far as to lead a group of its own.
        os.kill(child, signal.SIGKILL)
