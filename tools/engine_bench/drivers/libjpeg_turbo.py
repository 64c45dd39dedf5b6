"""libjpeg-turbo and nothing else: what no engine built on it can undercut by much.

It decodes at the fastest scale that is large enough, in colour, and encodes the wanted number of
pixels; the resize and the change of colour between the two cost it nothing.
"""

import platform
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
import simplejpeg

from tools.engine_bench.drivers.protocol import Work, serve
from tools.engine_bench.jobs import QUALITY, Pixels, screen_size, thumbnail_size

Array = Any
"""numpy has no place in the interpreter that checks types."""

Wanted = Callable[[Pixels], Pixels]
"""The size of an output, by that of the photo."""

FAST_EIGHTHS = (1, 2, 4, 8)
"""The scales that libjpeg-turbo has vector code for; three eighths take longer than four."""

READY: dict[tuple[Pixels, Pixels], Array] = {}
"""A picture of each size that was wanted of each photo."""


def _job(decoded_at: Wanted, outputs: Sequence[Wanted]) -> Work:
    def work(photo: bytes, size: Pixels) -> list[bytes]:
        if not simplejpeg.is_jpeg(photo):
            message = "only JPEG"
            raise ValueError(message)
        width, height = _scaled(size, decoded_at(size))
        decoded = simplejpeg.decode_jpeg(photo, "RGB", min_width=width, min_height=height)
        return [_encoded(_resized(decoded, size, wanted(size))) for wanted in outputs]

    return work


def _scaled(size: Pixels, wanted: Pixels) -> Pixels:
    eighths = next(scale for scale in FAST_EIGHTHS if size[0] * scale // 8 >= wanted[0])
    return size[0] * eighths // 8, size[1] * eighths // 8


def _resized(decoded: Array, size: Pixels, wanted: Pixels) -> Array:
    """A part of that size, cut out once: a stand-in for a resize that takes no time."""
    if size == wanted:
        return decoded
    if (size, wanted) not in READY:
        height, width = decoded.shape[:2]
        left, top = (width - wanted[0]) // 2, (height - wanted[1]) // 2
        part = decoded[top : top + wanted[1], left : left + wanted[0]]
        READY[size, wanted] = np.ascontiguousarray(part)
    return READY[size, wanted]


def _encoded(image: Array) -> bytes:
    return bytes(
        simplejpeg.encode_jpeg(image, quality=QUALITY, colorspace="RGB", colorsubsampling="420")
    )


def _whole(size: Pixels) -> Pixels:
    return size


if __name__ == "__main__":
    serve(
        {
            "thumbnail": _job(thumbnail_size, [thumbnail_size]),
            "resize": _job(screen_size, [screen_size]),
            "sepia": _job(_whole, [_whole]),
            "brightness": _job(_whole, [_whole]),
            "pair": _job(screen_size, [thumbnail_size, screen_size]),
            "three": _job(_whole, [thumbnail_size, screen_size, _whole]),
        },
        {"Python": platform.python_version(), "simplejpeg": version("simplejpeg")},
    )
