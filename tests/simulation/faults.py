"""What can go wrong at an await point, and who decides whether it does."""

from collections.abc import Mapping
from enum import StrEnum, auto
from random import Random
from typing import Final, Protocol


class Fault(StrEnum):
    """One thing that goes wrong."""

    CRASH = auto()
    CRASH_AFTER = auto()
    TIMEOUT = auto()
    TIMEOUT_AFTER = auto()
    OUT_OF_MEMORY = auto()
    STOP = auto()
    SLOW = auto()
    THROTTLE = auto()
    REPEAT = auto()
    UNANSWERED = auto()
    PARTIAL = auto()
    DUPLICATE = auto()
    DELAY = auto()
    REORDER = auto()
    STALE = auto()
    TORN = auto()
    HALTING = auto()
    AHEAD = auto()
    BEHIND = auto()
    NO_ROOM = auto()
    EVENT_LOST = auto()
    EVENT_LATE = auto()
    EVENT_TWICE = auto()
    NO_UPLOAD = auto()
    MALFORMED = auto()
    DELETE_RACE = auto()
    RETRY_RACE = auto()
    ADD_RACE = auto()
    UPLOAD_RACE = auto()
    REDRIVE = auto()
    RESEND = auto()


class Kind(StrEnum):
    """What an await point waits for."""

    READ = auto()
    WRITE = auto()
    TRANSACTION = auto()
    BULK = auto()
    SEND = auto()
    HIDE = auto()
    LOOK = auto()
    RENDER = auto()
    INVOKE = auto()
    RECEIVE = auto()
    ACKNOWLEDGE = auto()
    UPLOAD = auto()
    ANSWER = auto()


_ENDS: Final = (Fault.CRASH, Fault.CRASH_AFTER, Fault.TIMEOUT, Fault.TIMEOUT_AFTER, Fault.STOP)
_TIME: Final = (Fault.SLOW, Fault.AHEAD, Fault.BEHIND)
_OTHERS: Final = (
    Fault.DELETE_RACE,
    Fault.RETRY_RACE,
    Fault.ADD_RACE,
    Fault.UPLOAD_RACE,
    Fault.REDRIVE,
    Fault.RESEND,
    Fault.MALFORMED,
)
_EVERYWHERE: Final = (*_ENDS, *_TIME, Fault.THROTTLE, *_OTHERS)
_WRITES: Final = (*_EVERYWHERE, Fault.UNANSWERED)

FAULTS: Final[Mapping[Kind, tuple[Fault, ...]]] = {
    Kind.READ: _EVERYWHERE,
    # The SDK repeats a call that was not answered, and then meets its own write ...
    Kind.WRITE: (*_WRITES, Fault.REPEAT),
    # ... but a transaction carries a token by which DynamoDB knows it again.
    Kind.TRANSACTION: _WRITES,
    # Several writes, between which a process may end or others may come.
    Kind.BULK: (*_WRITES, Fault.TORN, Fault.HALTING),
    Kind.SEND: (*_WRITES, Fault.REPEAT, Fault.PARTIAL, Fault.DUPLICATE, Fault.DELAY),
    Kind.HIDE: (*_WRITES, Fault.REPEAT),
    Kind.LOOK: (*_EVERYWHERE, Fault.STALE),
    Kind.RENDER: (*_ENDS, *_TIME, *_OTHERS, Fault.OUT_OF_MEMORY),
    # Lambda hands over every batch at least once, also that of a FIFO queue.
    Kind.INVOKE: (Fault.NO_ROOM, Fault.DUPLICATE, *_TIME),
    Kind.RECEIVE: (Fault.REORDER,),
    Kind.ACKNOWLEDGE: (Fault.CRASH, Fault.PARTIAL, Fault.SLOW),
    Kind.UPLOAD: (Fault.EVENT_LOST, Fault.EVENT_LATE, Fault.EVENT_TWICE, Fault.NO_UPLOAD),
    Kind.ANSWER: (Fault.UNANSWERED,),
}
"""Every fault of every kind of point."""


class Fate(Protocol):
    """Whoever decides what goes wrong."""

    def decide(self, kind: Kind, point: str) -> Fault | None:
        """What goes wrong at the await point that has been reached, named with who reached it."""
        ...


_AT_PLACES: Final = 0.8


class Weather:
    """Lets things go wrong at random, each fault at its own rate, while it is bad."""

    def __init__(
        self, random: Random, rates: Mapping[Fault, float], places: Mapping[str, Fault]
    ) -> None:
        self._random = random
        self._places = places
        self._sums = _NO_SUMS
        self._bad = {kind: _sums(faults, rates) for kind, faults in FAULTS.items()}

    def decide(self, kind: Kind, point: str) -> Fault | None:
        """Throw the dice."""
        if point in self._places and self._random.random() < _AT_PLACES:
            return self._places[point]
        sums = self._sums[kind]
        if not sums or (thrown := self._random.random()) >= sums[-1][0]:
            return None
        return next(fault for limit, fault in sums if thrown < limit)

    def set_in(self) -> None:
        """From now on it is bad."""
        self._sums = self._bad

    def clear_up(self) -> None:
        """Let nothing go wrong any more."""
        self._sums = _NO_SUMS
        self._places = {}


_NO_SUMS: Final[dict[Kind, list[tuple[float, Fault]]]] = {kind: [] for kind in Kind}


class Once:
    """Lets one thing go wrong at one await point; without a fault it only remembers the points."""

    def __init__(self, place: int = -1, fault: Fault | None = None) -> None:
        self.points: list[tuple[Kind, str]] = []
        self._place = place
        self._fault = fault

    def decide(self, kind: Kind, point: str) -> Fault | None:
        """Strike where it was told."""
        self.points.append((kind, point))
        return self._fault if len(self.points) - 1 == self._place else None


def _sums(faults: tuple[Fault, ...], rates: Mapping[Fault, float]) -> list[tuple[float, Fault]]:
    total, sums = 0.0, []
    for fault in faults:
        if rate := rates.get(fault, 0.0):
            total += rate
            sums.append((total, fault))
    return sums
