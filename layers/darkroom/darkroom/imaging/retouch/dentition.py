"""Where teeth show in an upright mouth: what is paler than this face's skin, between lips."""

from typing import NamedTuple

from darkroom.imaging.retouch.arrays import Mask
from darkroom.imaging.retouch.complexion import Skin, Tones
from darkroom.imaging.retouch.mouth_spots import MouthSpot, mouth_spots

_LEVELS = (0.05, 0.02, -0.01, -0.04, -0.07, -0.1, -0.13, -0.17, -0.21, -0.26)
"""By how much redder than skin teeth may be taken to be: it depends on light and lips."""

# Lengths and places are shares of the face's side, areas of its square.
_LEAST_AREA, _LEAST_WIDTH, _MOST_HEIGHT, _LEAST_ASPECT = 0.0026, 0.12, 0.25, 1.2
_ACROSS, _DOWN = (0.4, 0.6), (0.68, 0.9)

_FRAMED, _CONTRAST = 0.72, 0.15
_BRIGHTER, _DARKEST = 0.1, -0.3
_NOSTRIL = -0.6
"""What is redder and darker than a lip: above a closed mouth there is skin, and then the nose."""

_LEAST_PALENESS, _PALENESS_SHARE, _NEUTRAL = -0.04, 0.2, 0.1
"""Teeth are less red than skin: the more so, the redder the skin is than what is neutral."""

_TYPICAL_SHARE, _MOST_SHARE = 0.45, 1.6
"""On the way from lips to teeth, how far beyond skin teeth are: other skin, less lit, is not."""
_TYPICAL_EDGE, _MOST_EDGE = 0.08, 2.0
"""How much of that way a pixel at the edge of teeth makes: skin shades off slowly."""
_HIGHEST, _TOO_HIGH = 0.73, 10.0
_LOWEST, _TOO_LOW = 0.79, 20.0
"""How high their middle and how low their top may be in a face, and what it costs to be beyond:
above there is the skin below a nose, and further down a chin."""
_EVIDENCE = 1.85
"""The least of all that: between teeth in poor photos, and pale skin around a closed mouth."""

_WIDER_HEIGHT, _WIDER_REST = 1.35, 0.015
"""How much higher a row of teeth may be with its shaded ends."""

_PART_FRAMED, _PART_BELOW, _PART_ASIDE = 0.6, 0.16, 0.03
"""The other row of teeth, which the first one vouches for."""


class Teeth(NamedTuple):
    """Where teeth show; the redness of them and of what frames them, and their lightness."""

    support: Mask
    pale: float
    red: float
    light: float


def visible_teeth(mouth: Tones, skin: Skin) -> Teeth | None:
    """The teeth in the upright window, its tones being against skin; None if nothing passes.

    The redness is cut at several levels, and whatever lies below one of them is judged as a whole:
    by its size, place and shape, by being lighter than what surrounds it, and above all by redder
    things right above and right below it. A doubtful spot changes nothing at all.
    """
    paleness = min(_LEAST_PALENESS, -_PALENESS_SHARE * (skin.redness - _NEUTRAL))
    spots = {level: list(mouth_spots(mouth, level)) for level in _LEVELS}
    good = [
        (level, spot)
        for level, found in spots.items()
        for spot in found
        if spot.paleness < paleness and _is_dental(spot)
    ]
    if not good:
        return None
    level, best = max(good, key=lambda found: _merit(found[1]))
    support = best.mask.copy()
    for spot in [spot for _, spot in good if _is_wider(spot, best)]:
        support |= spot.mask
    for spot in [spot for spot in spots[level] if _belongs(spot, best)]:
        support |= spot.mask
    return Teeth(support, best.paleness, best.paleness + best.contrast, best.lightness)


def _merit(spot: MouthSpot) -> float:
    """What makes one cut better than another: clear teeth first, and then many of them."""
    return float(spot.contrast * spot.brighter * spot.area**0.25)


def _is_dental(spot: MouthSpot) -> bool:
    across, down = (spot.left + spot.right) / 2, (spot.top + spot.bottom) / 2
    is_in_place = _ACROSS[0] < across < _ACROSS[1] and _DOWN[0] < down < _DOWN[1]
    is_large = spot.area > _LEAST_AREA and spot.width > _LEAST_WIDTH
    is_flat = spot.height < _MOST_HEIGHT and spot.width > _LEAST_ASPECT * spot.height
    is_framed = spot.framed > _FRAMED and spot.contrast > _CONTRAST
    is_light = spot.brighter > _BRIGHTER and spot.lightness > _DARKEST
    return (
        is_in_place
        and is_large
        and is_flat
        and is_framed
        and is_light
        and spot.upper_lip > _NOSTRIL
        and _evidence(spot, down) > _EVIDENCE
    )


def _evidence(spot: MouthSpot, down: float) -> float:
    share = min(-spot.paleness / spot.contrast / _TYPICAL_SHARE, _MOST_SHARE)
    edge = min(spot.edge / spot.contrast / _TYPICAL_EDGE, _MOST_EDGE)
    return share + edge - max((_HIGHEST - down) * _TOO_HIGH, (spot.top - _LOWEST) * _TOO_LOW, 0)


def _is_wider(spot: MouthSpot, best: MouthSpot) -> bool:
    """Whether it is the same row of teeth with those that are in shadow, and no tongue."""
    is_same = bool((spot.mask & best.mask).any())
    return is_same and spot.height < _WIDER_HEIGHT * best.height + _WIDER_REST


def _belongs(spot: MouthSpot, best: MouthSpot) -> bool:
    is_below = best.top - _PART_ASIDE < spot.top < best.bottom + _PART_BELOW
    is_between = spot.left > best.left - _PART_ASIDE and spot.right < best.right + _PART_ASIDE
    is_alike = spot.paleness < best.paleness / 2 and spot.brighter > _BRIGHTER
    return is_below and is_between and is_alike and spot.framed > _PART_FRAMED
