"""What only a PNG may have: a transparent colour of any depth, and texts and profiles packed."""

import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from darkroom.errors import CorruptPhotoError
from darkroom.imaging.chunks import without_unread_texts
from darkroom.imaging.colour import to_srgb
from darkroom.imaging.decode import decode
from darkroom.imaging.geometry import Size
from darkroom.imaging.header import read_header
from tests.pictures import LIMITS, difference, encoded, picture, raw_png
from tests.profiles import matrix_profile


def _pixels(body: bytes) -> Image.Image:
    return decode(read_header(body, LIMITS), 8, luma=False)


@pytest.mark.parametrize(
    ("bits", "row", "key", "alpha"),
    [
        (1, b"\x40", 1, [255, 0, 255, 255]),
        (2, b"\x1b", 1, [255, 0, 255, 255]),
        (4, b"\x01\x5f", 5, [255, 255, 0, 255]),
        (8, b"\x00\x64\x65\xff", 100, [255, 0, 255, 255]),
        (8, b"\x00\x64\x65\xff", 0x0164, [255, 0, 255, 255]),
        (16, struct.pack(">4H", 0, 999, 1000, 1001), 1000, [255, 255, 0, 255]),
        (16, struct.pack(">4H", 0, 200, 51_400, 65_535), 200, [255, 0, 255, 255]),
        (16, struct.pack(">4H", 0, 200, 51_400, 65_535), 65_535, [255, 255, 255, 0]),
    ],
    ids=str,
)
def test_transparent_gray_is_found_at_every_depth(
    bits: int, row: bytes, key: int, alpha: list[int]
) -> None:
    body = raw_png(
        width=4, height=1, bits=bits, kind=0, row=b"\0" + row, transparency=struct.pack(">H", key)
    )

    assert list(_pixels(body).getchannel("A").tobytes()) == alpha


@pytest.mark.parametrize(
    ("bits", "clear", "other"),
    [
        (8, (1, 2, 3), (1, 2, 4)),
        (16, (0x1234, 0x5678, 0x9ABC), (1, 2, 3)),
        (16, (100, 100, 100), (25_700, 25_700, 25_700)),
        (16, (25_700, 25_700, 25_700), (100, 100, 100)),
    ],
    ids=str,
)
def test_transparent_colour_is_found_at_every_depth(
    bits: int, clear: tuple[int, ...], other: tuple[int, ...]
) -> None:
    row = b"\0" + struct.pack(">6B" if bits == 8 else ">6H", *clear, *other)
    key = struct.pack(">3H", *clear)

    seen = _pixels(raw_png(width=2, height=1, bits=bits, kind=2, row=row, transparency=key))

    assert list(seen.getchannel("A").tobytes()) == [0, 255]


@pytest.mark.parametrize(("bits", "row"), [(1, b"\x40"), (2, b"\x10"), (4, b"\x01"), (8, b"\0\1")])
def test_transparent_colour_of_a_palette_is_found_at_every_depth(bits: int, row: bytes) -> None:
    palette = bytes([10, 20, 30, 40, 50, 60])

    body = raw_png(
        width=2,
        height=1,
        bits=bits,
        kind=3,
        row=b"\0" + row,
        palette=palette,
        transparency=b"\xff\0",
    )

    assert list(_pixels(body).tobytes()) == [10, 20, 30, 255, 40, 50, 60, 0]


def test_header_behind_another_chunk_does_not_stop_a_transparent_colour() -> None:
    plain = raw_png(width=2, height=1, bits=8, kind=0, row=b"\0\7\x08", transparency=b"\0\7")
    header, start = plain[8:33], plain[:8]
    gamma = b"\0\0\0\4gAMA" + bytes(4) + zlib.crc32(b"gAMA" + bytes(4)).to_bytes(4, "big")

    seen = _pixels(start + gamma + header + plain[33:])

    assert list(seen.getchannel("A").tobytes()) == [0, 255]


def _with_text(name: str, text: str) -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text(name, text, zip=True)
    return encoded(picture(), "png", pnginfo=notes)


@pytest.mark.parametrize("place", ["before", "behind"])
def test_long_text_is_passed_over(place: str) -> None:
    body = _with_text("Raw profile type xmp", "x" * 1_200_000)
    if place == "behind":
        start, end = body.index(b"zTXt") - 4, body.index(b"IDAT") - 4
        body = body[:start] + body[end:-12] + body[start:end] + body[-12:]

    assert difference(_pixels(body), picture()) == 0


def test_large_profile_is_used() -> None:
    tags = matrix_profile("P3")
    profile = tags + bytes(1_100_000)

    photo = read_header(encoded(picture(), "png", icc_profile=profile), LIMITS)

    assert photo.profile == profile
    assert to_srgb(picture(), profile).tobytes() == to_srgb(picture(), tags).tobytes()


def test_profile_that_unfolds_is_a_fault_of_the_file() -> None:
    with pytest.raises(CorruptPhotoError):
        read_header(encoded(picture(), "png", icc_profile=bytes(64 << 20)), LIMITS)


def test_packed_text_says_which_way_up_the_photo_is() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    content = exif.tobytes().hex()

    photo = read_header(
        _with_text("Raw profile type exif", f"\nexif\n{len(content)}\n{content}"), LIMITS
    )

    assert photo.turn.turned(Size(3, 2)) == (2, 3)


@pytest.mark.parametrize("is_packed", [False, True], ids=["plain", "packed"])
def test_international_text_is_kept_once_and_unless_it_is_a_bomb(*, is_packed: bool) -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_itxt("XML:com.adobe.xmp", "who made it", zip=is_packed)
    notes.add_itxt("XML:com.adobe.xmp", "who else" * (2 << 20), zip=True)
    notes.add_itxt("Comment", "what it shows", zip=is_packed)

    seen = read_header(encoded(picture(), "png", pnginfo=notes), LIMITS).opened.info

    assert seen["XML:com.adobe.xmp"] == "who made it"
    assert "Comment" not in seen


def test_file_without_texts_is_read_as_it_is() -> None:
    body = encoded(picture(), "png")

    assert without_unread_texts(body) is body
    assert without_unread_texts(body[:-20]) == body[:-20]
