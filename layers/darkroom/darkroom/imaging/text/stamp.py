"""A text in its colors, ready to be laid on photos."""

from dataclasses import dataclass
from functools import cached_property

from PIL import Image, ImageChops, ImageFilter

from darkroom.imaging.geometry import Box, Size
from darkroom.imaging.text.layout import Block
from darkroom.imaging.text.mask import Placement, bounds, draw

Rgb = tuple[int, int, int]

_BLURS_REACH = 3
"""As many times its radius away, nothing is left of a blur."""


@dataclass(frozen=True, kw_only=True)
class Ink:
    """The color of a text, and that of the edge around it, if any; lengths are in ems."""

    fill: Rgb
    edge: Rgb | None = None
    edge_width: float = 0
    softness: float = 0
    opacity: float = 1

    @property
    def is_gray(self) -> bool:
        """Whether it leaves a gray photo gray."""
        return all(len(set(color)) == 1 for color in (self.fill, self.edge) if color)


@dataclass(frozen=True)
class Stamp:
    """An RGB picture of a text, how opaque each of its pixels is, and where its corner goes."""

    picture: Image.Image
    alpha: Image.Image
    left: int
    top: int

    def press(self, image: Image.Image, by: tuple[int, int] = (0, 0)) -> None:
        """Lay it on an image, which changes, moved right and down; what is outside is cut off."""
        left, top = self.left + by[0], self.top + by[1]
        skipped = max(-left, 0), max(-top, 0)
        if image.mode != "RGBA":
            image.paste(self.picture, (left, top), self.alpha)
        elif skipped[0] < self.alpha.width and skipped[1] < self.alpha.height:
            image.alpha_composite(self._with_alpha, (max(left, 0), max(top, 0)), skipped)

    @cached_property
    def _with_alpha(self) -> Image.Image:
        picture = self.picture.copy()
        picture.putalpha(self.alpha)
        return picture


def with_room_for(ink: Ink, image: Image.Image) -> Image.Image:
    """A copy to lay stamps on; a gray one takes on color if the ink has some."""
    if image.mode == "L" and not ink.is_gray:
        return image.convert("RGB")
    return image.copy()


def stamp(block: Block, placement: Placement, ink: Ink, within: Size | None = None) -> Stamp:
    """Draw a text, or what of it is `within` an image of a size; that must be some of it."""
    reach = (ink.edge_width + _BLURS_REACH * ink.softness) * placement.em
    box = bounds(block, placement, reach)
    if within:
        box = Box(
            max(box.left, 0),
            max(box.top, 0),
            min(box.right, within.width),
            min(box.bottom, within.height),
        )
    alpha = draw(block, placement, box)
    picture = Image.new("RGB", alpha.size, ink.fill)
    if ink.edge:
        picture = Image.new("RGB", alpha.size, ink.edge)
        picture.paste(ink.fill, mask=alpha)
        edge = draw(block, placement, box, ink.edge_width * placement.em)
        if ink.softness:
            edge = edge.filter(ImageFilter.GaussianBlur(ink.softness * placement.em))
        alpha = ImageChops.screen(alpha, edge)
    if ink.opacity < 1:
        alpha = alpha.point([round(level * ink.opacity) for level in range(256)])
    return Stamp(picture, alpha, int(box.left), int(box.top))
