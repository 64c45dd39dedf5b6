"""How close a shrunk photo is to the best that could be made of it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from io import BytesIO
from math import inf, log10
from pathlib import Path
from statistics import fmean

from PIL import Image, ImageChops

from tools.engine_bench.contestants import FLOOR
from tools.engine_bench.jobs import QUALITY, Pixels, screen_size, thumbnail_size
from tools.engine_bench.photos import Photo
from tools.engine_bench.rounds import output_of

BEST = "best"
"""The reference itself as a JPEG of the same quality: no engine can be expected to do better."""

Size = Callable[[Pixels], Pixels]
"""Of an output, by that of the photo."""

SHRUNK: dict[str, Size] = {
    "thumbnail": thumbnail_size,
    "resize": screen_size,
}
"""The jobs whose outputs are looked at, and how large these should be."""

_PEAK = 255
_LEVELS = 256


def closeness(
    photos: Sequence[Photo], size: Size, kept: Path, engines: Collection[str]
) -> dict[str, float]:
    """The mean over photos of decibels: of each engine, and of the best that can be expected."""
    each = [_of_one(photo, size(photo.size), kept, engines) for photo in photos]
    return {name: fmean(one[name] for one in each) for name in each[0]}


def _of_one(photo: Photo, size: Pixels, kept: Path, engines: Iterable[str]) -> dict[str, float]:
    """Decibels of each engine's output in `kept` against Lanczos from the photo decoded in full.

    An engine that rounds a side differently is held against a reference of its own size.
    """
    whole = Image.open(photo.path).convert("RGB")
    references: dict[Pixels, Image.Image] = {}

    def reference(wanted: Pixels) -> Image.Image:
        if wanted not in references:
            references[wanted] = whole.resize(wanted, Image.Resampling.LANCZOS)
        return references[wanted]

    def against_reference(made: Image.Image) -> float:
        return psnr(made.convert("RGB"), reference(made.size))

    written = BytesIO()
    reference(size).save(written, "JPEG", quality=QUALITY, subsampling="4:2:0")
    return {
        BEST: against_reference(Image.open(written)),
        **{
            name: against_reference(Image.open(output_of(name, photo, kept)))
            for name in engines
            # It does not shrink, it only takes as long as if it had.
            if name != FLOOR.name
        },
    }


def psnr(one: Image.Image, other: Image.Image) -> float:
    """The peak signal-to-noise ratio of two images of the same size, over all bands."""
    counts = ImageChops.difference(one, other).histogram()
    squares = sum(count * (place % _LEVELS) ** 2 for place, count in enumerate(counts))
    return 10 * log10(_PEAK**2 * sum(counts) / squares) if squares else inf
