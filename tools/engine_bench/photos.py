"""The photos: three sizes of JPEG, and the smallest size in every other format."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from pillow_heif import register_heif_opener

from tools.bench_photos import mosaic
from tools.engine_bench.jobs import Pixels
from tools.engine_bench.sources import Picture, pictures, small_to_large

_SEED = 0
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


Photos = Mapping[str, Sequence[Photo]]
"""By name of a kind: JPEGs of so many megapixels, or another format."""


def make_photos(folder: Path, source: Path | None) -> Photos:
    """Write every photo, made of the JPEGs in `source` or of the small ones in tests/photos."""
    register_heif_opener()
    files = small_to_large(source) if source else ()
    photos: dict[str, list[Photo]] = {}
    for megapixels in _MOSAICS:
        made_of = pictures(files, megapixels) if files else [_mosaic(megapixels)]
        photos[f"{megapixels} MP"] = [
            _jpeg(picture, folder / f"{megapixels}-{number}.jpg")
            for number, picture in enumerate(made_of)
        ]
    smallest = next(iter(photos))
    others = {
        name: [_converted(photo, smallest, name) for photo in photos[smallest]] for name in _OTHERS
    }
    return photos | others


def _jpeg(picture: Picture, path: Path) -> Photo:
    picture.image.save(path, "JPEG", **_JPEG)
    return Photo(
        path=path, size=picture.image.size, origin=f"{picture.origin}, at quality 92, 4:2:0"
    )


def _converted(jpeg: Photo, kind: str, name: str) -> Photo:
    pillow_format, options, settings = _OTHERS[name]
    path = jpeg.path.with_suffix(f".{name.lower()}")
    with Image.open(jpeg.path) as image:
        image.save(path, pillow_format, **options)
    return Photo(path=path, size=jpeg.size, origin=f"the {kind} JPEGs, {settings}")


def _mosaic(megapixels: int) -> Picture:
    image = mosaic(random.Random(_SEED), *_MOSAICS[megapixels])  # noqa: S311 - no secret
    return Picture(image, "pieces of the photos in tests/photos, unscaled, side by side")
