"""The author and the copyright notice: where they are found, and that nothing else comes along."""

import struct
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image, PngImagePlugin, TiffImagePlugin

from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.header import read_header
from darkroom.imaging.metadata import Credit, read_credit
from darkroom.render import render
from tests.pictures import (
    LIMITS,
    SECRET,
    WRITTEN,
    decoded,
    encoded,
    image_resource,
    named_output,
    output,
    picture,
    shared_photos,
    telltale,
    with_segments,
)

_AUTHOR, _NOTICE = "Zoë Ödegård", "© 2026 Zoë Ödegård"


def _exif(**tags: bytes) -> bytes:
    exif = Image.Exif()
    for name, text in tags.items():
        exif[ExifTags.Base[name]] = text
    exif[ExifTags.Base.Make] = SECRET
    exif.get_ifd(ExifTags.IFD.GPSInfo)[29] = SECRET
    return exif.tobytes()


def _iptc(*fields: tuple[int, bytes]) -> bytes:
    block = b"".join(struct.pack(">BBBH", 0x1C, 2, n, len(text)) + text for n, text in fields)
    return b"Photoshop 3.0\0" + image_resource(0x0404, block)


def _xmp(author: str, notice: str) -> str:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description>'
        f"<dc:creator>\n <rdf:Seq>\n  <rdf:li>{author}</rdf:li></rdf:Seq>"
        f'</dc:creator><dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{notice}</rdf:li>'
        f"<rdf:li xml:lang='de'>{SECRET}</rdf:li></rdf:Alt></dc:rights>"
        f"<dc:title>{SECRET}</dc:title></rdf:Description></rdf:RDF>"
        "</x:xmpmeta>"
    )


def _credit(body: bytes) -> Credit:
    return read_credit(read_header(body, LIMITS).opened)


_TAGS = {"Artist": _AUTHOR.encode(), "Copyright": _NOTICE.encode()}


@pytest.mark.parametrize("photo_format", ["jpeg", "png", "webp", "avif", "heic"])
def test_credit_is_found_in_exif(photo_format: str) -> None:
    body = encoded(picture(), photo_format, exif=_exif(**_TAGS))

    assert _credit(body) == Credit(_AUTHOR, _NOTICE)


def test_credit_is_found_in_iptc() -> None:
    fields = (0, b"\0\2"), (80, _AUTHOR.encode()), (116, _NOTICE.encode())

    assert _credit(with_segments(encoded(picture()), [(0xED, _iptc(*fields))])) == Credit(
        _AUTHOR, _NOTICE
    )


def test_credit_is_found_in_the_tags_of_a_tiff() -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[33432] = "(c) Ann"
    tags[33723] = _iptc((80, _AUTHOR.encode()))[26:]
    tags.tagtype[33723] = 7

    assert _credit(encoded(picture(), "tiff", tiffinfo=tags)) == Credit(_AUTHOR, "(c) Ann")


@pytest.mark.parametrize("photo_format", ["jpeg", "webp", "avif", "heic"])
def test_credit_is_found_in_xmp(photo_format: str) -> None:
    xmp = _xmp("Smith &amp; Sons", _NOTICE).encode()

    assert _credit(encoded(picture(), photo_format, xmp=xmp)) == Credit("Smith & Sons", _NOTICE)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ann&#10;Bo&#27;[31m&#8238;gpj", "Ann; Bo[31m gpj"),
        ("Ann&#x200b;&#x7f;&#xfffe;", "Ann"),
        ("&amp;" * 400, "&" * 400),
    ],
    ids=["controls", "unseen", "long"],
)
def test_escaped_text_of_xmp_is_as_clean_as_any_other(written: str, read: str) -> None:
    body = encoded(picture(), xmp=_xmp(written, written).encode())

    assert _credit(body) == Credit(read, read)


def test_credit_is_found_in_xmp_of_a_png() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_itxt("XML:com.adobe.xmp", _xmp(_AUTHOR, _NOTICE))

    assert _credit(encoded(picture(), "png", pnginfo=notes)) == Credit(_AUTHOR, _NOTICE)


def test_all_authors_are_named() -> None:
    authors = "Ann</rdf:li>\n <rdf:li> </rdf:li>\n <rdf:li>Bo &amp; Co"

    assert _credit(encoded(picture(), xmp=_xmp(authors, _NOTICE).encode())).author == "Ann, Bo & Co"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"Ann 2026\0Editors Ltd\0", "Ann 2026; Editors Ltd"),
        (b" \0Editors Ltd\0", "Editors Ltd"),
        (b"Ann 2026\r\nAll rights reserved", "Ann 2026; All rights reserved"),
    ],
    ids=["both", "editor", "lines"],
)
def test_copyrights_of_photographer_and_editor_are_told_apart(written: bytes, read: str) -> None:
    assert _credit(encoded(picture(), exif=_exif(Copyright=written))).copyright == read


def test_credit_is_found_in_the_texts_of_a_png() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_itxt("Author", _AUTHOR)
    notes.add_text("Copyright", _NOTICE, zip=True)
    notes.add_text("Author", SECRET)

    assert _credit(encoded(picture(), "png", pnginfo=notes)) == Credit(_AUTHOR, _NOTICE)


def test_exif_comes_before_iptc_and_iptc_before_xmp() -> None:
    body = encoded(picture(), exif=_exif(Artist=b"of EXIF"), xmp=_xmp("of XMP", "of XMP").encode())
    body = with_segments(body, [(0xED, _iptc((80, b"of IPTC"), (116, b"of IPTC")))])

    assert _credit(body) == Credit("of EXIF", "of IPTC")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"Ann\0\0", "Ann"),
        (b"  Ann\r\n\tBo\x07 ", "Ann; Bo"),
        (b"Ann \xff\xfe", "Ann"),
        (b"Ann\xc3", "Ann"),
        (b"x" * 100_000, "x" * 2000),
        ("ö".encode() * 100_000, "ö" * 2000),
        (b" \0", ""),
    ],
    ids=["zeros", "lines", "bytes", "half", "long", "wide", "blank"],
)
def test_credit_is_one_line_of_text_that_is_not_too_long(written: bytes, read: str) -> None:
    body = with_segments(encoded(picture()), [(0xED, _iptc((80, written[:30_000])))])

    assert _credit(body).author == read


@pytest.mark.parametrize(
    "options",
    [
        {"exif": b"Exif\0\0garbage"},
        {"xmp": b"<dc:creator><rdf:Seq><rdf:li>" + b"<" * 10_000},
        {"exif": _exif(Artist=b"")},
        {},
    ],
    ids=["exif", "xmp", "empty", "none"],
)
def test_without_a_credit_nothing_is_made_up(options: dict[str, Any]) -> None:
    credit = _credit(encoded(picture(), **options))

    assert credit == Credit()
    assert credit.exif() == b""


@pytest.mark.parametrize("block", [b"", b"\x1c", b"\x1c\2\x50\xff\xff", b"nonsense" * 9], ids=len)
def test_iptc_that_makes_no_sense_says_nothing(block: bytes) -> None:
    segment = b"Photoshop 3.0\0" + image_resource(0x0404, block)

    assert _credit(with_segments(encoded(picture()), [(0xED, segment)])) == Credit()


@pytest.mark.parametrize("target", WRITTEN)
def test_output_has_exactly_the_two_tags_that_were_asked_for(target: PhotoFormat) -> None:
    photo = encoded(picture(), exif=_exif(**_TAGS), comment=SECRET, xmp=_xmp("A", SECRET).encode())

    result = render(photo, [output(format=target, metadata="copyright")], LIMITS).outputs[0]

    image = decoded(result)
    texts = {ExifTags.Base(tag).name: text for tag, text in image.getexif().items()}
    assert {name: text.encode("latin-1") for name, text in texts.items()} == _TAGS
    assert all(image.getexif().get_ifd(group) == {} for group in ExifTags.IFD)
    assert SECRET.encode() not in result.body
    assert "xmp" not in image.info


@pytest.mark.parametrize("credit", [Credit("Al", ""), Credit("", "A" * 2001)], ids=["short", "one"])
def test_one_tag_alone_can_be_read_back(credit: Credit) -> None:
    image = Image.open(BytesIO(encoded(picture(), exif=credit.exif())))

    assert len(image.getexif()) == 1
    assert read_credit(image) in {credit, Credit(copyright="A" * 2000)}


def test_only_the_outputs_that_ask_for_it_have_a_credit() -> None:
    photo = encoded(picture(), exif=_exif(**_TAGS))
    outputs = [named_output("with", metadata="copyright"), named_output("without")]

    with_credit, without = render(photo, outputs, LIMITS).outputs

    assert decoded(with_credit).getexif()
    assert not decoded(without).getexif()


_RESIZE = {"operation": "resize", "width": 32}
_SEPIA = {"operation": "recolor", "style": "sepia"}


@pytest.mark.parametrize("photo_format", list(PhotoFormat))
@pytest.mark.parametrize("target", WRITTEN)
@pytest.mark.parametrize("operations", [[], [_RESIZE], [_SEPIA]], ids=["none", "resize", "sepia"])
@pytest.mark.parametrize("metadata", ["none", "copyright"])
def test_no_secret_comes_through(
    photo_format: PhotoFormat, target: PhotoFormat, operations: list[dict[str, Any]], metadata: str
) -> None:
    photo = telltale(photo_format)
    assert SECRET.encode() in photo

    wanted = output(*operations, format=target, metadata=metadata)
    result = render(photo, [wanted], LIMITS).outputs[0]

    assert SECRET.encode() not in result.body
    _check_that_nothing_is_told(decoded(result))


_REAL = [path for folder in ("exif", "large", "faces") for path in shared_photos(f"{folder}/*")]


@pytest.mark.parametrize("path", [*_REAL, None], ids=lambda path: path.name if path else "made")
def test_nothing_that_a_photo_tells_comes_through_to_any_format(path: Path | None) -> None:
    photo = path.read_bytes() if path else telltale(PhotoFormat.JPEG)
    thumbnail = {"operation": "thumbnail", "size": 64}
    outputs = [named_output(target, thumbnail, format=target) for target in WRITTEN]

    results = render(photo, outputs, LIMITS).outputs

    assert [result.format for result in results] == list(WRITTEN)
    for result in results:
        _check_that_nothing_is_told(decoded(result))


def _check_that_nothing_is_told(image: Image.Image) -> None:
    """What is left says how the file is built, not what the photo is of."""
    assert not image.getexif()
    harmless = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background"}
    assert set(image.info) - harmless <= {"timestamp", "duration"}
    assert image.info.get("jfif_density", (1, 1)) == (1, 1)
