"""How badly things go in a world: what goes wrong there, how often, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tests.simulation.faults import Fault

CRASHES: Final = (0.0, 0.01, 0.05)
"""How often a process dies at an await point, in the three kinds of bad weather."""

_MINUTE_MS: Final = 60_000
_HOUR_MS: Final = 60 * _MINUTE_MS

# Each family of faults is there in some worlds only: too many at once hide one another.
_FAMILIES: Final[tuple[Mapping[Fault, float], ...]] = (
    {Fault.THROTTLE: 0.05},
    {Fault.REPEAT: 0.01, Fault.UNANSWERED: 0.01},
    {Fault.SLOW: 0.02, Fault.HALTING: 0.05},
    {Fault.PARTIAL: 0.05},
    {Fault.DELAY: 0.05},
    {Fault.DUPLICATE: 0.02},
    {Fault.STALE: 0.2},
    {Fault.TORN: 0.05},
    {Fault.OUT_OF_MEMORY: 0.01},
    {Fault.STOP: 0.005},
    {Fault.NO_ROOM: 0.05},
    {Fault.EVENT_LOST: 0.05, Fault.EVENT_LATE: 0.05, Fault.EVENT_TWICE: 0.05},
    {Fault.NO_UPLOAD: 0.02},
    {Fault.MALFORMED: 0.002},
    {Fault.DELETE_RACE: 0.002},
    {Fault.RETRY_RACE: 0.02},
    {Fault.ADD_RACE: 0.02},
    {Fault.REDRIVE: 0.002, Fault.RESEND: 0.001},
)


@dataclass(frozen=True, kw_only=True)
class Climate:
    """What goes wrong in a world, and how many photos are `missing` or `stubborn` at first.

    At certain `places` one thing goes wrong most of the time.
    """

    crash: float = 0.0
    rates: Mapping[Fault, float] = field(default_factory=dict)
    places: Mapping[str, Fault] = field(default_factory=dict)
    duplicates: float = 0.0
    disorder: float = 0.0
    skewed: float = 0.0
    latency_ms: int = 30
    missing: float = 0.02
    stubborn: float = 0.01
    sets_in_ms: int = 0
    clears_up_ms: int = 0
    is_calm: bool = False


def climate_of(random: Random) -> Climate:
    """A climate at random."""
    kind = random.random()
    if kind < 0.08:
        return Climate(is_calm=True)
    if kind < 0.16:
        # Uploads come when they are given up on.
        return Climate(
            places={
                "reconcile table.move_photo": Fault.UPLOAD_RACE,
                "process_photo renderer": Fault.SLOW,
                "retouch_photo renderer": Fault.SLOW,
            },
            missing=0.4,
            sets_in_ms=12 * _HOUR_MS - 5 * _MINUTE_MS,
            clears_up_ms=14 * _HOUR_MS,
        )
    if kind < 0.24:
        # Photos begin again while answers from before still come in.
        return Climate(
            rates={Fault.RETRY_RACE: 0.02, Fault.ADD_RACE: 0.02},
            latency_ms=600,
            duplicates=0.3,
            disorder=0.5,
            stubborn=0.3,
            clears_up_ms=30 * _MINUTE_MS,
        )
    crash = random.choice(CRASHES)
    rates: dict[Fault, float] = {
        Fault.CRASH: crash * 0.45,
        Fault.CRASH_AFTER: crash * 0.45,
        Fault.TIMEOUT: crash * 0.05,
        Fault.TIMEOUT_AFTER: crash * 0.05,
    }
    for family in _FAMILIES:
        if random.random() < 0.5:
            rates |= family
    return Climate(
        crash=crash,
        rates=rates,
        duplicates=random.choice((0.0, 0.1)),
        disorder=random.choice((0.0, 0.5)),
        skewed=random.choice((0.0, 0.0, 0.2)),
        latency_ms=random.choice((30, 30, 300)),
        clears_up_ms=random.randint(5, 60) * _MINUTE_MS,
    )
