"""One user's operations wait for each other, and nobody else's for them.

On one machine processors are what all wait for; here time passes only while calls are under way.
"""

from functools import partial

from tests.builders import build_output
from tests.libraries import Asked
from tests.simulation.contents import Content
from tests.simulation.faults import Once
from tests.simulation.plans import Plan
from tests.simulation.world import Surroundings, World

_OPERATIONS = 200
_AT_ONCE = 50
_USERS = 20
_STEP_MS = 100
_UNTIL_PHOTOS_ARE_IN_MS = 60_000


def _live(world: World, milliseconds: int) -> None:
    world.scheduler.run(world.scheduler.now_ms + milliseconds, 1_000_000)


def _seconds(users: int) -> float:
    """How long so many users' operations take, from the first request to the last one's end."""
    world = World(Surroundings(seed=0, fate=Once(), workers=_USERS))
    names = [f"user-{number}" for number in range(users)]
    for name in names:
        plan = Plan(user_id=name, outputs=(build_output(),), contents=(Content.HEALTHY,))
        world.add(plan)
    _live(world, _UNTIL_PHOTOS_ARE_IN_MS)
    started = world.scheduler.now_ms
    for name in names:
        (photo_id,) = world.libraries.library(name).photos
        rename: Asked = {"operation": "rename_photo", "photo_id": photo_id, "name": "beach.jpg"}
        for number in range(_OPERATIONS // _AT_ONCE):
            asked = [rename] * _AT_ONCE
            world.scheduler.start(partial(world.owner(name).change, asked, f"key-{number}"))
    while any(world.libraries.log(name).applied < 1 + _OPERATIONS for name in names):
        _live(world, _STEP_MS)
    return (world.scheduler.now_ms - started) / 1000


def test_twenty_users_apply_at_least_five_times_as_much_as_one() -> None:
    alone, together = _seconds(1), _seconds(_USERS)

    assert _USERS * alone / together >= 5
