"""Every header, mode and kind of damage that a file may have."""

import struct
import zlib
from io import BytesIO
from math import ceil
from typing import Any

import pytest
from PIL import Image, PngImagePlugin
from pillow_heif import from_pillow

from darkroom.imaging.decode import decode
from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.geometry import ORIENTATIONS, Size
from darkroom.imaging.header import read_header
from darkroom.imaging.resample import turn
from tests.pictures import LIMITS, ORIENTED, difference, encoded, oriented, picture, raw_png

every_format = pytest.mark.parametrize("photo_format", list(PhotoFormat))


def _pixels(body: bytes, eighths: int = 8, *, luma: bool = False) -> Image.Image:
    return decode(read_header(body, LIMITS), eighths, luma=luma)


@every_format
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_pixels_come_as_they_are(photo_format: PhotoFormat, mode: str) -> None:
    image = picture(mode="RGB" if mode == "RGBA" and not photo_format.keeps_alpha else mode)

    seen = _pixels(encoded(image, photo_format.value))

    # WebP knows no gray, and a GIF is all or nothing; both, and JPEG, HEIC and AVIF, lose a little.
    assert seen.mode in {image.mode, "RGB"} or photo_format is PhotoFormat.GIF
    assert difference(seen, image) < (7 if photo_format is PhotoFormat.GIF else 2)
    assert seen.info == {}


def test_sixteen_bits_of_gray_become_the_nearest_eight() -> None:
    levels = [0, 128, 257, 32_768, 65_406, 65_535]
    image = Image.frombytes("I;16", (6, 1), struct.pack("<6H", *levels))

    seen = _pixels(encoded(image, "png"))

    assert list(seen.tobytes()) == [round(level / 257) for level in levels]


def test_sixteen_bits_of_colour_become_eight() -> None:
    row = b"\x00" + struct.pack(">6H", 0, 32_768, 65_535, 257, 65_278, 51_400)

    seen = _pixels(raw_png(width=2, height=1, bits=16, kind=2, row=row))

    assert list(seen.tobytes()) == [0, 128, 255, 1, 254, 200]


@pytest.mark.parametrize(
    ("image", "options", "mode"),
    [
        (picture().quantize(8), {}, "RGB"),
        (picture().quantize(8), {"transparency": 3}, "RGBA"),
        (picture().quantize(8), {"transparency": bytes([0, 128, 255])}, "RGBA"),
        (picture(mode="1"), {}, "L"),
        (picture(mode="1"), {"transparency": 0}, "RGBA"),
        (Image.new("L", (4, 4), 7), {"transparency": 7}, "RGBA"),
        (Image.new("LA", (4, 4), (7, 0)), {}, "RGBA"),
        (Image.new("RGB", (4, 4), (1, 2, 3)), {"transparency": (1, 2, 3)}, "RGBA"),
        (Image.new("I;16", (4, 4), 514), {"transparency": 514}, "RGBA"),
    ],
    ids=["palette", "key", "alphas", "bits", "key-bits", "key-gray", "la", "key-rgb", "key-16"],
)
def test_rare_kind_of_png_is_brought_to_a_common_mode(
    image: Image.Image, options: dict[str, Any], mode: str
) -> None:
    body = encoded(image, "png", **options)

    seen = _pixels(body)

    assert seen.mode == mode
    if mode == "RGBA":
        assert min(seen.getchannel("A").tobytes()) < 255
    assert seen.info == {}


@pytest.mark.parametrize("eighths", [1, 2, 3, 4, 8])
@pytest.mark.parametrize("luma", [False, True])
def test_jpeg_is_shrunk_while_it_is_decoded(eighths: int, *, luma: bool) -> None:
    image = picture(203, 101)
    width, height = 203 * eighths / 8, 101 * eighths / 8

    seen = _pixels(encoded(image), eighths, luma=luma)

    assert seen.size == (ceil(width), ceil(height))
    smaller = seen.resize((20, 10), box=(0, 0, width, height))
    assert difference(smaller, image.resize((20, 10)).convert(seen.mode)) < 1.5


def test_jpeg_is_shrunk_no_further_than_to_one_pixel() -> None:
    photo = read_header(encoded(picture(7, 200)), LIMITS)

    assert photo.eighths == (2, 3, 4, 8)
    assert decode(photo, 2, luma=False).size == (2, 50)


def test_jpeg_in_black_and_white_is_its_luma() -> None:
    image = picture()

    seen = _pixels(encoded(image), luma=True)

    assert seen.mode == "L"
    assert difference(seen, image.convert("L")) < 2


@pytest.mark.parametrize("photo_format", ORIENTED)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_read_in_every_format(photo_format: PhotoFormat, orientation: int) -> None:
    photo = read_header(oriented(photo_format.value, orientation), LIMITS)

    seen = turn(decode(photo, 8, luma=False), photo.turn)

    assert difference(seen, turn(picture(), ORIENTATIONS[orientation])) < 2


def test_orientation_that_a_heic_was_turned_by_is_not_turned_by_again() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = encoded(picture(), "heic", exif=exif.tobytes())
    assert b"irot" in turned

    # A camera's own file says it twice: here the property is gone, and EXIF alone counts nothing.
    told_only = turned.replace(b"irot", b"skip")

    assert read_header(turned, LIMITS).size == (48, 64)
    assert read_header(told_only, LIMITS).turn == ORIENTATIONS[1]


@pytest.mark.parametrize("exif", [b"Exif\0\0garbage", b"Exif\0\0MM\0*\0\0\xff\xff"])
def test_orientation_that_cannot_be_read_is_upright(exif: bytes) -> None:
    photo = read_header(encoded(picture(), exif=exif), LIMITS)

    assert photo.turn.turned(Size(3, 2)) == (3, 2)


def test_exif_that_was_mangled_on_its_way_into_a_png_is_upright() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Raw profile type exif", "\nexif\n    4\nnot hexadecimal")

    photo = read_header(encoded(picture(), "png", pnginfo=notes), LIMITS)

    assert photo.turn.turned(Size(3, 2)) == (3, 2)


def _frames() -> list[Image.Image]:
    """Two pictures, new ones every time: Pillow keeps in them what a format has asked for."""
    return [picture(), picture(mode="L").convert("RGB")]


@pytest.mark.parametrize("kind", ["webp", "png", "gif", "avif", "tiff"])
def test_moving_picture_is_known_from_a_still_one(kind: str) -> None:
    first, *others = _frames()

    moving = encoded(first, kind, save_all=True, append_images=others)

    assert read_header(moving, LIMITS).is_animated
    assert not read_header(encoded(_frames()[0], kind), LIMITS).is_animated


def test_two_views_of_one_scene_are_not_a_moving_picture() -> None:
    first, *others = _frames()
    two_views = encoded(first, "mpo", save_all=True, append_images=others)

    photo = read_header(two_views, LIMITS)

    assert not photo.is_animated
    assert difference(decode(photo, 8, luma=False), first) < 4


def test_burst_is_a_moving_picture_and_thumbnails_are_not() -> None:
    burst = BytesIO()
    first, second = _frames()
    heif = from_pillow(first)
    heif.add_from_pillow(second)
    heif.save(burst)
    with_thumbnail = encoded(picture(300, 200), "heic", thumbnails=[64])

    assert read_header(burst.getvalue(), LIMITS).is_animated
    assert not read_header(with_thumbnail, LIMITS).is_animated
    assert decode(read_header(with_thumbnail, LIMITS), 8, luma=False).size == (300, 200)


def test_first_frame_of_a_gif_lies_on_its_canvas() -> None:
    frames = [Image.new("P", (8, 8), 1), Image.new("P", (8, 8), 2)]
    for frame in frames:
        frame.putpalette([0, 0, 0, 255, 0, 0, 0, 0, 255])
    moving = encoded(frames[0], "gif", save_all=True, append_images=frames[1:])

    assert _pixels(moving).convert("RGB").getpixel((4, 4)) == (255, 0, 0)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": "4:4:4"}], ids=str)
@pytest.mark.parametrize("mode", ["CMYK", "RGB", "L"])
def test_every_kind_of_jpeg_is_read(mode: str, options: dict[str, Any]) -> None:
    image = picture(mode=mode)

    seen = _pixels(encoded(image, **options))

    assert seen.mode == mode
    assert difference(seen, image) < 2


def test_jpeg_of_inks_without_adobe_s_mark_is_not_turned_negative() -> None:
    marked = encoded(Image.new("CMYK", (16, 16), (255, 0, 0, 0)))
    start = marked.index(b"\xff\xee")
    end = start + 2 + int.from_bytes(marked[start + 2 : start + 4], "big")

    seen = _pixels(marked[:start] + marked[end:])

    # Adobe writes inks as negatives: without its mark, the same numbers mean the opposite.
    assert seen.getpixel((8, 8)) == pytest.approx((0, 255, 255, 255), abs=2)


def test_interlaced_png_is_put_together() -> None:
    # Adam7 sends the one pixel of 2 x 1 in its first pass, and the other in its sixth.
    plain = raw_png(width=2, height=1, bits=8, kind=0, row=b"\0\x0a\0\xfa")
    header = b"IHDR" + plain[16:28] + b"\1"
    interlaced = plain[:12] + header + struct.pack(">I", zlib.crc32(header)) + plain[33:]

    assert list(_pixels(interlaced).tobytes()) == [10, 250]
