"""Telling a file that was cut off from one that is damaged inside."""

from darkroom.imaging.formats import PhotoFormat

_END_OF_IMAGE = b"\xff\xd9"
_MARKER = 0xFF
_START_OF_SCAN = 0xDA
_STANDALONE_MARKERS = frozenset({0x01, *range(0xD0, 0xD9)})


def ends_early(body: bytes, photo_format: PhotoFormat) -> bool:
    """Whether the end that this format has to have is missing."""
    if photo_format is PhotoFormat.JPEG:
        return not _has_end_of_image(body)
    if photo_format is PhotoFormat.PNG:
        return b"IEND" not in body
    return len(body) < 8 + int.from_bytes(body[4:8], "little")


def _has_end_of_image(body: bytes) -> bool:
    """Look behind the header, because the preview within it has an end of its own."""
    position = 2
    while position + 4 <= len(body) and body[position] == _MARKER:
        marker = body[position + 1]
        if marker == _START_OF_SCAN:
            return body.find(_END_OF_IMAGE, position) >= 0
        if marker == _MARKER:
            position += 1
        elif marker in _STANDALONE_MARKERS:
            position += 2
        else:
            position += 2 + int.from_bytes(body[position + 2 : position + 4], "big")
    # A header that makes no sense is damage; one that stops is a cut.
    return position + 4 <= len(body)
