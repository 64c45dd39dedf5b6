"""Photos in, outputs out."""

from typing import Any

import pytest
from PIL import Image, ImageOps

from darkroom.imaging.formats import PhotoFormat
from darkroom.render import ONLY_FIRST_FRAME, render
from tests.pictures import (
    LIMITS,
    SECRET,
    decoded,
    difference,
    encoded,
    named_output,
    oriented,
    output,
    picture,
    telltale,
)

every_format = pytest.mark.parametrize("photo_format", list(PhotoFormat))

_RESIZE = {"operation": "resize", "width": 32}


@every_format
@pytest.mark.parametrize("target", [*PhotoFormat, "same"])
def test_every_format_becomes_every_other(photo_format: PhotoFormat, target: str) -> None:
    photo = encoded(picture(), photo_format.value)

    rendered = render(photo, [output(_RESIZE, format=target)], LIMITS)

    result = rendered.outputs[0]
    assert rendered.format is photo_format
    assert result.format == (photo_format if target == "same" else target)
    assert decoded(result).format == result.format.upper()
    assert decoded(result).size == (result.width, result.height) == (32, 24)
    assert difference(decoded(result), picture().resize((32, 24))) < 4


@every_format
@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("operations", [[], [_RESIZE], [{"operation": "adjust", "gamma": 1.1}]])
def test_photo_is_upright_however_the_camera_was_held(
    photo_format: PhotoFormat, orientation: int, operations: list[dict[str, Any]]
) -> None:
    photo = oriented(photo_format.value, orientation)
    upright = ImageOps.exif_transpose(decoded(photo))

    rendered = render(photo, [output(*operations, format="png")], LIMITS)

    result = decoded(rendered.outputs[0])
    assert (rendered.width, rendered.height) == upright.size
    assert difference(result.resize((16, 16)), upright.resize((16, 16))) < 9
    assert result.getexif().get(0x0112) is None


@every_format
@pytest.mark.parametrize("target", list(PhotoFormat))
@pytest.mark.parametrize("operations", [[], [_RESIZE]], ids=["as it is", "smaller"])
def test_nothing_but_pixels_is_in_an_output(
    photo_format: PhotoFormat, target: PhotoFormat, operations: list[dict[str, Any]]
) -> None:
    photo = telltale(photo_format)
    assert SECRET.encode() in photo

    result = render(photo, [output(*operations, format=target)], LIMITS).outputs[0]

    image = decoded(result)
    assert SECRET.encode() not in result.body
    assert not image.getexif()
    # What is left says how the file is built, not what the photo is of.
    harmless = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background"}
    assert set(image.info) - harmless <= {"timestamp", "duration"}
    assert image.info.get("jfif_density", (1, 1)) == (1, 1)


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
    outputs = [named_output(name, format=name) for name in ("png", "webp", "jpeg")]

    png, webp, jpeg = (decoded(result) for result in render(photo, outputs, LIMITS).outputs)

    assert png.getchannel("A").getextrema() == (0, 0)
    assert webp.getchannel("A").getextrema() == (0, 0)
    assert jpeg.getpixel((8, 8)) == (255, 255, 255)


def test_quality_is_the_encoders() -> None:
    outputs = [
        named_output(f"{name}{quality}", format=name, quality=quality)
        for name in ("jpeg", "webp")
        for quality in (10, 95)
    ]

    sizes = [len(result.body) for result in render(encoded(picture()), outputs, LIMITS).outputs]

    assert sizes[0] < sizes[1]
    assert sizes[2] < sizes[3]


def test_moving_picture_gives_its_first_frame_and_a_warning() -> None:
    frames = [picture(), Image.new("RGB", (64, 48))]
    photo = encoded(frames[0], "webp", save_all=True, append_images=frames[1:])

    rendered = render(photo, [output(format="png")], LIMITS)

    assert rendered.warnings == (ONLY_FIRST_FRAME,)
    assert difference(decoded(rendered.outputs[0]), frames[0]) == 0
