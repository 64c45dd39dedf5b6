"""Changing an image a strip at a time, so that no second image of its size is needed."""

from collections.abc import Callable, Iterator

from PIL import Image

Change = Callable[[Image.Image], Image.Image]
"""What each pixel becomes, whatever its neighbours are."""

_PIXELS = 1 << 19
"""As much as processors keep at hand: smaller strips cost more calls, larger ones more memory."""


def changed(image: Image.Image, change: Change, *, in_place: bool) -> Image.Image:
    """The image after a change; `in_place` allows it to be the same image, if its mode stays."""
    strips = _strips(*image.size)
    first = next(strips)
    part = change(image.crop(first))
    if image.size == part.size:
        return part
    result = image if in_place and part.mode == image.mode else Image.new(part.mode, image.size)
    result.paste(part, first)
    for strip in strips:
        result.paste(change(image.crop(strip)), strip)
    return result


def _strips(width: int, height: int) -> Iterator[tuple[int, int, int, int]]:
    rows = max(1, _PIXELS // width)
    for top in range(0, height, rows):
        yield 0, top, width, min(top + rows, height)
