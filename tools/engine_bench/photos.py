"""The photos: three sizes of JPEG, and the smallest size in every other format."""

import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from pillow_heif import register_heif_opener

from tools.bench_photos import mosaic
from tools.engine_bench.jobs import Pixels

_SUFFIXES = {".jpg", ".jpeg"}
_SEED = 0
_MOST = 3
"""So many photos of a size say enough."""

_JPEG: dict[str, Any] = {"quality": 92, "subsampling": "4:2:0"}
_MOSAICS = {12: (8, 6), 24: (12, 8), 48: (16, 12)}
"""Columns and rows that make so many megapixels."""

_OTHERS: dict[str, tuple[str, dict[str, Any], str]] = {
    "PNG": ("PNG", {}, "Pillow's own settings"),
    "WebP": ("WEBP", {"quality": 80}, "quality 80"),
    "AVIF": ("AVIF", {"quality": 75, "speed": 8}, "quality 75"),
    "HEIC": ("HEIF", {"quality": 75}, "quality 75, by x265"),
}


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A file to work on, and how it was made."""

    path: Path
    size: Pixels
    origin: str


@dataclass(frozen=True)
class _Picture:
    image: Image.Image
    origin: str


Photos = Mapping[str, Sequence[Photo]]
"""By name of a kind: JPEGs of so many megapixels, or another format."""


def make_photos(folder: Path, source: Path | None) -> Photos:
    """Write every photo, made of the JPEGs in `source` or of the small ones in tests/photos."""
    register_heif_opener()
    files = _small_to_large(source) if source else ()
    photos: dict[str, list[Photo]] = {}
    for megapixels in _MOSAICS:
        pictures = _of(files, megapixels) if files else [_mosaic(megapixels)]
        photos[f"{megapixels} MP"] = [
            _jpeg(picture, folder / f"{megapixels}-{number}.jpg")
            for number, picture in enumerate(pictures)
        ]
    smallest = next(iter(photos))
    others = {
        name: [_converted(photo, smallest, name) for photo in photos[smallest]] for name in _OTHERS
    }
    return photos | others


def _jpeg(picture: _Picture, path: Path) -> Photo:
    picture.image.save(path, "JPEG", **_JPEG)
    return Photo(
        path=path, size=picture.image.size, origin=f"{picture.origin}, at quality 92, 4:2:0"
    )


def _converted(jpeg: Photo, kind: str, name: str) -> Photo:
    pillow_format, options, settings = _OTHERS[name]
    path = jpeg.path.with_suffix(f".{name.lower()}")
    with Image.open(jpeg.path) as image:
        image.save(path, pillow_format, **options)
    return Photo(path=path, size=jpeg.size, origin=f"the {kind} JPEG of that size, {settings}")


def _small_to_large(source: Path) -> Sequence[Path]:
    files = [file for file in source.iterdir() if file.suffix.lower() in _SUFFIXES]
    if not files:
        sys.exit(f"{source} holds no JPEG.")
    return sorted(files, key=lambda file: (_pixels(file), file.name))


def _pixels(file: Path) -> int:
    with Image.open(file) as image:
        return image.width * image.height


def _of(files: Sequence[Path], megapixels: float) -> list[_Picture]:
    """The middle of photos that have as many pixels, else each of half the size twice."""
    enough = [file for file in files if _pixels(file) >= megapixels * 1e6]
    if enough:
        return [_middle(file, megapixels) for file in enough[:_MOST]]
    return [_twice(half) for half in _of(files, megapixels / 2)]


def _middle(file: Path, megapixels: float) -> _Picture:
    with Image.open(file) as image:
        scale = (megapixels * 1e6 / (image.width * image.height)) ** 0.5
        width, height = round(image.width * scale), round(image.height * scale)
        left, top = (image.width - width) // 2, (image.height - height) // 2
        middle = image.convert("RGB").crop((left, top, left + width, top + height))
    return _Picture(middle, f"{file.name}, its middle {megapixels:g} megapixels, unscaled")


def _twice(half: _Picture) -> _Picture:
    image = half.image
    both = Image.new("RGB", (2 * image.height, image.width))
    both.paste(image.transpose(Image.Transpose.ROTATE_90), (0, 0))
    both.paste(image.transpose(Image.Transpose.ROTATE_270), (image.height, 0))
    return _Picture(both, f"{half.origin}, once turned left and once turned right, side by side")


def _mosaic(megapixels: int) -> _Picture:
    image = mosaic(random.Random(_SEED), *_MOSAICS[megapixels])  # noqa: S311 - no secret
    return _Picture(image, "pieces of the photos in tests/photos, unscaled, side by side")
