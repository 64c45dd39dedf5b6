"""Which red spots in an upright face can be believed to be pupils."""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from darkroom.imaging.retouch.spots import Spot


class Placed(NamedTuple):
    """A spot and where it is in the face's square, from 0 to 1."""

    across: float
    down: float
    spot: Spot


class _Demands(NamedTuple):
    """What a spot must have at least (`lead`, contrasts, `filled`), and what at most."""

    lead: float
    rest: float
    orange: float
    contrast: float
    blue_contrast: float
    filled: float
    leak: float
    worst_leak: float


# `lead` is the factor by which red leads in a pupil against next to it, besides a `rest` of levels.
_SURE = _Demands(1.45, 4, 0.42, 0.15, 0.08, 0.72, 0.2, 0.4)
_LIKELY = _Demands(1.25, 4, 0.52, 0.12, 0.05, 0.72, 0.25, 0.5)
"""What the other eye of a sure one has to be."""
_FAINT = _Demands(1.08, 2, 0.2, 0.15, 0.06, 0.78, 0.13, 0.25)
"""What both have to be if neither is sure: round and not brown above all."""

_EYES = ((0.3, 0.38), (0.7, 0.38))
_OFF = (0.13, 0.1)
"""Where the pupils of an upright face are, and how far off they may be."""
_APART = (0.24, 0.52)
_LEVEL = 0.07
_ALIKE = 1.9
_OFF_CENTER, _FAINT_APART, _FAINT_ALIKE = 0.05, (0.29, 0.39), 1.3

_PAIR_CONTRAST, _FAINT_CONTRAST = 0.5, 0.36
_SINGLE_CONTRAST, _SINGLE_RADIUS = 0.33, 6.0
"""Two spots in the right places support each other; one has to be a pupil by itself."""


def believable(spots: Sequence[Placed]) -> tuple[Placed, ...]:
    """The best pair, left one first, or the one spot that needs no other; mostly none."""
    left, right = (
        [spot for spot in spots if _is_near(spot, eye) and _meets(spot.spot, _LIKELY, _FAINT)]
        for eye in _EYES
    )
    pairs = [pair for pair in product(left, right) if _go_together(*pair)]
    if pairs:
        return max(pairs, key=lambda pair: pair[0].spot.contrast + pair[1].spot.contrast)
    alone = [found for found in (*left, *right) if _stands_alone(found.spot)]
    return tuple(sorted(alone, key=lambda found: -found.spot.contrast)[:1])


def _is_near(found: Placed, eye: tuple[float, float]) -> bool:
    return abs(found.across - eye[0]) < _OFF[0] and abs(found.down - eye[1]) < _OFF[1]


def _go_together(left: Placed, right: Placed) -> bool:
    is_level = abs(left.down - right.down) < _LEVEL
    is_placed = _APART[0] < right.across - left.across < _APART[1]
    is_alike = 1 / _ALIKE < left.spot.radius / right.spot.radius < _ALIKE
    return is_level and is_placed and is_alike and _support_each_other(left, right)


def _support_each_other(left: Placed, right: Placed) -> bool:
    contrast = left.spot.contrast + right.spot.contrast
    both = (left.spot, right.spot)
    if contrast > _PAIR_CONTRAST and all(_meets(spot, _LIKELY) for spot in both):
        return any(_meets(spot, _SURE) for spot in both) or _are_faint(left, right)
    return contrast > _FAINT_CONTRAST and _are_faint(left, right)


def _are_faint(left: Placed, right: Placed) -> bool:
    is_centered = abs((left.across + right.across) / 2 - 0.5) < _OFF_CENTER
    is_usual = _FAINT_APART[0] < right.across - left.across < _FAINT_APART[1]
    is_alike = 1 / _FAINT_ALIKE < left.spot.radius / right.spot.radius < _FAINT_ALIKE
    are_faint = _meets(left.spot, _FAINT) and _meets(right.spot, _FAINT)
    return is_centered and is_usual and is_alike and are_faint


def _stands_alone(spot: Spot) -> bool:
    is_distinct = spot.contrast > _SINGLE_CONTRAST and spot.radius >= _SINGLE_RADIUS
    return is_distinct and _meets(spot, _SURE)


def _meets(spot: Spot, *demands: _Demands) -> bool:
    """Whether it meets one of them."""
    return any(
        spot.excess > demand.lead * spot.excess_around + demand.rest
        and spot.orange < demand.orange
        and min(spot.contrast - demand.contrast, spot.blue_contrast - demand.blue_contrast) > 0
        and spot.filled > demand.filled
        and max(spot.leak - demand.leak, spot.worst_leak - demand.worst_leak) < 0
        for demand in demands
    )
