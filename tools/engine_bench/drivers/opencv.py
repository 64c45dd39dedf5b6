"""OpenCV: decode at a scale of libjpeg's, resize by area; black and white where that will do."""

import platform
from typing import Any

import cv2
import numpy as np

from tools.engine_bench.drivers.protocol import serve
from tools.engine_bench.jobs import (
    BRIGHTNESS,
    QUALITY,
    Pixels,
    screen_size,
    sepia_levels,
    thumbnail_size,
)

REDUCED = {
    8: cv2.IMREAD_REDUCED_COLOR_8,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    1: cv2.IMREAD_COLOR,
}
ENCODING = [
    *(cv2.IMWRITE_JPEG_QUALITY, QUALITY),
    *(cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420),
]
SEPIA = np.array([level[::-1] for level in sepia_levels()], np.uint8).reshape(256, 1, 3)
MATRIX = np.array([[0.131, 0.534, 0.272], [0.168, 0.686, 0.349], [0.189, 0.769, 0.393]], np.float32)

Array = Any
"""numpy has no place in the interpreter that checks types."""


def _thumbnail(photo: bytes, size: Pixels) -> list[bytes]:
    return [_saved(_resized(_decoded(photo, size, thumbnail_size(size)), thumbnail_size(size)))]


def _resize(photo: bytes, size: Pixels) -> list[bytes]:
    return [_saved(_resized(_decoded(photo, size, screen_size(size)), screen_size(size)))]


def _sepia(photo: bytes, _: Pixels) -> list[bytes]:
    gray = np.asarray(cv2.imdecode(np.frombuffer(photo, np.uint8), cv2.IMREAD_GRAYSCALE))
    return [_saved(cv2.applyColorMap(gray, SEPIA))]


def _brightness(photo: bytes, size: Pixels) -> list[bytes]:
    return [_saved(cv2.convertScaleAbs(_decoded(photo, size, size), alpha=BRIGHTNESS))]


def _pair(photo: bytes, size: Pixels) -> list[bytes]:
    screen = _resized(_decoded(photo, size, screen_size(size)), screen_size(size))
    return [_saved(_resized(screen, thumbnail_size(size))), _saved(screen)]


def _three(photo: bytes, size: Pixels) -> list[bytes]:
    whole = _decoded(photo, size, size)
    screen = _resized(whole, screen_size(size))
    # With the colours decoded anyway, the matrix is faster than black and white and a map.
    return [
        _saved(_resized(screen, thumbnail_size(size))),
        _saved(screen),
        _saved(cv2.transform(whole, MATRIX)),
    ]


def _decoded(photo: bytes, size: Pixels, wanted: Pixels) -> Array:
    scale = next(scale for scale in REDUCED if size[0] // scale >= wanted[0])
    decoded = cv2.imdecode(np.frombuffer(photo, np.uint8), REDUCED[scale])
    if decoded is None:
        message = "cannot read this format"
        raise ValueError(message)
    return decoded


def _resized(image: Array, size: Pixels) -> Array:
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)


def _saved(image: Array) -> bytes:
    return bytes(cv2.imencode(".jpg", image, ENCODING)[1])


if __name__ == "__main__":
    cv2.setNumThreads(1)
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
            "OpenCV": cv2.__version__,
            "numpy": np.__version__,
        },
    )
