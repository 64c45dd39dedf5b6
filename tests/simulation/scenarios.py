"""Worlds at random: what a seed stands for."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import Random

from tests.simulation.climates import climate_of
from tests.simulation.contents import Content
from tests.simulation.deployment import physical_name
from tests.simulation.faults import Fault, Weather
from tests.simulation.plans import plans_of
from tests.simulation.runs import Outcome, finish
from tests.simulation.sqs.message import NewMessage
from tests.simulation.users import User
from tests.simulation.wiring import DEAD_LETTER_QUEUES, Wiring
from tests.simulation.world import Surroundings, World


def run(seed: int, wiring: type[Wiring] = Wiring, *, is_traced: bool = False) -> Outcome:
    """What happens in the world of a seed."""
    random = Random(seed)  # noqa: S311 - the same seed, the same world
    climate = climate_of(random)
    weather = Weather(random, climate.rates, climate.places)
    world = World(
        Surroundings(
            seed=seed,
            fate=weather,
            duplicates=climate.duplicates,
            disorder=climate.disorder,
            skewed=climate.skewed,
            latency_ms=climate.latency_ms,
            workers=random.randint(1, 8),
            wiring=wiring,
            is_traced=is_traced,
        )
    )
    for plan in plans_of(random, climate):
        world.add(plan)
    arm(world)

    def clear_up() -> None:
        weather.clear_up()
        world.mischief.calm_down()
        world.set_clocks()

    world.scheduler.at(climate.sets_in_ms, weather.set_in)
    world.times.clear_up_at(climate.clears_up_ms)
    world.times.is_calm = climate.is_calm
    world.scheduler.at(climate.clears_up_ms, clear_up)
    outcome = replace(finish(world), crash=climate.crash)
    if outcome.failed and not outcome.crash:
        unlucky = [f"P9: {photo_id} failed: {code}" for photo_id, code in outcome.failed.items()]
        return replace(outcome, broken=[*outcome.broken, *unlucky])
    return outcome


def arm(world: World) -> None:
    """Let others come at bad moments: users, operators, and whoever sends nonsense."""

    def somebody() -> User:
        return world.random.choice(world.users)

    def everybody(act: Callable[[User], None]) -> None:
        for user in world.users:
            world.scheduler.start(partial(user.intervene, act))

    def have(act: Callable[[User], None]) -> Callable[[], None]:
        return lambda: world.scheduler.start(lambda: somebody().intervene(act))

    world.strikes |= {
        Fault.DELETE_RACE: have(User.delete),
        Fault.RETRY_RACE: have(User.retry),
        Fault.ADD_RACE: have(lambda user: user.add([Content.HEALTHY])),
        Fault.UPLOAD_RACE: lambda: everybody(User.upload_late),
        Fault.MALFORMED: lambda: _send_nonsense(world),
        Fault.RESEND: have(User.resend_letters),
        Fault.REDRIVE: lambda: redrive(world),
    }


def _send_nonsense(world: World) -> None:
    queue = world.sqs.queues[physical_name(world.random.choice(list(DEAD_LETTER_QUEUES)))]
    body = world.random.choice(("{}", "[]", "nonsense", '{"version": 2}'))
    nonsense = NewMessage(body=body)
    if queue.is_fifo:
        known = f"{world.random.random()}"
        nonsense = replace(nonsense, group="nobody", deduplication=known)
    queue.send(nonsense)


def redrive(world: World) -> None:
    """Move every dead letter back to the queue that gave it up, as SQS's redrive does."""
    for name in DEAD_LETTER_QUEUES.values():
        dead = world.sqs.queues[name]
        while message := dead.take_out():
            world.sqs.queues[message.origin or ""].send(message.new)
