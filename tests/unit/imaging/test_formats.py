"""Telling files by their first bytes."""

import pytest

from darkroom.errors import EmptyUploadError, NotAPhotoError, UnsupportedFormatError
from darkroom.imaging.endings import ends_early
from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.signatures import HEAD_BYTES, sniff
from tests.pictures import encoded, picture

every_format = pytest.mark.parametrize("photo_format", list(PhotoFormat))


@every_format
def test_photo_is_told_by_its_head(photo_format: PhotoFormat) -> None:
    assert sniff(encoded(picture(), photo_format.value)[:HEAD_BYTES]) is photo_format


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"GIF89a\x01\x00", "a GIF file"),
        (b"II*\x00\x08\x00", "a TIFF or camera raw file"),
        (b"BM\x00\x00", "a BMP file"),
        (b"8BPS\x00\x01", "a Photoshop file"),
        (b"\xff\x0a\x00", "a JPEG XL file"),
        (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "a JPEG XL file"),
        (b"\x00\x00\x00\x18ftypheic", "a HEIC file"),
        (b"\x00\x00\x00\x18ftypavif", "an AVIF file"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "a PostScript file"),
        (b"<svg xmlns=", "an SVG file"),
        (b"%PDF-1.7", "a PDF file"),
        (b"\x00\x00\x01\x00", "an icon file"),
    ],
    ids=str,
)
def test_other_image_is_refused_by_its_name(head: bytes, kind: str) -> None:
    with pytest.raises(UnsupportedFormatError, match=f"^This is {kind}, which"):
        sniff(head)


@pytest.mark.parametrize(
    "head", [b"hello", b"\xff\xd8", b"RIFF\x00\x00\x00\x00WAVE", b"\x00\x00\x00\x18ftypmp42"]
)
def test_anything_else_is_not_a_photo(head: bytes) -> None:
    with pytest.raises(NotAPhotoError):
        sniff(head)


def test_nothing_is_an_empty_upload() -> None:
    with pytest.raises(EmptyUploadError):
        sniff(b"")


@every_format
def test_format_knows_how_it_travels(photo_format: PhotoFormat) -> None:
    assert photo_format.content_type == f"image/{photo_format.value}"
    assert photo_format.extension == {"jpeg": "jpg"}.get(photo_format, photo_format.value)


@every_format
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_cut_file_is_known_from_a_whole_one(photo_format: PhotoFormat, share: float) -> None:
    body = encoded(picture(), photo_format.value)

    assert not ends_early(body, photo_format)
    assert ends_early(body[: int(len(body) * share)], photo_format)


def test_end_of_a_preview_is_not_the_end_of_the_photo() -> None:
    photo = encoded(picture())
    preview = b"\xff\xe1\x00\x10" + encoded(picture(8, 8))[-14:]
    padding = b"\xff\xd0\xff"

    body = photo[:2] + preview + padding + photo[2:]

    assert not ends_early(body, PhotoFormat.JPEG)
    assert ends_early(body[: len(body) // 2], PhotoFormat.JPEG)


def test_nonsense_in_the_header_is_damage_rather_than_a_cut() -> None:
    body = encoded(picture())

    assert not ends_early(body[:2] + b"nonsense" + body[10:], PhotoFormat.JPEG)
