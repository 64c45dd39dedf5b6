"""Which kinds of file we read and write, told by their first bytes and never by their names."""

from enum import StrEnum

from darkroom.errors import EmptyUploadError, NotAPhotoError, UnsupportedFormatError

HEAD_BYTES = 32
"""How much of a file `sniff` has to see."""


class PhotoFormat(StrEnum):
    """A kind of file that we read and write."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"

    @property
    def content_type(self) -> str:
        """Its media type."""
        return f"image/{self.value}"

    @property
    def extension(self) -> str:
        """What its file names end in, without the dot."""
        return "jpg" if self is PhotoFormat.JPEG else self.value

    @property
    def max_side(self) -> int:
        """The longest side that can be written in it."""
        return _MAX_SIDES[self]

    @property
    def keeps_alpha(self) -> bool:
        """Whether it can be transparent."""
        return self is not PhotoFormat.JPEG


_MAX_SIDES = {PhotoFormat.JPEG: 65_500, PhotoFormat.PNG: 1 << 30, PhotoFormat.WEBP: 16_383}

_MAGIC = {
    PhotoFormat.JPEG: b"\xff\xd8\xff",
    PhotoFormat.PNG: b"\x89PNG\r\n\x1a\n",
}

_FOREIGN_MAGIC = (
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\x00", "TIFF or camera raw"),
    (b"MM\x00*", "TIFF or camera raw"),
    (b"II+\x00", "BigTIFF"),
    (b"MM\x00+", "BigTIFF"),
    (b"BM", "BMP"),
    (b"8BPS", "Photoshop"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "JPEG XL"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"FUJIFILMCCD-RAW", "camera raw"),
    (b"IIU\x00", "camera raw"),
    (b"IIRO", "camera raw"),
    (b"\x00\x00\x01\x00", "icon"),
    (b"%!PS", "PostScript"),
    (b"\xc5\xd0\xd3\xc6", "PostScript"),
    (b"%PDF", "PDF"),
    (b"<svg", "SVG"),
)

_FOREIGN_BRANDS = {
    b"avif": "AVIF",
    b"avis": "AVIF",
    b"heic": "HEIC",
    b"heix": "HEIC",
    b"heim": "HEIC",
    b"heis": "HEIC",
    b"hevc": "HEIC",
    b"hevx": "HEIC",
    b"mif1": "HEIF",
    b"msf1": "HEIF",
    b"crx ": "camera raw",
}

_SPOKEN_WITH_A_VOWEL = frozenset({"AVIF", "SVG", "icon"})


def sniff(head: bytes) -> PhotoFormat:
    """Tell the format of a file that begins with `head`.

    Raises:
        EmptyUploadError: There is nothing.
        UnsupportedFormatError: It is an image, but none that we read; the message names its kind.
        NotAPhotoError: It is something else.
    """
    if not head:
        raise EmptyUploadError
    for photo_format, magic in _MAGIC.items():
        if head.startswith(magic):
            return photo_format
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return PhotoFormat.WEBP
    kind = _foreign_kind(head)
    if kind is None:
        raise NotAPhotoError
    article = "an" if kind in _SPOKEN_WITH_A_VOWEL else "a"
    raise UnsupportedFormatError(
        f"This is {article} {kind} file, which is not supported; send a JPEG, PNG or WebP file."
    )


def _foreign_kind(head: bytes) -> str | None:
    for magic, kind in _FOREIGN_MAGIC:
        if head.startswith(magic):
            return kind
    if head[4:8] == b"ftyp":
        return _FOREIGN_BRANDS.get(head[8:12])
    return None
