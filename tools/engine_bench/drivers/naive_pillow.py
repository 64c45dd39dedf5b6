"""Pillow as a first program uses it: open, decode, change and save, for each output again."""

import platform
from collections.abc import Callable, Iterable
from importlib.metadata import version
from io import BytesIO

from PIL import Image, ImageEnhance, ImageOps

from tools.engine_bench.drivers.protocol import Work, serve
from tools.engine_bench.jobs import (
    BRIGHTNESS,
    QUALITY,
    SEPIA,
    Pixels,
    screen_size,
    thumbnail_size,
)

Change = Callable[[Image.Image, Pixels], Image.Image]


def _thumbnail(image: Image.Image, size: Pixels) -> Image.Image:
    return image.resize(thumbnail_size(size), Image.Resampling.LANCZOS)


def _resize(image: Image.Image, size: Pixels) -> Image.Image:
    return image.resize(screen_size(size), Image.Resampling.LANCZOS)


def _sepia(image: Image.Image, _: Pixels) -> Image.Image:
    dark, middle, light = SEPIA
    return ImageOps.colorize(ImageOps.grayscale(image), black=dark, mid=middle, white=light)


def _brightness(image: Image.Image, _: Pixels) -> Image.Image:
    return ImageEnhance.Brightness(image).enhance(BRIGHTNESS)


def _made(changes: Iterable[Change]) -> Work:
    def work(photo: bytes, size: Pixels) -> list[bytes]:
        return [_saved(change(_opened(photo), size)) for change in changes]

    return work


def _opened(photo: bytes) -> Image.Image:
    return Image.open(BytesIO(photo)).convert("RGB")


def _saved(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


if __name__ == "__main__":
    jobs: dict[str, list[Change]] = {
        "thumbnail": [_thumbnail],
        "resize": [_resize],
        "sepia": [_sepia],
        "brightness": [_brightness],
        "pair": [_thumbnail, _resize],
        "three": [_thumbnail, _resize, _sepia],
    }
    serve(
        {name: _made(changes) for name, changes in jobs.items()},
        {"Python": platform.python_version(), "Pillow": version("pillow")},
    )
