"""Photos in, outputs out."""

from typing import Any

import pytest
from PIL import Image

from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.geometry import ORIENTATIONS
from darkroom.imaging.resample import turn
from darkroom.render import ONLY_FIRST_FRAME, render
from tests.pictures import (
    LIMITS,
    ORIENTED,
    WRITTEN,
    decoded,
    difference,
    encoded,
    named_output,
    oriented,
    output,
    picture,
)

every_format = pytest.mark.parametrize("photo_format", list(PhotoFormat))

_RESIZE = {"operation": "resize", "width": 32}


@every_format
@pytest.mark.parametrize("target", [*WRITTEN, "same"])
def test_every_format_becomes_every_other(photo_format: PhotoFormat, target: str) -> None:
    photo = encoded(picture(), photo_format.value)

    rendered = render(photo, [output(_RESIZE, format=target)], LIMITS)

    result = rendered.outputs[0]
    assert rendered.format is photo_format
    assert result.format == (photo_format.written if target == "same" else target)
    assert decoded(result).format == result.format.upper()
    assert decoded(result).size == (result.width, result.height) == (32, 24)
    assert difference(decoded(result), picture().resize((32, 24))) < 7


@pytest.mark.parametrize("photo_format", ORIENTED)
@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("operations", [[], [_RESIZE], [{"operation": "adjust", "gamma": 1.1}]])
def test_photo_is_upright_however_the_camera_was_held(
    photo_format: PhotoFormat, orientation: int, operations: list[dict[str, Any]]
) -> None:
    upright = turn(picture(), ORIENTATIONS[orientation])

    rendered = render(
        oriented(photo_format.value, orientation), [output(*operations, format="png")], LIMITS
    )

    result = decoded(rendered.outputs[0])
    assert (rendered.width, rendered.height) == upright.size
    assert difference(result.resize((16, 16)), upright.resize((16, 16))) < 9
    assert result.getexif().get(0x0112) is None


def test_bad_output_fails_alone() -> None:
    outputs = [
        named_output("outside", {"operation": "crop", "x": 64, "y": 0, "width": 5, "height": 5}),
        named_output("good", _RESIZE),
        named_output(
            "late",
            {"operation": "rotate", "degrees": 45},
            {"operation": "crop", "x": 500, "y": 0, "width": 5, "height": 5},
        ),
    ]

    rendered = render(encoded(picture()), outputs, LIMITS)

    assert [result.name for result in rendered.outputs] == ["good"]
    assert [failure.name for failure in rendered.failures] == ["outside", "late"]
    assert rendered.failures[0].code == "crop_outside_photo"
    assert "64 x 48" in rendered.failures[0].message


def test_long_thin_photo_stays_at_least_a_pixel_high() -> None:
    photo = encoded(Image.new("RGB", (10_000, 1), "red"))
    sizes = [{"operation": "thumbnail", "size": 100}, {"operation": "resize", "width": 3}]

    rendered = render(photo, [named_output(f"o{n}", size) for n, size in enumerate(sizes)], LIMITS)

    assert [(result.width, result.height) for result in rendered.outputs] == [(100, 1), (3, 1)]


def test_transparency_is_kept_where_it_can_be_and_is_white_elsewhere() -> None:
    photo = encoded(Image.new("RGBA", (16, 16), (255, 0, 0, 0)), "png")
    outputs = [named_output(name, format=name) for name in ("png", "webp", "avif", "jpeg")]

    *clear, jpeg = (decoded(result) for result in render(photo, outputs, LIMITS).outputs)

    assert [image.getchannel("A").getextrema() for image in clear] == [(0, 0)] * 3
    assert jpeg.getpixel((8, 8)) == (255, 255, 255)


def test_transparency_lies_on_the_colour_that_was_asked_for() -> None:
    photo = encoded(Image.new("RGBA", (16, 16), (255, 0, 0, 0)), "png")
    wanted = [output(format="jpeg", background="#204060")]

    seen = decoded(render(photo, wanted, LIMITS).outputs[0])

    assert seen.getpixel((8, 8)) == pytest.approx((0x20, 0x40, 0x60), abs=2)


def test_quality_is_the_encoders() -> None:
    outputs = [
        named_output(f"{name}{quality}", format=name, quality=quality)
        for name in ("jpeg", "webp", "avif")
        for quality in (10, 95)
    ]

    sizes = [len(result.body) for result in render(encoded(picture()), outputs, LIMITS).outputs]

    assert sizes[0] < sizes[1]
    assert sizes[2] < sizes[3]
    assert sizes[4] < sizes[5]


def test_moving_picture_gives_its_first_frame_and_a_warning() -> None:
    frames = [picture(), Image.new("RGB", (64, 48))]
    photo = encoded(frames[0], "webp", save_all=True, append_images=frames[1:])

    rendered = render(photo, [output(format="png")], LIMITS)

    assert rendered.warnings == (ONLY_FIRST_FRAME,)
    assert difference(decoded(rendered.outputs[0]), frames[0]) == 0
