"""Where the parts of a HEIC or AVIF file are, and whether they are all there.

The decoder of HEIC makes do with what it finds: a tile that is missing it leaves green.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from struct import error, unpack_from

from PIL import ImageFile

from darkroom.errors import CorruptPhotoError, TruncatedPhotoError
from darkroom.imaging.boxes import boxes, first

_VERSION_BYTES = 4
_IN_THE_FILE = 0
_LAST_WITH_SHORT_NUMBERS = 2
_HEVC = b"hvc1"
_LENGTH_SIZE_PLACE = 21
_FORBIDDEN_BIT = 0x80
_FIRST_PARAMETER_SET = 32
_IMPOSSIBLE = re.compile(rb"\x00\x00(?:[\x00-\x02]|\x03[^\x00-\x03])")
"""What HEVC keeps out of its units, as it would look like the start of another one."""

_LEFT_OUT = frozenset((0, green, 0) for green in (77, 84, 89, 94, 135, 136))
"""No luma and no chroma, in the colours that files may be coded in: darker than any camera's."""

_SQUARE = 64
"""Some of these lie wholly in any tile, whichever way up: those of phones are 512 pixels a side."""


@dataclass(frozen=True)
class _Item:
    number: int
    spans: tuple[tuple[int, int], ...]
    """Where its bytes begin and end in the file; a part of no length reaches to the end."""


def check_items(body: bytes) -> None:
    """Check what can be known of the parts without decoding them.

    What was overwritten within the compressed data of a tile can be as good a picture as any.

    Raises:
        TruncatedPhotoError: A part lies beyond the end of the file.
        CorruptPhotoError: A part is not made of what HEVC is made of.
    """
    meta = first(body, b"meta")[_VERSION_BYTES:]
    try:
        items = list(_items(first(meta, b"iloc")))
        compressed = _compressed_in_hevc(first(meta, b"iinf"))
        length_sizes = _length_sizes(meta)
    except (error, IndexError):
        # What cannot be read is for the decoder to refuse.
        return
    if any(end > len(body) for item in items for _, end in item.spans):
        raise TruncatedPhotoError
    if len(length_sizes) != 1:
        return
    (length_size,) = length_sizes
    for item in items:
        content = b"".join(body[start : end or len(body)] for start, end in item.spans)
        if item.number in compressed and item.spans and not _is_hevc(content, length_size):
            raise CorruptPhotoError


def check_tiles(image: ImageFile.ImageFile) -> None:
    """Check that the decoder of HEIC has left out no tile.

    Raises:
        CorruptPhotoError: There is a square of what no picture is coded as.
    """
    if not image.mode.startswith("RGB"):
        return
    for left in range(0, image.width, _SQUARE):
        for top in range(0, image.height, _SQUARE):
            corner = image.getpixel((left, top))
            if isinstance(corner, tuple) and corner[:3] in _LEFT_OUT:
                right = min(left + _SQUARE, image.width)
                bottom = min(top + _SQUARE, image.height)
                square = image.crop((left, top, right, bottom))
                if len(square.getcolors(1) or ()) == 1:
                    raise CorruptPhotoError


def _items(iloc: bytes) -> Iterator[_Item]:
    """The items whose bytes are in the file itself."""
    version, sizes, more_sizes = iloc[0], iloc[4], iloc[5]
    offset_size, length_size = sizes >> 4, sizes & 0xF
    base_size, index_size = more_sizes >> 4, more_sizes & 0xF if version else 0
    number_size = 4 if version > 1 else 2
    reader = _Reader(iloc, 6)
    for _ in range(reader.number(number_size)):
        number = reader.number(number_size)
        place = (reader.number(2) & 0xF if version else 0, reader.number(2))
        base = reader.number(base_size)
        spans = []
        for _ in range(reader.number(2)):
            reader.number(index_size)
            start = base + reader.number(offset_size)
            length = reader.number(length_size)
            spans.append((start, start + length if length else 0))
        yield _Item(number, tuple(spans) if place == (_IN_THE_FILE, 0) else ())


class _Reader:
    """Big-endian numbers, one after the other."""

    def __init__(self, content: bytes, place: int) -> None:
        self._content = content
        self._place = place

    def number(self, size: int) -> int:
        start, self._place = self._place, self._place + size
        if self._place > len(self._content):
            raise IndexError
        return int.from_bytes(self._content[start : self._place], "big")


def _compressed_in_hevc(iinf: bytes) -> set[int]:
    """The numbers of the items that are pictures in HEVC."""
    start = _VERSION_BYTES + (4 if iinf[0] else 2)
    found = set()
    for _, _, entry in boxes(iinf[start:]):
        layout = ">HH4s" if entry[0] <= _LAST_WITH_SHORT_NUMBERS else ">IH4s"
        number, _, kind = unpack_from(layout, entry, _VERSION_BYTES)
        if kind == _HEVC:
            found.add(number)
    return found


def _length_sizes(meta: bytes) -> set[int]:
    """How many bytes the length of a unit takes, which every picture might say differently."""
    shared = first(first(meta, b"iprp"), b"ipco")
    return {
        (content[_LENGTH_SIZE_PLACE] & 3) + 1
        for _, kind, content in boxes(shared)
        if kind == b"hvcC"
    }


def _is_hevc(content: bytes, length_size: int) -> bool:
    """Whether there is a picture, and nothing but whole units that can be what they say."""
    place, has_picture = 0, False
    while place < len(content):
        start = place + length_size
        place = start + int.from_bytes(content[place:start], "big")
        unit = content[start:place]
        if place > len(content) or not unit or unit[0] & _FORBIDDEN_BIT:
            return False
        if _IMPOSSIBLE.search(unit.rstrip(b"\0")):
            return False
        has_picture = has_picture or unit[0] >> 1 < _FIRST_PARAMETER_SET
    return has_picture
