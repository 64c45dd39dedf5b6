"""Photos that are too much, and what rendering them in a child makes of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from darkroom.errors import (
    DecodingTooLargeError,
    DecodingTooSlowError,
    OutputTooLargeError,
    PhotoError,
    TruncatedPhotoError,
)
from darkroom.imaging.geometry import Size, check_size
from darkroom.operations.base import BaseOperation
from darkroom.render import render, render_in_child
from tests.pictures import (
    LIMITS,
    decoded,
    encoded,
    flat_png,
    named_output,
    output,
    picture,
    shared_photos,
)

_RESIZE = {"operation": "resize", "width": 32}


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


def test_avif_that_its_encoder_has_no_room_for_costs_its_output_only() -> None:
    photo = encoded(Image.new("RGB", (8000, 4001)))
    largest = {"operation": "crop", "x": 0, "y": 0, "width": 8000, "height": 4000}

    rendered = render_in_child(
        photo,
        [named_output("avif", format="avif"), named_output("jpeg"), named_output("small", _RESIZE)],
        LIMITS,
    )

    assert [made.name for made in rendered.outputs] == ["jpeg", "small"]
    assert rendered.failures[0].code == "output_too_large"
    assert rendered.failures[0].message == (
        "The result would be 8000 x 4001 pixels, and AVIF takes at most 32 megapixels;"
        " ask for fewer, or for another format."
    )
    assert render_in_child(photo, [output(largest, format="avif")], LIMITS).outputs


def test_largest_size_is_still_allowed() -> None:
    check_size(Size(100, 10), 1000)
    with pytest.raises(OutputTooLargeError, match="1001 x 1"):
        check_size(Size(1001, 1), 1000)


def test_size_that_grows_too_large_is_refused_with_a_way_out() -> None:
    askew = {"operation": "rotate", "degrees": 45}
    limits = replace(LIMITS, max_pixels=64 * 48)

    rendered = render(encoded(picture()), [output(askew)], limits)
    resized = render(encoded(picture()), [output(_RESIZE, askew)], limits)

    assert rendered.failures[0].message.endswith(" megapixels, or resize the photo first.")
    assert resized.outputs


def test_photo_without_any_possible_output_is_still_checked() -> None:
    outside = output({"operation": "crop", "x": 900, "y": 0, "width": 5, "height": 5})
    photo = encoded(picture(200, 200))

    assert render(photo, [outside], LIMITS).outputs == ()
    with pytest.raises(TruncatedPhotoError):
        render(photo[: len(photo) // 2], [outside], LIMITS)


def test_child_gives_what_the_parent_would_have() -> None:
    photo = encoded(picture(), exif=b"Exif\0\0garbage")
    outputs = [
        named_output("a", _RESIZE),
        named_output("b", {"operation": "crop", "x": 99, "y": 0, "width": 1, "height": 1}),
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


def test_output_that_fills_the_memory_costs_nothing_but_itself() -> None:
    class Exhausting(BaseOperation):
        """Asks for more than there is."""

        def apply(self, image: Image.Image) -> Image.Image:
            raise MemoryError(image.size)

    exhausting = output().model_copy(update={"operations": (Exhausting(),)})

    rendered = render(encoded(picture()), [exhausting, named_output("other")], LIMITS)

    assert [made.name for made in rendered.outputs] == ["other"]
    assert rendered.failures[0].code == "output_too_large"
    assert "took too much memory" in rendered.failures[0].message


def test_encoder_without_enough_memory_costs_its_output_only() -> None:
    photo = encoded(Image.effect_noise((6000, 4000), 40).convert("RGB"))
    limits = replace(LIMITS, max_memory_bytes=400_000_000)

    rendered = render_in_child(
        photo, [named_output("large", format="avif"), named_output("small", _RESIZE)], limits
    )

    assert [made.name for made in rendered.outputs] == ["small"]
    assert rendered.failures[0].code == "output_too_large"
    assert "To write 6000 x 4000 pixels as AVIF takes too much memory" in (
        rendered.failures[0].message
    )


def test_outputs_that_were_made_in_time_are_kept() -> None:
    photo = encoded(picture(3000, 2000))
    askew = {"operation": "rotate", "degrees": 5}
    slow = [named_output(f"slow{number}", askew, format="png") for number in range(9)]

    rendered = render_in_child(
        photo, [*slow, named_output("small", _RESIZE)], replace(LIMITS, max_cpu_seconds=1)
    )

    assert "small" in {made.name for made in rendered.outputs}
    assert {failure.code for failure in rendered.failures} == {"rendering_took_too_long"}


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
