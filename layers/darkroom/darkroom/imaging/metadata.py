"""Who made a photo and whose it is: all that an output may be told of it besides pixels."""

import re
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from typing import Any

from PIL import ExifTags, ImageFile

from darkroom.imaging.damage import BAD_FILE

_MAX_CHARACTERS = 2000
_MAX_BYTES = 4 * _MAX_CHARACTERS
_MAX_XMP_BYTES = 1 << 20

_PHOTOSHOP_IPTC, _TIFF_IPTC = 0x0404, 33723
_IPTC_HEADER = struct.Struct(">BBBH")
_IPTC_MARK, _IPTC_RECORD = 0x1C, 2
_IPTC_AUTHOR, _IPTC_COPYRIGHT = 80, 116

_XMP_LIST = rb"<dc:%s>\s*<rdf:(?:Seq|Bag|Alt)[^>]{0,200}>"
_XMP_AUTHORS = re.compile(_XMP_LIST % b"creator")
_XMP_NOTICES = re.compile(_XMP_LIST % b"rights")
_XMP_ITEM = re.compile(rb"\s*<rdf:li[^>]{0,200}>([^<]{1,%d})<(?:/rdf:li>)?" % _MAX_BYTES)

_LINE_BREAKS = re.compile(r"[\0\n\r\v\f\x85\u2028\u2029]")
"""And what stands in EXIF between the photographer's copyright and the editor's."""

_ASCII = 2
_IFD_START = 8
_ENTRY_BYTES = 12


@dataclass(frozen=True)
class Credit:
    """The author and the copyright notice; empty where there is none."""

    author: str = ""
    copyright: str = ""

    def exif(self) -> bytes:
        """An EXIF block of these two, or nothing if there is neither."""
        tags = {ExifTags.Base.Artist: self.author, ExifTags.Base.Copyright: self.copyright}
        texts = {tag: text.encode() + b"\0" for tag, text in tags.items() if text}
        if not texts:
            return b""
        # EXIF wants a text of up to four bytes within its entry: zeros make it longer.
        padded = {tag: text.ljust(5, b"\0") for tag, text in texts.items()}
        start = _IFD_START + 2 + _ENTRY_BYTES * len(padded) + 4
        entries, content = struct.pack("<H", len(padded)), b""
        for tag, text in sorted(padded.items()):
            entries += struct.pack("<HHII", tag, _ASCII, len(text), start + len(content))
            content += text
        return b"Exif\0\0II*\0" + struct.pack("<I", _IFD_START) + entries + bytes(4) + content


def read_credit(opened: ImageFile.ImageFile) -> Credit:
    """What an open file says, in EXIF first, then in IPTC, in XMP and in a PNG's texts.

    Bad bytes are left out.
    """
    readers = (_exif_texts, _iptc_texts, _xmp_texts, _png_texts)
    sources = [texts for reader in readers for texts in reader(opened)]
    return Credit(
        author=next((author for author, _ in sources if author), ""),
        copyright=next((notice for _, notice in sources if notice), ""),
    )


def _exif_texts(opened: ImageFile.ImageFile) -> Iterator[tuple[str, str]]:
    with suppress(*BAD_FILE):
        exif = opened.getexif()
        yield _text(exif.get(ExifTags.Base.Artist)), _text(exif.get(ExifTags.Base.Copyright))


def _iptc_texts(opened: ImageFile.ImageFile) -> Iterator[tuple[str, str]]:
    with suppress(*BAD_FILE):
        block = opened.info.get("photoshop", {}).get(_PHOTOSHOP_IPTC)
        block = block or opened.getexif().get(_TIFF_IPTC)
        if isinstance(block, bytes):
            found = dict(_iptc_fields(block))
            yield _text(found.get(_IPTC_AUTHOR)), _text(found.get(_IPTC_COPYRIGHT))


def _iptc_fields(block: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + _IPTC_HEADER.size <= len(block):
        mark, record, field, length = _IPTC_HEADER.unpack_from(block, place)
        if mark != _IPTC_MARK:
            return
        place += _IPTC_HEADER.size
        if record == _IPTC_RECORD:
            yield field, block[place : place + length]
        place += length


def _xmp_texts(opened: ImageFile.ImageFile) -> Iterator[tuple[str, str]]:
    packet = opened.info.get("xmp") or opened.info.get("XML:com.adobe.xmp", b"")
    if isinstance(packet, str):
        packet = packet.encode()
    if isinstance(packet, bytes):
        packet = packet[:_MAX_XMP_BYTES]
        # A notice may be there in several languages, and the first is the one for all others.
        notice = next(_xmp_items(packet, _XMP_NOTICES), "")
        yield ", ".join(_xmp_items(packet, _XMP_AUTHORS))[:_MAX_CHARACTERS], notice


def _xmp_items(packet: bytes, wanted: re.Pattern[bytes]) -> Iterator[str]:
    found = wanted.search(packet)
    while found and (found := _XMP_ITEM.match(packet, found.end())):
        # In this order: what is escaped may be no more printable than what is not.
        if text := _text(unescape(found[1].decode("utf-8", "ignore"))):
            yield text


def _png_texts(opened: ImageFile.ImageFile) -> Iterator[tuple[str, str]]:
    yield _text(opened.info.get("Author")), _text(opened.info.get("Copyright"))


def _text(value: Any) -> str:  # noqa: ANN401 - whatever a tag holds
    """A tag's text, on one line and of a length that a name or a notice may have."""
    if isinstance(value, bytes):
        value = value[:_MAX_BYTES].decode("utf-8", "ignore")
    if not isinstance(value, str):
        return ""
    # Pillow reads bytes as Latin 1, and most programs write UTF-8.
    with suppress(UnicodeError):
        value = value.encode("latin-1").decode("utf-8")
    lines = (_printable(line) for line in _LINE_BREAKS.split(value))
    return "; ".join(line for line in lines if line)[:_MAX_CHARACTERS]


def _printable(line: str) -> str:
    printable = (character if character.isprintable() else " " for character in line)
    return " ".join("".join(printable).split())
