"""Changing an image a strip at a time, so that no second image of its size is needed."""

from collections.abc import Callable, Iterator

from PIL import Image

Change = Callable[[Image.Image], Image.Image]
"""What each pixel becomes, whatever its neighbours are."""

_PIXELS = 1 << 19
"""As much as processors keep at hand: larger strips fault in more fresh memory in every child."""

_MARGINS = 8
"""How many margins a strip has rows, or most of the work would be done twice."""


def changed(image: Image.Image, change: Change, *, in_place: bool) -> Image.Image:
    """The image after a change; `in_place` allows it to be the same image, if its mode stays."""
    strips = _strips(*image.size)
    first = next(strips)
    part = change(image.crop(first))
    if image.size == part.size:
        return part
    if image.mode != part.mode:
        # A second image is needed anyway, and faster filled at once.
        return change(image)
    result = image if in_place else Image.new(image.mode, image.size)
    result.paste(part, first)
    for strip in strips:
        result.paste(change(image.crop(strip)), strip)
    return result


def combined(
    change: Callable[..., Image.Image], *images: Image.Image, margin: int = 0
) -> Image.Image:
    """An image like the first, made of the same strip of each; all are of one size.

    A strip shows `margin` rows more above and below, for a change that looks at neighbours.
    """
    width, height = images[0].size
    result = Image.new(images[0].mode, (width, height))
    for _, top, _, bottom in _strips(width, height, least=_MARGINS * margin):
        above = max(top - margin, 0)
        seen = (0, above, width, min(bottom + margin, height))
        part = change(*(image.crop(seen) for image in images))
        result.paste(part.crop((0, top - above, width, bottom - above)), (0, top))
    return result


def _strips(width: int, height: int, *, least: int = 1) -> Iterator[tuple[int, int, int, int]]:
    rows = max(least, _PIXELS // width, 1)
    for top in range(0, height, rows):
        yield 0, top, width, min(top + rows, height)
