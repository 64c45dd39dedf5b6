"""Small worlds in which one thing goes wrong: any fault, at any await point."""

from collections.abc import Iterator, Mapping
from typing import Final

from tests.builders import build_output, build_slow_output
from tests.simulation.contents import Content
from tests.simulation.faults import FAULTS, Fault, Kind, Once
from tests.simulation.plans import Plan
from tests.simulation.runs import Outcome, finish
from tests.simulation.scenarios import arm
from tests.simulation.wiring import Wiring
from tests.simulation.world import Surroundings, World

_FAST, _SLOW = build_output(), build_slow_output()
_HEALTHY: Final = Content.HEALTHY

STORIES: Final[Mapping[str, Plan]] = {
    "both lanes": Plan(user_id="user-1", outputs=(_FAST, _SLOW), contents=(_HEALTHY, _HEALTHY)),
    "inline": Plan(user_id="user-1", outputs=(_FAST,), contents=(_HEALTHY,) * 2, is_inline=True),
    "bad photos": Plan(
        user_id="user-1", outputs=(_FAST,), contents=(Content.POISON, Content.NO_PHOTO)
    ),
    "retried": Plan(user_id="user-1", outputs=(_FAST,), contents=(Content.STUBBORN,), retries=1),
    "given up": Plan(user_id="user-1", outputs=(_FAST,), contents=(Content.CURSED,)),
    "never uploaded": Plan(user_id="user-1", outputs=(_FAST,), contents=(None, _HEALTHY)),
    "deleted": Plan(
        user_id="user-1", outputs=(_FAST,), contents=(_HEALTHY,) * 2, deletes_after_ms=1_000
    ),
    "added": Plan(
        user_id="user-1", outputs=(_SLOW,), contents=(_HEALTHY,), added=(_HEALTHY,), repeats=True
    ),
}


def cases(story: str) -> Iterator[tuple[int, str, Fault]]:
    """Every fault at every await point of a story, where it is reached for the first time."""
    seen: set[str] = set()
    for place, (kind, point) in enumerate(_points(story)):
        if point in seen:
            continue
        seen.add(point)
        for fault in FAULTS[kind]:
            yield place, point, fault


def run(story: str, place: int, fault: Fault | None, wiring: type[Wiring] = Wiring) -> Outcome:
    """What happens when this goes wrong there."""
    return finish(_world(story, Once(place, fault), wiring))


def _points(story: str) -> list[tuple[Kind, str]]:
    nothing = Once()
    finish(_world(story, nothing, Wiring))
    return nothing.points


def _world(story: str, fate: Once, wiring: type[Wiring]) -> World:
    world = World(Surroundings(seed=0, fate=fate, wiring=wiring))
    arm(world)
    world.add(STORIES[story])
    return world
