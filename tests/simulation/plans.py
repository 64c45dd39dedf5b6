"""What users mean to do, all of it decided before anything happens."""

from dataclasses import dataclass, replace
from random import Random
from typing import Final

from darkroom.recipes import Output
from tests.builders import build_output, build_slow_output
from tests.simulation.climates import Climate
from tests.simulation.contents import Content

_MINUTE_MS: Final = 60_000
_SIZES: Final = (1, 9, 10, 11, 99, 100, 101, 500)
_SIZE_WEIGHTS: Final = (600, 120, 120, 120, 6, 6, 6, 2)
_MOST_INLINE: Final = 11
_FAST, _SLOW = build_output(), build_slow_output()
_OUTPUTS: Final = ((_FAST,), (_FAST,), (_FAST, _SLOW), (_SLOW,), (_SLOW, _FAST, build_output("2")))


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a user means to do with a job, and how often to change the library after that.

    Photos without content are never uploaded.
    """

    user_id: str
    outputs: tuple[Output, ...]
    contents: tuple[Content | None, ...]
    added: tuple[Content | None, ...] = ()
    is_inline: bool = False
    is_keyed: bool = True
    repeats: bool = False
    uploads_twice: bool = False
    retries: int = 0
    changes: int = 0
    starts_ms: int = 0
    deletes_after_ms: int | None = None
    tries: int = 6


def plans_of(random: Random, climate: Climate) -> list[Plan]:
    """The plans of one to three users, of whom the first may have many photos."""
    return [
        _plan(random, climate, f"user-{number}", is_first=number == 1)
        for number in range(1, random.choice((1, 1, 1, 2, 3)) + 1)
    ]


def _plan(random: Random, climate: Climate, user_id: str, *, is_first: bool) -> Plan:
    size = random.choices(_SIZES, _SIZE_WEIGHTS)[0] if is_first else random.choice((1, 2, 3))
    plan = Plan(
        user_id=user_id,
        outputs=random.choice(_OUTPUTS),
        contents=_contents(random, size, climate),
        is_keyed=random.random() < 0.8,
        repeats=random.random() < 0.2,
        uploads_twice=random.random() < 0.1,
        retries=random.choice((0, 0, 1, 2)),
        starts_ms=random.randrange(_MINUTE_MS),
        tries=random.choice((1, 6, 6)),
    )
    if size <= _MOST_INLINE and random.random() < 0.3:
        plan = replace(plan, changes=random.choice((1, 5, 20)))
    if random.random() < 0.1:
        plan = replace(plan, deletes_after_ms=random.randrange(10 * _MINUTE_MS))
    if size <= _MOST_INLINE and random.random() < 0.3:
        contents = _contents(random, size, replace(climate, missing=0.0))
        return replace(plan, is_inline=True, contents=contents)
    if random.random() < 0.2:
        added = random.choice((1, 2, 9))
        return replace(plan, added=_contents(random, added, climate))
    return plan


def _contents(random: Random, size: int, climate: Climate) -> tuple[Content | None, ...]:
    # Whatever is cursed is given up on only after an hour.
    bad = [it for it in Content if it is not Content.HEALTHY]
    if climate.is_calm:
        bad.remove(Content.CURSED)
    kinds: list[Content | None] = [Content.HEALTHY, *bad, None]
    weights = [0.95, *(0.01 for _ in bad), climate.missing]
    weights[kinds.index(Content.STUBBORN)] = climate.stubborn
    return tuple(random.choices(kinds, weights, k=size))
