"""What a TIFF says before it is decoded: its pages, its size, and whether it is one at all."""

import struct
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, TiffImagePlugin

from darkroom.errors import (
    DecodingTooLargeError,
    TooManyPixelsError,
    TruncatedPhotoError,
    UnsupportedFormatError,
)
from darkroom.imaging import tiff
from darkroom.imaging.decode import decode
from darkroom.imaging.header import read_header
from darkroom.imaging.sandbox import run_in_child
from tests.pictures import LIMITS, difference, encoded, picture

_SHORT, _LONG, _BYTE = 3, 4, 1


def _raw_tiff(
    *directories: dict[int, tuple[int, list[int]]], order: str = "<", mark: bytes = b""
) -> bytes:
    """A TIFF of directories one after the other; tag 330 points at the one after its own."""
    start = 8 + len(mark)
    written = b""
    for position, directory in enumerate(directories):
        end = start + 2 + 12 * len(directory) + 4
        is_last = position == len(directories) - 1 or 330 in directory
        entries = b""
        for tag, (kind, values) in sorted(directory.items()):
            numbers = [end] if tag == 330 else values
            letter = {_SHORT: "H", _LONG: "I", _BYTE: "B"}[kind]
            content = struct.pack(f"{order}{len(numbers)}{letter}", *numbers).ljust(4, b"\0")
            entries += struct.pack(f"{order}HHI", tag, kind, len(numbers)) + content
        written += struct.pack(f"{order}H", len(directory)) + entries
        written += struct.pack(f"{order}I", 0 if is_last else end)
        start = end
    magic = b"II*\0" if order == "<" else b"MM\0*"
    return magic + struct.pack(f"{order}I", 8 + len(mark)) + mark + written


_SMALL = {256: (_SHORT, [8]), 257: (_SHORT, [6])}
_PREVIEW = {**_SMALL, 254: (_LONG, [1])}


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    "directories",
    [
        [{**_SMALL, 50706: (_BYTE, [1, 4, 0, 0])}],
        [{**_PREVIEW, 330: (_LONG, [0])}, _SMALL],
        [{**_SMALL, 330: (_LONG, [0])}, {**_SMALL, 262: (_SHORT, [32803])}],
        [{**_SMALL, 330: (_LONG, [0])}, {**_SMALL, 259: (_SHORT, [34713])}],
        [_SMALL, {**_SMALL, 262: (_SHORT, [34892])}],
    ],
    ids=["dng", "preview first", "colour filters", "nikon", "linear"],
)
def test_camera_raw_is_refused_rather_than_its_preview_taken(
    directories: list[dict[int, tuple[int, list[int]]]], order: str
) -> None:
    with pytest.raises(UnsupportedFormatError, match=r"^This is a camera raw file"):
        read_header(_raw_tiff(*directories, order=order), LIMITS)


@pytest.mark.parametrize("mark", [b"CR\x02\0\0\0\0\0", b"IIII\0\0\0\0"])
def test_camera_raw_is_known_by_its_maker_s_mark(mark: bytes) -> None:
    with pytest.raises(UnsupportedFormatError, match=r"^This is a camera raw file"):
        read_header(_raw_tiff(_SMALL, mark=mark), LIMITS)


@pytest.mark.parametrize(
    ("width", "height"), [([1 << 31], [1 << 31]), ([40_000], [1])], ids=["pixels", "side"]
)
@pytest.mark.parametrize(("tag_x", "tag_y"), [(256, 257), (322, 323)], ids=["picture", "tiles"])
def test_size_is_checked_before_anything_is_made_of_it(
    width: list[int], height: list[int], tag_x: int, tag_y: int
) -> None:
    body = _raw_tiff({**_SMALL, tag_x: (_LONG, width), tag_y: (_LONG, height)})

    with pytest.raises(TooManyPixelsError, match=f"{width[0]} x {height[0]}"):
        read_header(body, LIMITS)


def test_more_samples_than_any_picture_has_are_refused() -> None:
    body = _raw_tiff({**_SMALL, 277: (_LONG, [1 << 30]), 258: (_SHORT, [8])})

    with pytest.raises(UnsupportedFormatError, match="in an unusual way"):
        read_header(body, LIMITS)


def test_directory_that_leads_back_to_itself_is_read_once() -> None:
    body = bytearray(_raw_tiff(_SMALL))
    body[-4:] = struct.pack("<I", 8)

    assert len(tiff.directories(bytes(body))) == 1


@pytest.mark.parametrize("body", [b"II*\0", b"II*\0\xff\xff\xff\xff", b"II+\0\x08\0\0\0"])
def test_without_a_directory_the_end_is_missing(body: bytes) -> None:
    with pytest.raises(TruncatedPhotoError):
        read_header(body, LIMITS)


def test_memory_is_asked_for_by_the_most_pixels_and_not_by_the_widest() -> None:
    # So many that what earlier tests have left over does not make up for them.
    side, tile = (_LONG, [20_000]), (_LONG, [20_016])
    sides = {256: side, 257: side, 322: tile, 323: (_LONG, [16])}
    too_many_bands, cut_off = {277: (_LONG, [9])}, {324: (_LONG, [1 << 30]), 325: (_LONG, [1])}
    body = _raw_tiff({**sides, **too_many_bands, **cut_off})

    limits = replace(LIMITS, max_pixels=400_000_000)

    def work() -> Iterator[bytes]:
        read_header(body, limits)
        yield b""

    with pytest.raises(TruncatedPhotoError):
        run_in_child(work, replace(limits, max_memory_bytes=8 << 30))
    with pytest.raises(DecodingTooLargeError):
        run_in_child(work, replace(limits, max_memory_bytes=100_000_000))


@pytest.mark.parametrize(
    ("mode", "options"),
    [
        ("RGB", {"compression": "tiff_lzw"}),
        ("RGB", {"compression": "tiff_adobe_deflate"}),
        ("RGB", {"compression": "jpeg", "quality": 95}),
        ("RGB", {"compression": "packbits"}),
        ("RGB", {"big_tiff": True}),
        ("RGB", {"strip_size": 256}),
        ("RGBA", {}),
        ("CMYK", {"compression": "tiff_lzw"}),
        ("L", {}),
        ("1", {"compression": "group4"}),
        ("P", {}),
    ],
    ids=str,
)
def test_every_common_kind_of_tiff_is_read(mode: str, options: dict[str, Any]) -> None:
    image = picture(mode=mode)

    photo = read_header(encoded(image, "tiff", **options), LIMITS)

    seen = decode(photo, 8, luma=False)
    assert seen.mode == {"1": "L", "P": "RGB"}.get(mode, mode)
    assert difference(seen, image) < 2
    assert not photo.is_animated


def test_tiles_are_put_together() -> None:
    seen = decode(read_header(_tiled(), LIMITS), 8, luma=False)

    colors = [seen.getpixel((x, y)) for y in (0, 16) for x in (0, 16)]
    assert seen.size == (24, 20)
    assert colors == [10, 20, 30, 40]


def _tiled() -> bytes:
    """Four tiles of 16 x 16 gray pixels, of which the right and lower ones stick out."""
    size = 16 * 16
    tags = {
        256: (_SHORT, [24]),
        257: (_SHORT, [20]),
        258: (_SHORT, [8]),
        259: (_SHORT, [1]),
        262: (_SHORT, [1]),
        322: (_SHORT, [16]),
        323: (_SHORT, [16]),
    }
    # Lists of offsets lie behind the directory, where `_raw_tiff` puts none.
    end = 8 + 2 + 12 * 9 + 4
    entries = b"".join(
        struct.pack("<HHII", tag, kind, 1, values[0]) for tag, (kind, values) in tags.items()
    )
    offsets = [end + 32 + size * place for place in range(4)]
    entries += struct.pack("<HHII", 324, _LONG, 4, end) + struct.pack(
        "<HHII", 325, _LONG, 4, end + 16
    )
    lists = struct.pack("<8I", *offsets, *[size] * 4)
    pixels = b"".join(bytes([level]) * size for level in (10, 20, 30, 40))
    return b"II*\0\x08\0\0\0" + struct.pack("<H", 9) + entries + bytes(4) + lists + pixels


@pytest.mark.parametrize("order", ["I;16", "I;16B"])
def test_sixteen_bits_of_gray_become_the_nearest_eight(order: str) -> None:
    levels = [0, 128, 257, 32_768, 65_406, 65_535]
    packed = struct.pack(f"{'>' if order == 'I;16B' else '<'}6H", *levels)

    body = encoded(Image.frombytes(order, (6, 1), packed), "tiff")

    seen = decode(read_header(body, LIMITS), 8, luma=False)
    assert list(seen.tobytes()) == [round(level / 257) for level in levels]


@pytest.mark.parametrize("mode", ["I", "F"])
def test_numbers_without_a_white_are_refused(mode: str) -> None:
    photo = read_header(encoded(Image.new(mode, (4, 4)), "tiff"), LIMITS)

    with pytest.raises(UnsupportedFormatError, match="in an unusual way"):
        decode(photo, 8, luma=False)


def test_colours_of_human_vision_become_srgb() -> None:
    gray = Image.new("LAB", (4, 4), (136, 128, 128))

    seen = decode(read_header(encoded(gray, "tiff"), LIMITS), 8, luma=False)

    assert seen.mode == "RGB"
    assert seen.getpixel((1, 1)) == pytest.approx((127, 127, 127), abs=3)


@pytest.mark.parametrize(
    ("kinds", "is_animated"),
    [([0], False), ([0, 0], True), ([0, 1, 1], False), ([0, 4], False), ([0, 1, 2], True)],
    ids=str,
)
def test_pages_are_told_from_smaller_copies_and_masks(
    kinds: list[int], *, is_animated: bool
) -> None:
    pages = BytesIO()
    with TiffImagePlugin.AppendingTiffWriter(pages, new=True) as writer:
        for kind in kinds:
            tags = TiffImagePlugin.ImageFileDirectory_v2()
            tags[254] = kind
            picture(mode="L").save(writer, "tiff", tiffinfo=tags)
            writer.newFrame()

    assert read_header(pages.getvalue(), LIMITS).is_animated is is_animated
