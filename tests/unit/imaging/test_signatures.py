"""Telling files by their first bytes."""

import time

import pytest

from darkroom.errors import EmptyUploadError, NotAPhotoError, UnsupportedFormatError
from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.signatures import HEAD_BYTES, sniff
from tests.pictures import encoded, picture, shared_photos


@pytest.mark.parametrize("photo_format", list(PhotoFormat))
def test_photo_is_told_by_its_head(photo_format: PhotoFormat) -> None:
    assert sniff(encoded(picture(), photo_format.value)[:HEAD_BYTES]) is photo_format


def _boxed(brand: bytes, *compatible: bytes) -> bytes:
    content = b"ftyp" + brand + bytes(4) + b"".join(compatible)
    return (4 + len(content)).to_bytes(4, "big") + content + b"\0\0\0\x10meta"


@pytest.mark.parametrize(
    ("head", "photo_format"),
    [
        (_boxed(b"heic"), PhotoFormat.HEIC),
        (_boxed(b"heix", b"mif1"), PhotoFormat.HEIC),
        (_boxed(b"hevc", b"msf1"), PhotoFormat.HEIC),
        (_boxed(b"mif1", b"miaf", b"heic"), PhotoFormat.HEIC),
        (_boxed(b"msf1", b"hevc"), PhotoFormat.HEIC),
        (_boxed(b"avif", b"mif1"), PhotoFormat.AVIF),
        (_boxed(b"avis", b"msf1"), PhotoFormat.AVIF),
        (_boxed(b"mif1", b"avif", b"heic"), PhotoFormat.AVIF),
        (b"II+\0\x08\0", PhotoFormat.TIFF),
        (b"MM\0+\0\x08", PhotoFormat.TIFF),
    ],
    ids=str,
)
def test_rare_head_is_known(head: bytes, photo_format: PhotoFormat) -> None:
    assert sniff(head) is photo_format


_PROLOG = b'<?xml version="1.0"?>\n<!-- a <b> -->\n<!DOCTYPE svg [<!ENTITY a "b">]>\n<svg xmlns="'


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"BM\x00\x00", "a BMP file"),
        (b"8BPS\x00\x01", "a Photoshop file"),
        (b"\xff\x0a\x00", "a JPEG XL file"),
        (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "a JPEG XL file"),
        (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "a JPEG 2000 file"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "a PostScript file"),
        (b"%PDF-1.7", "a PDF file"),
        (b"\x00\x00\x01\x00\x01\x00", "an icon file"),
        (b"\0\0\2\0\1\0\x20\x20\0\0\4\0\4\0\xa8\x10\0\0\x16\0\0\0", "an icon file"),
        (encoded(picture(), "tga")[:64], "a TGA file"),
        (encoded(picture(), "tga", compression="tga_rle")[:64], "a TGA file"),
        (encoded(picture(mode="RGBA"), "tga")[:64], "a TGA file"),
        (encoded(picture(mode="L"), "tga")[:64], "a TGA file"),
        (encoded(picture().quantize(16), "tga")[:64], "a TGA file"),
        (b"IIU\x00\x18", "a camera raw file"),
        (b"FUJIFILMCCD-RAW 0201", "a camera raw file"),
        (_boxed(b"crx ", b"isom"), "a camera raw file"),
        (_boxed(b"isom", b"avc1"), "a video file"),
        (_boxed(b"mp42", b"heic"), "a video file"),
        (_boxed(b"qt  "), "a video file"),
        (b"\0\0\0\x08wide\0\0\x10\0mdat", "a video file"),
        (b"\x1a\x45\xdf\xa3\x01", "a video file"),
        (b"RIFF\0\0\0\0AVI LIST", "a video file"),
        (_boxed(b"mif1", b"miaf"), "a HEIF file"),
        (b"<svg xmlns=", "an SVG file"),
        (b"\n\t <svg>", "an SVG file"),
        (b"\xef\xbb\xbf" + _PROLOG, "an SVG file"),
        (_PROLOG.decode().encode("utf-16"), "an SVG file"),
        (b"<s:svg xmlns:s=", "an SVG file"),
    ],
    ids=str,
)
def test_other_image_is_refused_by_its_name(head: bytes, kind: str) -> None:
    with pytest.raises(UnsupportedFormatError) as refusal:
        sniff(head)

    assert refusal.value.message == (
        f"This is {kind}, which is not supported;"
        " send a JPEG, PNG, WebP, HEIC, AVIF, TIFF or GIF file."
    )


@pytest.mark.parametrize(
    "head",
    [
        b"hello",
        b"\xff\xd8",
        b"RIFF\x00\x00\x00\x00WAVE",
        _boxed(b"M4A "),
        b"<!DOCTYPE html><html><svg>",
        b"<svgs>",
        b"\xff\xfe\0\xd8",
        b"\0\0\2\0",
        bytes(64),
    ],
    ids=str,
)
def test_anything_else_is_not_a_photo(head: bytes) -> None:
    with pytest.raises(NotAPhotoError, match=r"not a photo; send a JPEG, PNG, WebP, HEIC"):
        sniff(head)


@pytest.mark.parametrize("filler", [b" ", b"<!---->", b"<?a?>", b"<!DOCTYPE>", b"[", b"<!DOCTYPE["])
def test_text_made_to_be_tried_in_many_ways_takes_no_time(filler: bytes) -> None:
    begun = time.process_time()

    with pytest.raises(NotAPhotoError):
        sniff((filler * HEAD_BYTES)[:HEAD_BYTES])

    assert time.process_time() - begun < 0.1


def test_nothing_is_an_empty_upload() -> None:
    with pytest.raises(EmptyUploadError):
        sniff(b"")


def test_postscript_with_the_name_of_a_jpeg_is_refused_by_its_content() -> None:
    made = [b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"]
    for body in made + [path.read_bytes() for path in shared_photos("hostile/eps*.jpg")]:
        with pytest.raises(UnsupportedFormatError, match="a PostScript file"):
            sniff(body[:HEAD_BYTES])
