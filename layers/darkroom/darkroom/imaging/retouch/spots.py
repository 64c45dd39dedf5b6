"""Round red spots: discs that are redder than the ring around them, at several sizes."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import cv2
import numpy as np

from darkroom.imaging.retouch.arrays import Mask, Numbers, Pixels

RADII = (4.5, 6.0, 8.0, 10.5, 13.5)
"""Pixels: what is looked at is brought to a size at which pupils are of these."""

_RING = (1.3, 1.9)
"""What is next to a spot, in radii: the rest of the eye."""

_FLOOR = 5.0
_MOST_REDNESS = 1.5
"""Of log(red / green): in the dark there is no telling red from redder."""
_SOFTNESS = 0.8

_LEAST_CONTRAST = 0.08
_APART = 15
_SECTORS = 8


class Spot(NamedTuple):
    """A spot in pixels, and what there is to judge it by.

    `contrast` and `blue_contrast` are by how much log(red / green) and log(red / blue) are higher
    than next to it; `excess` and `excess_around` the levels by which red leads the other bands, in
    it and next to it; `filled` the share of it that is red; `leak` and `worst_leak` the share of
    what is next to it that is as red, in all and in the second worst of eight directions; `orange`
    is 0 for pure red and 1 for yellow.
    """

    x: float
    y: float
    radius: float
    contrast: float
    blue_contrast: float
    excess: float
    excess_around: float
    filled: float
    leak: float
    worst_leak: float
    orange: float


def red_spots(pixels: Pixels | Numbers, radii: Sequence[float] = RADII) -> list[Spot]:
    """The spots in an RGB array, the most distinct first; none overlaps another."""
    colors = cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), _SOFTNESS) + _FLOOR
    redness = np.minimum(np.log(colors[..., 0] / colors[..., 1]), _MOST_REDNESS)
    found = sorted(_peaks(redness, radii), key=lambda peak: -peak[0])
    spots: list[Spot] = []
    for _, x, y, radius in found[:_MOST_PEAKS]:
        if all(np.hypot(x - s.x, y - s.y) > _APART for s in spots):
            spots.append(_spot(colors, redness, (x, y, radius)))
    return sorted(spots, key=lambda spot: -spot.contrast * spot.filled)


_MOST_PEAKS = 40
"""Of a photo that is full of red spots, some are enough to see that they are no pupils."""


def _peaks(redness: Numbers, radii: Sequence[float]) -> Iterator[tuple[float, int, int, float]]:
    for radius in radii:
        contrast = cv2.filter2D(redness, -1, _kernel(radius), borderType=cv2.BORDER_REPLICATE)
        is_peak = contrast == cv2.dilate(contrast, np.ones((_APART, _APART), np.uint8))
        for y, x in np.argwhere(is_peak & (contrast > _LEAST_CONTRAST)):
            yield float(contrast[y, x]), int(x), int(y), radius


@cache
def _kernel(radius: float) -> Numbers:
    """A disc's mean less that of the ring around it."""
    inner, outer = (factor * radius for factor in _RING)
    reach = int(outer + 2)
    away = np.hypot(*np.mgrid[-reach : reach + 1, -reach : reach + 1])
    disc = np.clip(radius + 0.5 - away, 0, 1)
    ring = np.clip(outer + 0.5 - away, 0, 1) * np.clip(away - inner + 0.5, 0, 1)
    kernel: Numbers = (disc / disc.sum() - ring / ring.sum()).astype(np.float32)
    return kernel


def _spot(colors: Numbers, redness: Numbers, peak: tuple[int, int, float]) -> Spot:
    x, y, radius = peak
    reach = int(_RING[1] * radius + 1)
    top, bottom = max(y - reach, 0), min(y + reach + 1, redness.shape[0])
    left, right = max(x - reach, 0), min(x + reach + 1, redness.shape[1])
    part = np.s_[top:bottom, left:right]
    down, across = np.mgrid[top - y : bottom - y, left - x : right - x]
    away = np.hypot(down, across)
    disc, ring = away <= radius, (away > _RING[0] * radius) & (away <= _RING[1] * radius)
    red, seen = redness[part], colors[part]
    bluelessness = np.log(seen[..., 0] / seen[..., 2])
    lead = np.maximum(seen[..., 0] - seen[..., 1:].max(axis=2), 0)
    middle = (red[disc].mean() + red[ring].mean()) / 2
    sector = ((np.arctan2(down, across) / np.pi + 1) * _SECTORS / 2).astype(int) % _SECTORS
    leaks = [_share(red[ring & (sector == one)] > middle) for one in range(_SECTORS)]
    band = [float(np.median(seen[..., index][disc])) for index in range(3)]
    return Spot(
        x=x,
        y=y,
        radius=radius,
        contrast=float(red[disc].mean() - red[ring].mean()),
        blue_contrast=float(bluelessness[disc].mean() - bluelessness[ring].mean()),
        excess=float(lead[disc].mean()),
        excess_around=float(lead[ring].mean()),
        filled=_share(red[disc] > middle),
        leak=sum(leaks) / _SECTORS,
        worst_leak=sorted(leaks)[-2],
        orange=(band[1] - band[2]) / max(band[0] - band[1], 1),
    )


def _share(claims: Mask) -> float:
    """How many of them are true; beyond the edge of a photo, where there are none, all."""
    return float(claims.mean()) if claims.size else 1.0
