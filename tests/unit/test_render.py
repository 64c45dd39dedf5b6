"""Photos in, outputs out."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from darkroom.errors import (
    CropOutsideError,
    DecodingTooLargeError,
    DecodingTooSlowError,
    OutputTooLargeError,
    PhotoError,
    TruncatedPhotoError,
)
from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.geometry import Size, check_size
from darkroom.operations import Adjust, Crop, Flip, Recolor, Resize, Thumbnail
from darkroom.operations.base import BaseOperation
from darkroom.recipes import Output
from darkroom.render import ONLY_FIRST_FRAME, render, render_in_child
from tests.unit.builders.photos import (
    LIMITS,
    SECRET,
    decoded,
    difference,
    encoded,
    flat_png,
    oriented,
    output,
    picture,
    shared_photos,
    telltale,
)
from tests.unit.operations.strategies import OPERATION_STRATEGY, STRATEGIES

every_format = pytest.mark.parametrize("photo_format", list(PhotoFormat))

_RESIZE = {"operation": "resize", "width": 32}


def _named(name: str, *operations: dict[str, Any], **encoding: Any) -> Output:  # noqa: ANN401 - fields of an output
    return Output.model_validate({"name": name, "operations": operations, **encoding})


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


@given(st.lists(OPERATION_STRATEGY, max_size=3), st.sampled_from(["jpeg", "png", "webp"]))
@settings(max_examples=40, deadline=None)
def test_same_photo_gives_the_same_bytes(
    operations: list[BaseOperation], photo_format: str
) -> None:
    outputs = [Output(name="result", operations=tuple(operations), format=photo_format)]
    photo = encoded(picture(40, 30), photo_format)

    once, again = render(photo, outputs, LIMITS), render(photo, outputs, LIMITS)

    assert once == again
    assert all(min(result.width, result.height) >= 1 for result in once.outputs)
    assert {failure.code for failure in once.failures} <= {"crop_outside_photo"}


_plain_steps = st.one_of(*(STRATEGIES[kind] for kind in (Crop, Resize, Thumbnail, Flip)))


@given(st.lists(_plain_steps, max_size=4))
@settings(max_examples=60, deadline=None)
def test_planned_output_has_the_size_of_one_step_after_another(
    operations: list[BaseOperation],
) -> None:
    image = picture(60, 45)
    result = render(
        encoded(image, "png"),
        [Output(name="result", operations=tuple(operations))],
        LIMITS,
    )

    try:
        for operation in operations:
            image = operation.apply(image)
    except CropOutsideError:
        assert result.failures[0].code == "crop_outside_photo"
        return

    assert decoded(result.outputs[0]).size == image.size


@pytest.mark.parametrize(
    "operations",
    [
        [Crop(x=100, y=50, width=300, height=300), Resize(width=100)],
        [Adjust(brightness=1.3), Resize(width=100), Flip(axis="horizontal")],
        [Recolor(style="sepia"), Crop(aspect="1:1"), Thumbnail(size=64)],
        [Resize(width=320), Crop(x=0.5, y=0.5, width=0.5, height=0.5), Resize(width=50)],
    ],
    ids=["crop", "adjust", "recolor", "twice"],
)
def test_planned_jpeg_looks_like_one_step_after_another(operations: list[BaseOperation]) -> None:
    image = picture(640, 480)
    wanted = Output.model_validate({"name": "result", "operations": operations, "format": "png"})

    result = decoded(render(encoded(image), [wanted], LIMITS).outputs[0])

    for operation in operations:
        image = operation.apply(image)
    assert difference(result, image) < 2.5


def test_outputs_from_one_decode_look_like_those_from_their_own() -> None:
    photo = encoded(picture(1200, 900))
    outputs = [
        _named("thumbnail", {"operation": "thumbnail", "size": 64, "fit": "cover"}),
        _named("web", {"operation": "resize", "width": 400}),
        _named(
            "sepia",
            {"operation": "resize", "width": 400},
            {"operation": "recolor", "style": "sepia"},
        ),
        _named("whole"),
    ]

    together = render(photo, outputs, LIMITS).outputs

    assert [result.name for result in together] == ["thumbnail", "web", "sepia", "whole"]
    for wanted, result in zip(outputs, together, strict=True):
        alone = render(photo, [wanted], LIMITS).outputs[0]
        assert difference(decoded(result), decoded(alone)) < 3


def test_bad_output_fails_alone() -> None:
    outputs = [
        _named("outside", {"operation": "crop", "x": 64, "y": 0, "width": 5, "height": 5}),
        _named("good", _RESIZE),
        _named(
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


@pytest.mark.parametrize(
    "operation",
    [
        {"operation": "resize", "width": 200, "upscale": True},
        {"operation": "rotate", "degrees": 45},
    ],
    ids=lambda operation: operation["operation"],
)
def test_too_large_an_output_is_refused_before_it_is_made(operation: dict[str, Any]) -> None:
    limits = replace(LIMITS, max_pixels=64 * 48)

    rendered = render(encoded(picture()), [output(operation)], limits)

    assert rendered.failures[0].code == "output_too_large"


def test_side_that_webp_has_no_room_for_is_refused() -> None:
    photo = encoded(Image.new("RGB", (17_000, 1)), "png")

    rendered = render(
        photo,
        [
            output(format="webp"),
        ],
        LIMITS,
    )

    assert rendered.failures[0].code == "output_too_large"
    assert "16383 pixels a side" in rendered.failures[0].message


def test_largest_size_is_still_allowed() -> None:
    check_size(Size(100, 10), 1000)
    with pytest.raises(OutputTooLargeError, match="1001 x 1"):
        check_size(Size(1001, 1), 1000)


def test_long_thin_photo_stays_at_least_a_pixel_high() -> None:
    photo = encoded(Image.new("RGB", (10_000, 1), "red"))
    sizes = [{"operation": "thumbnail", "size": 100}, {"operation": "resize", "width": 3}]

    rendered = render(photo, [_named(f"o{n}", size) for n, size in enumerate(sizes)], LIMITS)

    assert [(result.width, result.height) for result in rendered.outputs] == [(100, 1), (3, 1)]


def test_transparency_is_kept_where_it_can_be_and_is_white_elsewhere() -> None:
    photo = encoded(Image.new("RGBA", (16, 16), (255, 0, 0, 0)), "png")
    outputs = [_named(name, format=name) for name in ("png", "webp", "jpeg")]

    png, webp, jpeg = (decoded(result) for result in render(photo, outputs, LIMITS).outputs)

    assert png.getchannel("A").getextrema() == (0, 0)
    assert webp.getchannel("A").getextrema() == (0, 0)
    assert jpeg.getpixel((8, 8)) == (255, 255, 255)


def test_quality_is_the_encoders() -> None:
    outputs = [
        _named(f"{name}{quality}", format=name, quality=quality)
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


def test_photo_without_any_possible_output_is_still_checked() -> None:
    outside = output({"operation": "crop", "x": 900, "y": 0, "width": 5, "height": 5})
    photo = encoded(picture(200, 200))

    assert render(photo, [outside], LIMITS).outputs == ()
    with pytest.raises(TruncatedPhotoError):
        render(photo[: len(photo) // 2], [outside], LIMITS)


def test_child_gives_what_the_parent_would_have() -> None:
    photo = encoded(picture(), exif=b"Exif\0\0garbage")
    outputs = [
        _named("a", _RESIZE),
        _named("b", {"operation": "crop", "x": 99, "y": 0, "width": 1, "height": 1}),
    ]

    assert render_in_child(photo, outputs, LIMITS) == render(photo, outputs, LIMITS)


def test_bad_photo_is_named_across_the_pipe() -> None:
    with pytest.raises(TruncatedPhotoError):
        render_in_child(encoded(picture(300, 200))[:2000], [output(_RESIZE)], LIMITS)


def test_photo_that_fills_the_memory_is_too_large() -> None:
    # Far more than this process could have left over from earlier tests for its child to use.
    photo = flat_png(Size(20_000, 20_000))
    limits = replace(LIMITS, max_pixels=400_000_000, max_memory_bytes=20_000_000)

    with pytest.raises(DecodingTooLargeError):
        render_in_child(photo, [output(_RESIZE)], limits)


def test_output_that_fills_the_memory_is_too_large() -> None:
    class Exhausting(BaseOperation):
        """Asks for more than there is."""

        def apply(self, image: Image.Image) -> Image.Image:
            raise MemoryError(image.size)

    wanted = output().model_copy(update={"operations": (Exhausting(),)})

    with pytest.raises(DecodingTooLargeError):
        render(encoded(picture()), [wanted], LIMITS)


def test_photo_that_never_ends_is_too_slow() -> None:
    photo = _scan_bomb()
    assert len(photo) < 500_000

    with pytest.raises(DecodingTooSlowError):
        render_in_child(photo, [output(_RESIZE)], replace(LIMITS, max_cpu_seconds=1))


def _scan_bomb() -> bytes:
    """A progressive JPEG that says the same thing of every pixel thousands of times."""
    photo = encoded(Image.new("L", (4096, 4096), 128), progressive=True)
    scans = [place for place in range(len(photo)) if photo[place : place + 2] == b"\xff\xda"]
    last = photo[scans[-1] : -2]
    return photo[:-2] + last * (300_000 // len(last)) + photo[-2:]


_REAL = shared_photos("[!h]*/*.jp*g") + shared_photos("hostile/*")


@pytest.mark.parametrize("path", [*_REAL, None], ids=lambda path: path.name if path else "made")
def test_any_photo_ends_in_outputs_or_a_named_error(path: Path | None) -> None:
    photo = path.read_bytes() if path else encoded(picture())

    try:
        rendered = render(photo, [output({"operation": "thumbnail", "size": 64})], LIMITS)
    except PhotoError:
        return

    assert max(decoded(rendered.outputs[0]).size) == 64
