"""Reads every line that is logged: none may tell a secret, or of a mistake in the code."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from botocore.exceptions import ClientError
from pydantic import ValidationError

from darkroom.errors import TransientError
from tests.simulation.history import History
from tests.simulation.users import CANARY

_PACKAGE: Final = logging.getLogger("darkroom")
# What outages and malformed messages bring out of code that has no mistake.
_EXPECTED: Final = (TransientError, ClientError, ValidationError)


class _Reader(logging.Handler):
    def __init__(self, history: History) -> None:
        super().__init__()
        self._history = history

    def emit(self, record: logging.LogRecord) -> None:
        if CANARY in str(record.__dict__):
            self._history.accuse("P12", f"a log line tells a photo's name: {record.msg}")
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and not isinstance(error, _EXPECTED):
            self._history.accuse("crash", f"{record.msg}: {error!r}")


@contextmanager
def read_by(history: History) -> Iterator[None]:
    """Have every line read that is logged meanwhile."""
    reader = _Reader(history)
    before = _PACKAGE.level, _PACKAGE.propagate
    _PACKAGE.addHandler(reader)
    _PACKAGE.setLevel(logging.INFO)
    _PACKAGE.propagate = False
    try:
        yield
    finally:
        _PACKAGE.removeHandler(reader)
        _PACKAGE.setLevel(before[0])
        _PACKAGE.propagate = before[1]
