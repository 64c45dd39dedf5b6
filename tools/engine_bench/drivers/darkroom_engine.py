"""Darkroom's engine without its sandbox, and the parts of a photo's cost one by one."""

import platform
import zlib
from collections.abc import Iterable, Sequence
from functools import partial
from importlib.metadata import version
from typing import Any

from PIL import features

from darkroom.imaging.decode import decode
from darkroom.imaging.header import read_header
from darkroom.imaging.limits import Limits
from darkroom.imaging.sandbox import run_in_child
from darkroom.plan import plan_outputs
from darkroom.recipes import Output
from darkroom.render import RenderedPhoto, render, render_in_child, subject_of
from tools.engine_bench.drivers.protocol import Work, serve
from tools.engine_bench.jobs import BRIGHTNESS, QUALITY, SCREEN, THUMBNAIL, Pixels

LIMITS = Limits(
    max_bytes=100_000_000,
    max_pixels=50_000_000,
    max_memory_bytes=1 << 30,
    max_cpu_seconds=20,
    max_wall_seconds=30,
)


def _output(**operation: Any) -> Output:  # noqa: ANN401 - parameters of an operation
    return Output.model_validate(
        {
            "name": operation["operation"],
            "operations": [operation],
            "format": "jpeg",
            "quality": QUALITY,
        }
    )


THUMBNAIL_OUTPUT = _output(operation="thumbnail", size=THUMBNAIL)
SCREEN_OUTPUT = _output(operation="resize", width=SCREEN)
SEPIA_OUTPUT = _output(operation="recolor", style="sepia")
RECIPES = {
    "thumbnail": [THUMBNAIL_OUTPUT],
    "resize": [SCREEN_OUTPUT],
    "sepia": [SEPIA_OUTPUT],
    "brightness": [_output(operation="adjust", brightness=BRIGHTNESS)],
    "pair": [THUMBNAIL_OUTPUT, SCREEN_OUTPUT],
    "three": [THUMBNAIL_OUTPUT, SCREEN_OUTPUT, SEPIA_OUTPUT],
}


def _rendered(outputs: Sequence[Output], photo: bytes, _: Pixels) -> list[bytes]:
    return _bodies(render(photo, outputs, LIMITS))


def _rendered_in_child(outputs: Sequence[Output], photo: bytes, _: Pixels) -> list[bytes]:
    return _bodies(render_in_child(photo, outputs, LIMITS))


def _bodies(rendered: RenderedPhoto) -> list[bytes]:
    for failure in rendered.failures:
        raise ValueError(failure.message)
    return [bytes(output.body) for output in rendered.outputs]


def _forked(_: bytes, __: Pixels) -> list[bytes]:
    return [bytes(run_in_child(_nothing, LIMITS))]


def _nothing() -> Iterable[bytes]:
    return [b""]


def _planned(photo: bytes, _: Pixels) -> list[bytes]:
    plan_outputs(RECIPES["three"], subject_of(read_header(photo, LIMITS)), LIMITS.max_pixels)
    return []


def _decoded(photo: bytes, _: Pixels) -> list[bytes]:
    """At the scale that a screen's picture is made from, where the format has scales."""
    opened = read_header(photo, LIMITS)
    plan = plan_outputs(RECIPES["resize"], subject_of(opened), LIMITS.max_pixels)
    decode(opened, plan.eighths, luma=plan.luma)
    return []


def _inflated(png: bytes, _: Pixels) -> list[bytes]:
    position, packed = 8, []
    while position < len(png):
        length = int.from_bytes(png[position : position + 4], "big")
        if png[position + 4 : position + 8] == b"IDAT":
            packed.append(png[position + 8 : position + 8 + length])
        position += 12 + length
    zlib.decompress(b"".join(packed))
    return []


WORK: dict[str, Work] = {
    **{name: partial(_rendered, outputs) for name, outputs in RECIPES.items()},
    **{f"{name} in child": partial(_rendered_in_child, RECIPES[name]) for name in RECIPES},
    "fork": _forked,
    "plan": _planned,
    "decode": _decoded,
    "inflate": _inflated,
}

if __name__ == "__main__":
    versions = {
        "Python": platform.python_version(),
        "Pillow": version("pillow"),
        "libjpeg-turbo": str(features.version("libjpeg_turbo")),
        "libwebp": str(features.version("webp")),
        "zlib": str(features.version("zlib")),
        "libavif": str(features.version("avif")),
        "pi-heif": version("pi-heif"),
    }
    serve(WORK, versions)
