"""Files of tiles, as phones write them, that are cut off or damaged inside."""

from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from darkroom.errors import CorruptPhotoError, TruncatedPhotoError
from darkroom.imaging.decode import decode
from darkroom.imaging.header import read_header
from tests.pictures import LIMITS, encoded, picture, shared_photos

_UNIT_LENGTH_BYTES = 4
_UNIT_HEADER_BYTES = 2


@cache
def _tiled() -> bytes:
    return encoded(picture(520, 300), "heic", tile_size=256)


def _pixels(body: bytes) -> Image.Image:
    return decode(read_header(body, LIMITS), 8, luma=False)


def _overwritten(body: bytes, start: int, content: bytes) -> bytes:
    return body[:start] + content + body[start + len(content) :]


def _middle(body: bytes) -> int:
    start = body.index(b"mdat") + 4
    return (start + len(body)) // 2


@pytest.mark.parametrize("percent", [10, 20, 30, 40, 50, 60, 70, 80, 90, 97])
def test_cut_tiles_are_truncated(percent: int) -> None:
    body = _tiled()

    assert _pixels(body).size == (520, 300)
    with pytest.raises(TruncatedPhotoError):
        _pixels(body[: len(body) * percent // 100])


@pytest.mark.parametrize("photo_format", ["heic", "avif"])
def test_last_byte_is_missed(photo_format: str) -> None:
    body = encoded(picture(), photo_format)

    with pytest.raises(TruncatedPhotoError):
        _pixels(body[:-1])


@pytest.mark.parametrize("length", [20, 3000])
def test_zeros_within_a_tile_are_damage(length: int) -> None:
    body = _tiled()

    with pytest.raises(CorruptPhotoError) as refusal:
        _pixels(_overwritten(body, _middle(body), bytes(length)))
    assert refusal.value.code == "corrupt_photo"


def test_zeros_to_the_end_are_damage() -> None:
    body = _tiled()
    rest = len(body) - _middle(body)

    with pytest.raises(CorruptPhotoError) as refusal:
        _pixels(_overwritten(body, _middle(body), bytes(rest)))
    assert refusal.value.code == "corrupt_photo"


def test_wrong_length_of_a_tile_is_damage() -> None:
    body = _tiled()
    start = body.index(b"mdat") + 4

    with pytest.raises(CorruptPhotoError):
        _pixels(_overwritten(body, start, b"\x12\x34\x56\x78"))


@pytest.mark.parametrize("matrix", [1, 6, 9])
@pytest.mark.parametrize("full_range", [0, 1])
def test_tile_that_the_decoder_left_out_is_damage(matrix: int, full_range: int) -> None:
    colors = {"matrix_coefficients": matrix, "full_range_flag": full_range}
    body = encoded(picture(520, 300), "heic", tile_size=256, **colors)
    first_unit = body.index(b"mdat") + 4
    length = int.from_bytes(body[first_unit : first_unit + _UNIT_LENGTH_BYTES], "big")
    second = first_unit + _UNIT_LENGTH_BYTES + length + _UNIT_LENGTH_BYTES + _UNIT_HEADER_BYTES

    with pytest.raises(CorruptPhotoError):
        _pixels(_overwritten(body, second, b"\xff" * 40))


def test_green_picture_is_not_damaged() -> None:
    body = encoded(Image.new("RGB", (600, 600), "green"), "heic", tile_size=256)

    assert _pixels(body).getpixel((300, 300))


_REAL = [*shared_photos("exif/*.heic"), None]


@pytest.mark.parametrize("path", _REAL, ids=lambda path: path.name if path else "made")
@pytest.mark.parametrize("percent", [10, 30, 50, 97])
def test_tiles_of_a_phone_are_missed(path: Path | None, percent: int) -> None:
    body = path.read_bytes() if path else _tiled()

    assert _pixels(body).size > (1, 1)
    with pytest.raises(TruncatedPhotoError):
        _pixels(body[: len(body) * percent // 100])
