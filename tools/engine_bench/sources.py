"""Pictures of a given size out of other people's photos, without scaling a pixel."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

_SUFFIXES = {".jpg", ".jpeg"}
_MOST = 3
"""So many photos of a size say enough."""


@dataclass(frozen=True)
class Picture:
    """Pixels, without profile and metadata, and how they came about."""

    image: Image.Image
    origin: str


def small_to_large(source: Path) -> Sequence[Path]:
    """The JPEGs of a folder."""
    files = [file for file in source.iterdir() if file.suffix.lower() in _SUFFIXES]
    if not files:
        sys.exit(f"{source} holds no JPEG.")
    return sorted(files, key=lambda file: (_pixels(file), file.name))


def _pixels(file: Path) -> int:
    with Image.open(file) as image:
        return image.width * image.height


def pictures(files: Sequence[Path], megapixels: float) -> list[Picture]:
    """The middle of photos that have as many pixels, else each of half the size twice."""
    enough = [file for file in files if _pixels(file) >= megapixels * 1e6]
    if enough:
        return [_middle(file, megapixels) for file in enough[:_MOST]]
    return [_twice(half) for half in pictures(files, megapixels / 2)]


def _middle(file: Path, megapixels: float) -> Picture:
    with Image.open(file) as image:
        scale = (megapixels * 1e6 / (image.width * image.height)) ** 0.5
        width, height = round(image.width * scale), round(image.height * scale)
        left, top = (image.width - width) // 2, (image.height - height) // 2
        middle = image.convert("RGB").crop((left, top, left + width, top + height))
    return Picture(middle, f"{file.name}, its middle {megapixels:g} megapixels, unscaled")


def _twice(half: Picture) -> Picture:
    image = half.image
    both = Image.new("RGB", (2 * image.height, image.width))
    both.paste(image.transpose(Image.Transpose.ROTATE_90), (0, 0))
    both.paste(image.transpose(Image.Transpose.ROTATE_270), (image.height, 0))
    return Picture(both, f"{half.origin}, once turned left and once turned right, side by side")
