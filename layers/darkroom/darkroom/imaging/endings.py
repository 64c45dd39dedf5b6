"""Telling a file that was cut off from one that is damaged inside."""

from darkroom.imaging import boxes, tiff
from darkroom.imaging.formats import PhotoFormat

_END_OF_IMAGE = b"\xff\xd9"
_MARKER = 0xFF
_START_OF_SCAN = 0xDA
_STANDALONE_MARKERS = frozenset({0x01, *range(0xD0, 0xD9)})

_GIF_HEADER_BYTES = 13
_GIF_EXTENSION, _GIF_FRAME = 0x21, 0x2C
_HAS_PALETTE = 0x80


def ends_early(body: bytes, photo_format: PhotoFormat) -> bool:
    """Whether the end that this format has to have is missing."""
    return _ENDINGS[photo_format](body)


def _jpeg_ends_early(body: bytes) -> bool:
    """Look behind the header, because the preview within it has an end of its own."""
    position = 2
    while position + 4 <= len(body) and body[position] == _MARKER:
        marker = body[position + 1]
        if marker == _START_OF_SCAN:
            return body.find(_END_OF_IMAGE, position) < 0
        if marker == _MARKER:
            position += 1
        elif marker in _STANDALONE_MARKERS:
            position += 2
        else:
            position += 2 + int.from_bytes(body[position + 2 : position + 4], "big")
    # A header that makes no sense is damage; one that stops is a cut.
    return position + 4 > len(body)


def _png_ends_early(body: bytes) -> bool:
    return b"IEND" not in body


def _webp_ends_early(body: bytes) -> bool:
    return len(body) < 8 + int.from_bytes(body[4:8], "little")


def _gif_ends_early(body: bytes) -> bool:
    """Go from block to block, as any byte may look like the end."""
    try:
        position = _GIF_HEADER_BYTES + _palette_bytes(body[10])
        while body[position] in {_GIF_EXTENSION, _GIF_FRAME}:
            if body[position] == _GIF_EXTENSION:
                position += 2
            else:
                position += 11 + _palette_bytes(body[position + 9])
            while body[position]:
                position += 1 + body[position]
            position += 1
    except IndexError:
        return True
    return False


def _palette_bytes(flags: int) -> int:
    return 3 * (2 << (flags & 7)) if flags & _HAS_PALETTE else 0


_ENDINGS = {
    PhotoFormat.JPEG: _jpeg_ends_early,
    PhotoFormat.PNG: _png_ends_early,
    PhotoFormat.WEBP: _webp_ends_early,
    PhotoFormat.HEIC: boxes.ends_early,
    PhotoFormat.AVIF: boxes.ends_early,
    PhotoFormat.TIFF: tiff.ends_early,
    PhotoFormat.GIF: _gif_ends_early,
}
