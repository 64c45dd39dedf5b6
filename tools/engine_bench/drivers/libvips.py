"""libvips through pyvips: shrink while loading, one pass where there is no size to change."""

import platform
from importlib.metadata import version

import pyvips

from tools.engine_bench.drivers.protocol import serve
from tools.engine_bench.jobs import (
    BRIGHTNESS,
    QUALITY,
    SCREEN,
    THUMBNAIL,
    Pixels,
    sepia_levels,
)

ANY_HEIGHT = 10_000_000
LUMA = [[0.299, 0.587, 0.114]]
SEPIA = pyvips.Image.new_from_memory(
    bytes(band for level in sepia_levels() for band in level), 256, 1, 3, "uchar"
)
BRIGHTER = (pyvips.Image.identity() * BRIGHTNESS).cast("uchar")


def _thumbnail(photo: bytes, _: Pixels) -> list[bytes]:
    return [_saved(pyvips.Image.thumbnail_buffer(photo, THUMBNAIL, size="down"))]


def _resize(photo: bytes, _: Pixels) -> list[bytes]:
    return [_saved(_screen(photo))]


def _sepia(photo: bytes, _: Pixels) -> list[bytes]:
    return [_saved(_in_sepia(_opened(photo)))]


def _brightness(photo: bytes, _: Pixels) -> list[bytes]:
    return [_saved(_opened(photo).maplut(BRIGHTER))]


def _pair(photo: bytes, _: Pixels) -> list[bytes]:
    screen = _screen(photo).copy_memory()
    return [_saved(screen.thumbnail_image(THUMBNAIL)), _saved(screen)]


def _three(photo: bytes, _: Pixels) -> list[bytes]:
    whole = _opened(photo).copy_memory()
    screen = whole.thumbnail_image(SCREEN, height=ANY_HEIGHT).copy_memory()
    return [
        _saved(screen.thumbnail_image(THUMBNAIL)),
        _saved(screen),
        _saved(_in_sepia(whole)),
    ]


def _opened(photo: bytes) -> pyvips.Image:
    return pyvips.Image.new_from_buffer(photo, "", access="sequential", fail_on="none")


def _screen(photo: bytes) -> pyvips.Image:
    return pyvips.Image.thumbnail_buffer(photo, SCREEN, height=ANY_HEIGHT, size="down")


def _in_sepia(image: pyvips.Image) -> pyvips.Image:
    """Luma through a table, which is a quarter faster than a matrix of three by three."""
    return image.recomb(LUMA).cast("uchar").maplut(SEPIA).copy(interpretation="srgb")


def _saved(image: pyvips.Image) -> bytes:
    return bytes(image.jpegsave_buffer(Q=QUALITY, subsample_mode="on", keep="none"))


if __name__ == "__main__":
    pyvips.cache_set_max(0)
    serve(
        {
            "thumbnail": _thumbnail,
            "resize": _resize,
            "sepia": _sepia,
            "brightness": _brightness,
            "pair": _pair,
            "three": _three,
        },
        {
            "Python": platform.python_version(),
            "pyvips": version("pyvips"),
            "libvips": ".".join(str(pyvips.version(part)) for part in range(3)),
        },
    )
