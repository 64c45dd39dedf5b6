"""Large photos to measure with, made of the small ones in tests/photos."""

import random
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageOps

PHOTOS = Path(__file__).parents[1] / "tests" / "photos"
TILE = 500
COLUMNS, ROWS = 8, 6
KINDS = 4
QUALITY = 88


def bench_photos(folder: Path, more: Sequence[Path]) -> list[Path]:
    """Write 12-megapixel JPEGs into a folder; return them with the JPEGs of other folders."""
    made = []
    for seed in range(KINDS):
        file = folder / f"mosaic-{seed}.jpg"
        _mosaic(random.Random(seed)).save(file, quality=QUALITY)  # noqa: S311 - no secret
        made.append(file)
    return made + sorted(file for other in more for file in other.glob("*.jpg"))


def _mosaic(chance: random.Random) -> Image.Image:
    """Unscaled pieces side by side: as much detail to decode as a camera's photo has."""
    tiles = [
        ImageOps.fit(Image.open(file).convert("RGB"), (TILE, TILE))
        for file in sorted(PHOTOS.glob("*.[jp][pn]g"))
    ]
    mosaic = Image.new("RGB", (COLUMNS * TILE, ROWS * TILE))
    for column in range(COLUMNS):
        for row in range(ROWS):
            mosaic.paste(chance.choice(tiles), (column * TILE, row * TILE))
    return mosaic
