"""One run: a world and its users, until nothing is left to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from darkroom.jobs import Photo
from tests.simulation.logs import read_by
from tests.simulation.properties import broken
from tests.simulation.world import World

END_MS: Final = 14 * 24 * 3_600_000
MOST_TURNS: Final = 150_000


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a run: which rules were broken, and which healthy photos failed, and why."""

    seed: int
    broken: Sequence[str]
    healthy: int
    crash: float = 0.0
    failed: Mapping[str, str] = field(default_factory=dict)
    trace: Sequence[str] = ()


def finish(world: World) -> Outcome:
    """Let a world go on until nothing is left to do, and judge it."""
    with read_by(world.history):
        if world.scheduler.run(END_MS, MOST_TURNS):
            world.history.accuse("P10", "it does not end")
    photos = [row for row in world.table.rows() if isinstance(row, Photo)]
    return Outcome(
        seed=world.surroundings.seed,
        broken=broken(world),
        healthy=sum(map(world.is_healthy, photos)),
        failed=world.history.failures,
        trace=world.trace.lines() if world.trace else (),
    )
