"""Files that are too large, cut, damaged, endless or something else, with how each has to end."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, PngImagePlugin

from darkroom.imaging.geometry import Size
from tests.pictures import encoded, flat_png, picture, raw_png
from tools.mutations import seeds

DONE = "done"
_BAD = frozenset({"corrupt_photo", "truncated_photo"})
_BAD_TIFF = _BAD | {"unsupported_format"}
"""A TIFF that lacks the tags for it may be one of the many kinds that nobody reads."""

_TENTHS = 10


@dataclass(frozen=True)
class Hostile:
    """A file, and the codes that it may end with: any if it says none, `done` for a good photo."""

    name: str
    body: bytes
    ends: frozenset[str] = frozenset()


def _one(name: str, body: bytes, *ends: str) -> Hostile:
    return Hostile(name, body, frozenset(ends))


def _foreign() -> Iterator[Hostile]:
    yield _one("nothing", b"", "empty_upload")
    for name, head in {
        "words": b"Dear Sir or Madam",
        "zeros": b"\0",
        "zip": b"PK\x03\x04",
        "program": b"\x7fELF",
        "web page": b"<!DOCTYPE html><html>",
        "fits": b"SIMPLE  =                    T",
        "boxes of a new kind": b"\0\0\0\x18ftypabcd\0\0\0\0",
    }.items():
        yield _one(name, head.ljust(5000, b"\0"), "not_a_photo")
    for name, head in {
        "bmp": b"BM",
        "photoshop": b"8BPS\0\x01",
        "svg": b'<?xml version="1.0"?><!-- by hand --><svg xmlns="http://www.w3.org/2000/svg">',
        "pdf": b"%PDF-1.7",
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n",
        "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n",
        "jpeg xl": b"\xff\x0a",
        "icon": b"\0\0\x01\0\x01\0",
        "video": b"\0\0\0\x20ftypisom\0\0\x02\0",
        "canon raw": b"II*\0\x10\0\0\0CR\x02\0",
        "canon raw 3": b"\0\0\0\x18ftypcrx \0\0\0\x01",
    }.items():
        yield _one(name, head.ljust(5000, b"\0"), "unsupported_format")


def _too_large() -> Iterator[Hostile]:
    for width, height in ((65_536, 65_536), (10_000, 5001), (30_001, 1), (1, 30_001)):
        png = raw_png(width=width, height=height, bits=8, kind=2, row=b"")
        yield _one(f"png of {width} x {height}", png, "too_many_pixels")
    yield _one("png of 50 megapixels", flat_png(Size(10_000, 5000)), DONE)
    yield _one("jpeg of 65500 x 65500", _jpeg_of(65_500, 65_500), "too_many_pixels")
    frame = b"," + struct.pack("<4H", 0, 0, 65_535, 65_535) + b"\0\x02\x02\x4c\x01\0;"
    yield _one("gif of 65535 x 65535", _gif_of(8, 8) + frame, "too_many_pixels")
    yield _one("webp of 16384 x 16384", _webp_of(16_384, 16_384), "too_many_pixels")
    yield _one("tiff of 4294967295 x 1", _tiff({256: 0xFFFFFFFF, 257: 1}), "too_many_pixels")
    yield _one("tiff of 60000 x 60000", _tiff({256: 60_000, 257: 60_000}), "too_many_pixels")


def _odd() -> Iterator[Hostile]:
    """What is unusual, and a photo all the same."""
    image = picture()
    yield _one("one pixel", encoded(Image.new("RGB", (1, 1)), "png"), DONE)
    yield _one("10000 x 1", encoded(Image.new("RGB", (10_000, 1)), "png"), DONE)
    frames: dict[str, Any] = {"save_all": True, "append_images": [_shade(n) for n in range(199)]}
    for photo_format in ("gif", "png", "webp"):
        yield _one(f"{photo_format} of 200 frames", encoded(image, photo_format, **frames), DONE)
    yield _one("jpeg and zip", encoded(image) + b"PK\x03\x04" + bytes(500), DONE)
    yield _one("png and web page", encoded(image, "png") + b"<script>alert(1)</script>", DONE)
    for orientation in (0, 9, 65_535):
        yield _one(f"orientation {orientation}", _oriented(orientation), DONE)
    yield _one("profile of noise", encoded(image, icc_profile=bytes(range(256)) * 20), DONE)
    yield _one("exif that leads back to itself", _exif_loop(), DONE)
    yield _one("exif of noise", encoded(image, exif=b"Exif\0\0" + bytes(range(256)) * 40), DONE)
    yield _one("60000 bytes of comment", encoded(image, comment=b"x" * 60_000), DONE)
    for name in ("Comment", "XML:com.adobe.xmp", "Raw profile type exif"):
        yield _one(f"text that unfolds, {name}", _png_with_text(name, 64 << 20), DONE)
    yield _one("2000 texts that unfold", _png_with_text("XML:com.adobe.xmp", 8 << 20, 2000), DONE)
    yield _one("10000 texts", _png_with_texts(10_000), DONE)


def _damaged() -> Iterator[Hostile]:
    yield _one("png of 0 x 0", raw_png(width=0, height=0, bits=8, kind=2, row=b""), *_BAD)
    yield _one("png of 0 bits", raw_png(width=8, height=8, bits=0, kind=2, row=b""), *_BAD)
    yield _one("png without pixels", raw_png(width=8, height=8, bits=8, kind=2, row=b""), *_BAD)
    yield _one("jpeg of 0 x 0", _jpeg_of(0, 0), *_BAD)
    yield _one("jpeg of nothing but its magic", b"\xff\xd8\xff", *_BAD)
    yield _one("gif of nothing but a header", _gif_of(8, 8), *_BAD)
    yield _one("tiff that leads back to itself", _tiff({256: 8, 257: 8}, next_directory=8), *_BAD)
    yield _one("tiff of 65535 bands", _tiff({256: 8, 257: 8, 277: 65_535}), *_BAD)
    yield _one("tiff with pixels far away", _tiff({256: 8, 257: 8, 273: 0x7FFFFFFF}), *_BAD)
    far = b"II+\0\x08\0\0\0" + struct.pack("<Q", 1 << 63)
    yield _one("big tiff that begins beyond any end", far, *_BAD)
    yield _one("tiff of no tags", b"II*\0\x08\0\0\0\0\0\0\0\0\0", *_BAD_TIFF)
    for name, body in seeds().items():
        middle = len(body) // 2
        hole = body[:middle] + bytes(len(body) // 4) + body[middle + len(body) // 4 :]
        yield _one(f"{name} with a hole", hole, DONE, *_BAD_TIFF)


def _cut() -> Iterator[Hostile]:
    for name, body in seeds().items():
        for tenth in range(1, _TENTHS):
            cut = body[: len(body) * tenth // _TENTHS]
            # The first picture of several may be whole.
            yield _one(f"{name}, {tenth} tenths of it", cut, DONE, *_BAD)


def _shade(number: int) -> Image.Image:
    return Image.new("RGB", (64, 48), (number, 255 - number, 0))


def _jpeg_of(width: int, height: int) -> bytes:
    body = encoded(picture())
    place = body.index(b"\xff\xc0") + 5
    return body[:place] + struct.pack(">HH", height, width) + body[place + 4 :]


def _gif_of(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0"


def _webp_of(width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    extended = b"VP8X" + struct.pack("<I", 10) + bytes(4) + sides
    return b"RIFF" + struct.pack("<I", 4 + len(extended)) + b"WEBP" + extended


def _tiff(tags: dict[int, int], next_directory: int = 0) -> bytes:
    usual = {258: 8, 259: 1, 262: 1, 273: 200, 277: 1, 278: 8, 279: 64}
    entries = sorted((usual | tags).items())
    directory = struct.pack("<H", len(entries))
    directory += b"".join(struct.pack("<HHII", tag, 4, 1, number) for tag, number in entries)
    return b"II*\0\x08\0\0\0" + directory + struct.pack("<I", next_directory)


def _oriented(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(picture(), exif=exif)


def _exif_loop() -> bytes:
    exif = b"II*\0\x08\0\0\0" + struct.pack("<HHHIII", 1, 0x8769, 4, 1, 8, 8)
    return encoded(picture(), exif=b"Exif\0\0" + exif)


def _png_with_text(name: str, length: int, count: int = 1) -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text(name, "x" * length, zip=True)
    notes.chunks *= count
    return _with_notes(notes)


def _png_with_texts(count: int) -> bytes:
    notes = PngImagePlugin.PngInfo()
    for number in range(count):
        notes.add_text(f"Comment {number}", "x")
    return _with_notes(notes)


def _with_notes(notes: PngImagePlugin.PngInfo) -> bytes:
    written = BytesIO()
    picture().save(written, "png", pnginfo=notes)
    return written.getvalue()


HOSTILE = [*_foreign(), *_too_large(), *_odd(), *_damaged()]
"""All but the files that were cut off."""

CUTS = [*_cut()]
"""Every kind of photo, cut off after each tenth."""
