"""Files that are too large, cut off, damaged, or something else."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from darkroom.errors import (
    CorruptPhotoError,
    DecodingTooLargeError,
    NotAPhotoError,
    PhotoError,
    TooManyBytesError,
    TooManyPixelsError,
    TruncatedPhotoError,
)
from darkroom.imaging.decode import decode
from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.geometry import Size
from darkroom.imaging.header import read_header
from darkroom.imaging.sandbox import run_in_child
from tests.pictures import LIMITS, encoded, picture, raw_png

every_format = pytest.mark.parametrize("photo_format", list(PhotoFormat))


def _pixels(body: bytes, eighths: int = 8, *, luma: bool = False) -> Image.Image:
    return decode(read_header(body, LIMITS), eighths, luma=luma)


@every_format
def test_too_many_pixels_are_refused_by_the_header(photo_format: PhotoFormat) -> None:
    body = encoded(picture(40, 20), photo_format.value)

    with pytest.raises(TooManyPixelsError, match="40 x 20"):
        read_header(body, replace(LIMITS, max_pixels=799))
    with pytest.raises(TooManyPixelsError, match="39 pixels a side"):
        read_header(body, replace(LIMITS, max_side=39))
    assert read_header(body, replace(LIMITS, max_pixels=800, max_side=40)).size == (40, 20)


@pytest.mark.parametrize("options", [{"lossless": True}, {"lossless": False}, {"exif": b"Exif"}])
def test_every_kind_of_webp_is_measured_before_it_is_opened(options: dict[str, Any]) -> None:
    body = encoded(picture(40, 20), "webp", **options)

    with pytest.raises(TooManyPixelsError, match="40 x 20"):
        read_header(body, replace(LIMITS, max_pixels=799))


@pytest.mark.parametrize("photo_format", ["heic", "avif"])
@pytest.mark.parametrize("side", [8_000, 20_000, 70_000, 0xFFFFFFFF])
def test_boxes_that_promise_too_much_are_refused_by_what_they_say(
    photo_format: str, side: int
) -> None:
    body = encoded(picture(64, 64), photo_format)
    place = body.index(b"ispe") + 8
    promising = body[:place] + side.to_bytes(4, "big") * 2 + body[place + 8 :]

    with pytest.raises(TooManyPixelsError, match=f"{side} x {side}"):
        read_header(promising, LIMITS)


def test_bomb_is_refused_before_a_pixel_of_it_is_decoded() -> None:
    with pytest.raises(TooManyPixelsError, match="65536 x 65536"):
        read_header(raw_png(width=65_536, height=65_536, bits=8, kind=2, row=b""), LIMITS)


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(TooManyBytesError):
        read_header(encoded(picture()), replace(LIMITS, max_bytes=100))


@every_format
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.95])
def test_cut_photo_is_truncated(photo_format: PhotoFormat, share: float) -> None:
    body = encoded(picture(300, 200), photo_format.value)

    with pytest.raises(TruncatedPhotoError):
        _pixels(body[: int(len(body) * share)])


@every_format
def test_head_without_a_body_is_refused(photo_format: PhotoFormat) -> None:
    body = encoded(picture(), photo_format.value)

    with pytest.raises(CorruptPhotoError):
        _pixels(body[:20])


def test_damaged_png_is_corrupt() -> None:
    body = bytearray(encoded(picture(), "png"))
    body[60:80] = bytes(20)

    with pytest.raises(CorruptPhotoError) as refusal:
        _pixels(bytes(body))
    assert refusal.value.code == "corrupt_photo"


def test_riff_that_only_looks_like_webp_is_corrupt() -> None:
    with pytest.raises(CorruptPhotoError):
        read_header(b"RIFF\x04\x00\x00\x00WEBPnope", LIMITS)


def test_words_are_not_a_photo() -> None:
    with pytest.raises(NotAPhotoError):
        read_header(b"%not a photo, whatever its name says", LIMITS)


@every_format
def test_any_damage_ends_in_a_named_error_or_a_picture(photo_format: PhotoFormat) -> None:
    whole = encoded(picture(), photo_format.value)
    for place in range(0, len(whole), max(1, len(whole) // 150)):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        with suppress(PhotoError):
            assert _pixels(bytes(damaged)).size


def test_photo_that_does_not_fit_in_memory_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = read_header(encoded(picture()), LIMITS)

    def exhausted() -> None:
        raise MemoryError

    monkeypatch.setattr(photo.opened, "load", exhausted)

    with pytest.raises(DecodingTooLargeError):
        decode(photo, 8, luma=False)


def test_good_photo_without_enough_memory_is_not_called_bad() -> None:
    body = encoded(picture(300, 200))
    photo = replace(read_header(body[: len(body) // 2], LIMITS), size=Size(9000, 9000))

    def work() -> Iterator[bytes]:
        yield decode(photo, 8, luma=False).tobytes()

    with pytest.raises(DecodingTooLargeError):
        run_in_child(work, replace(LIMITS, max_memory_bytes=100_000_000))
    with pytest.raises(TruncatedPhotoError):
        run_in_child(work, LIMITS)
