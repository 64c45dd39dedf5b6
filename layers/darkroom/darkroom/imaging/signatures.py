"""Telling files by their first bytes, and never by their names."""

import re

from darkroom.errors import EmptyUploadError, NotAPhotoError, UnsupportedFormatError
from darkroom.imaging.formats import PhotoFormat

HEAD_BYTES = 4096
"""How much of a file `sniff` has to see: an SVG may begin with a licence."""

_MAGIC = (
    (b"\xff\xd8\xff", PhotoFormat.JPEG),
    (b"\x89PNG\r\n\x1a\n", PhotoFormat.PNG),
    (b"GIF87a", PhotoFormat.GIF),
    (b"GIF89a", PhotoFormat.GIF),
    (b"II*\x00", PhotoFormat.TIFF),
    (b"MM\x00*", PhotoFormat.TIFF),
    (b"II+\x00", PhotoFormat.TIFF),
    (b"MM\x00+", PhotoFormat.TIFF),
)

_FOREIGN_MAGIC = (
    (b"BM", "a BMP"),
    (b"8BPS", "a Photoshop"),
    (b"\xff\x0a", "a JPEG XL"),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "a JPEG XL"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "a JPEG 2000"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000"),
    (b"FUJIFILMCCD-RAW", "a camera raw"),
    (b"IIU\x00", "a camera raw"),
    (b"IIRO", "a camera raw"),
    (b"IIRS", "a camera raw"),
    (b"MMOR", "a camera raw"),
    (b"\x00MRM", "a camera raw"),
    (b"FOVb", "a camera raw"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"icns", "an icon"),
    (b"%!PS", "a PostScript"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript"),
    (b"%PDF", "a PDF"),
    (b"\x1a\x45\xdf\xa3", "a video"),
    (b"\x00\x00\x01\xba", "a video"),
)

_FOREIGN_PATTERNS = (
    # Some pictures, and of the first its size and a zero.
    (re.compile(rb"\x00\x00\x02\x00[^\x00]\x00.{3}\x00", re.DOTALL), "an icon"),
    (
        re.compile(
            # Behind a name: no palette, or one of whole colours, and how the pixels are kept;
            rb".(?:\x00[\x02\x03\x0a\x0b]\x00{5}|\x01[\x01\x09].{4}[\x0f\x10\x18\x20])"
            # an origin, a size, the bits of a pixel, and none of those that mean nothing.
            rb".{4}(?!\x00\x00)..(?!\x00\x00)..[\x08\x0f\x10\x18\x20][\x00-\x3f]",
            re.DOTALL,
        ),
        "a TGA",
    ),
)

_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_FAMILY_BRANDS = frozenset({b"mif1", b"msf1", b"mif2", b"miaf"})
"""Pictures in boxes, of a kind that only the compatible brands tell."""

_FOREIGN_BRANDS = {
    b"crx ": "a camera raw",
    b"jxl ": "a JPEG XL",
    b"jp2 ": "a JPEG 2000",
    b"jpx ": "a JPEG 2000",
    b"qt  ": "a video",
}
_VIDEO_BRAND = re.compile(
    rb"iso[0-9m]|mp4[0-9]|avc[0-9]|3g[p2][0-9a-z]|M4V |mmp4|dash|f4v |MSNV|XAVC"
)
_VIDEO_BOXES = frozenset({b"moov", b"mdat", b"wide"})

_SVG = re.compile(
    # What may come before it: an XML declaration, comments, a document type and white space;
    # nothing is tried twice, so that no text takes long.
    rb"(?>\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?>[^>\[]|\[[^\]]*\])*+>)*+<(?:\w+:)?svg[\s>/]",
    re.DOTALL,
)
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def sniff(head: bytes) -> PhotoFormat:
    """Tell the format of a file that begins with `head`.

    Raises:
        EmptyUploadError: There is nothing.
        UnsupportedFormatError: It is an image, but none that we read; the message names its kind.
        NotAPhotoError: It is something else.
    """
    if not head:
        raise EmptyUploadError
    photo_format = _known_format(head)
    if photo_format is not None:
        return photo_format
    kind = _foreign_kind(head)
    if kind is None:
        raise NotAPhotoError
    raise UnsupportedFormatError.named(kind)


def _known_format(head: bytes) -> PhotoFormat | None:
    for magic, photo_format in _MAGIC:
        if head.startswith(magic):
            return photo_format
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return PhotoFormat.WEBP
    for brand in _brands(head):
        if brand in _AVIF_BRANDS:
            return PhotoFormat.AVIF
        if brand in _HEIC_BRANDS:
            return PhotoFormat.HEIC
    return None


def _brands(head: bytes) -> list[bytes]:
    """The major brand of a file of boxes; those it is compatible with if that says too little."""
    if head[4:8] != b"ftyp":
        return []
    end = min(int.from_bytes(head[:4], "big"), len(head))
    major = head[8:12]
    if major not in _FAMILY_BRANDS:
        return [major]
    return [major, *(head[start : start + 4] for start in range(16, end - 3, 4))]


def _foreign_kind(head: bytes) -> str | None:
    brands = _brands(head)
    if brands:
        return _kind_of_brand(brands[0])
    for magic, kind in _FOREIGN_MAGIC:
        if head.startswith(magic):
            return kind
    if (head.startswith(b"RIFF") and head[8:12] == b"AVI ") or head[4:8] in _VIDEO_BOXES:
        return "a video"
    for pattern, kind in _FOREIGN_PATTERNS:
        if pattern.match(head):
            return kind
    return "an SVG" if _SVG.match(_text(head)) else None


def _kind_of_brand(brand: bytes) -> str | None:
    if brand in _FAMILY_BRANDS:
        return "a HEIF"
    if _VIDEO_BRAND.fullmatch(brand):
        return "a video"
    return _FOREIGN_BRANDS.get(brand)


def _text(head: bytes) -> bytes:
    """What a text begins with, in single bytes and without a mark of their order."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            words = head[: len(head) // 2 * 2].decode(encoding, "ignore")
            return words.lstrip("\ufeff").encode()
    return head
