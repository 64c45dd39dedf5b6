"""What only a PNG may have: a colour that is transparent, at any depth."""

import struct
import zlib

import pytest
from PIL import Image

from darkroom.imaging.decode import decode
from darkroom.imaging.header import read_header
from tests.pictures import LIMITS, raw_png


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
