"""A photo worked on a strip at a time, so that the memory needed does not grow with it."""

from collections.abc import Callable

import numpy as np
from PIL import Image

from darkroom.imaging.retouch.arrays import Pixels

_STRIP_PIXELS = 1_500_000
"""Of the result: a few arrays of so many numbers fit in 100 MB."""


def by_strips(
    image: Image.Image, overlap: int, scale: int, work: Callable[[Pixels], Pixels]
) -> Image.Image:
    """What `work` makes of an RGB image, `scale` times as large, from strips that overlap.

    It sees `overlap` rows more above and below each strip, so that no seams show.
    """
    rows = max(_STRIP_PIXELS // (image.width * scale**2), 2 * overlap, 1)
    result = Image.new("RGB", (image.width * scale, image.height * scale))
    for top in range(0, image.height, rows):
        start, end = max(top - overlap, 0), min(top + rows + overlap, image.height)
        worked = work(np.asarray(image.crop((0, start, image.width, end))))
        kept = worked[(top - start) * scale : (min(top + rows, image.height) - start) * scale]
        result.paste(Image.fromarray(kept), (0, top * scale))
    return result
