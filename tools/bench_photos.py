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
        image = mosaic(random.Random(seed), COLUMNS, ROWS)  # noqa: S311 - no secret
        image.save(file, quality=QUALITY)
        made.append(file)
    return made + sorted(file for other in more for file in other.glob("*.jpg"))


def mosaic(chance: random.Random, columns: int, rows: int) -> Image.Image:
    """Unscaled pieces side by side: as much detail to decode as a camera's photo has."""
    tiles = [
        ImageOps.fit(Image.open(file).convert("RGB"), (TILE, TILE))
        for file in sorted(PHOTOS.glob("*.[jp][pn]g"))
    ]
    whole = Image.new("RGB", (columns * TILE, rows * TILE))
    for column in range(columns):
        for row in range(rows):
            whole.paste(chance.choice(tiles), (column * TILE, row * TILE))
    return whole
