"""A laid out text drawn as a mask: how much of each pixel it covers."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, cos, floor, pi, radians, sin, sqrt
from typing import Any

import uharfbuzz as hb
from PIL import Image

from darkroom.imaging.geometry import Box
from darkroom.imaging.text.fonts import UNITS
from darkroom.imaging.text.layout import Block

_FLATNESS = 0.1
"""How many pixels an outline may be off from round."""

_FEWEST_CORNERS = 8
_MARGIN = 1


@dataclass(frozen=True, kw_only=True)
class Placement:
    """The em in pixels, where the block's top left corner is, and by how much it is turned."""

    em: float
    left: float = 0
    top: float = 0
    degrees: float = 0
    """Counterclockwise around the top left corner."""

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the block is in pixels."""
        across, down = cos(radians(self.degrees)), sin(radians(self.degrees))
        return (
            self.left + self.em * (x * across + y * down),
            self.top + self.em * (y * across - x * down),
        )


def bounds(block: Block, placement: Placement, around: float) -> Box:
    """The whole pixels that the block is drawn on, with `around` more on every side."""
    left, top, right, bottom = block.ink()
    corners = [placement.at(x, y) for x in (left, right) for y in (top, bottom)]
    more = around + _MARGIN
    return Box(
        floor(min(x for x, _ in corners) - more),
        floor(min(y for _, y in corners) - more),
        ceil(max(x for x, _ in corners) + more),
        ceil(max(y for _, y in corners) + more),
    )


def draw(block: Block, placement: Placement, box: Box, radius: float = 0) -> Image.Image:
    """The mask of what lies in `box`, an L image; every shape is grown by `radius` pixels."""
    width, height = int(box.width), int(box.height)
    raster = hb.RasterDraw()
    # Its rows begin at the bottom, and so do its coordinates.
    raster.extents = hb.RasterExtents(int(box.left), -int(box.bottom), width, height, 0)
    for x, y in _around(radius):
        _add(raster, block, placement, (x, y))
    drawn = raster.render()
    extents = drawn.extents
    return Image.frombytes(
        "L", (extents.width, extents.height), drawn.buffer, "raw", "L", extents.stride, -1
    )


def _add(raster: Any, block: Block, placement: Placement, offset: tuple[float, float]) -> None:  # noqa: ANN401 - HarfBuzz has no types
    scale = placement.em / UNITS
    across, up = scale * cos(radians(placement.degrees)), scale * sin(radians(placement.degrees))
    for glyph in block.glyphs:
        x, y = placement.at(glyph.x, glyph.y)
        raster.transform = (across, up, -up, across, x + offset[0], offset[1] - y)
        raster.draw_glyph(glyph.font, glyph.number)


def _around(radius: float) -> Iterator[tuple[float, float]]:
    """The middle, and as many points on a circle as it takes to look round."""
    yield 0, 0
    if radius > 0:
        corners = max(_FEWEST_CORNERS, ceil(pi * sqrt(radius / (2 * _FLATNESS))))
        for corner in range(corners):
            angle = 2 * pi * corner / corners
            yield radius * cos(angle), radius * sin(angle)
