"""What the directories of a TIFF say of it, read before anything is decoded."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice
from struct import Struct, error, unpack_from

from darkroom.imaging.geometry import Size

_UNREADABLE = (error, OverflowError)
"""What reading at a place beyond the end raises, and at one beyond any end."""

_BIG = 43
_HEADER_BYTES = 8
_MAX_ENTRIES = 4096
_MAX_DIRECTORIES = 64
_INTEGERS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}

_COLOR_FILTER_ARRAY, _LINEAR_RAW = 32803, 34892
# Of Kodak, Sony, Nikon and Pentax, and that of lossy DNG files.
_RAW_COMPRESSIONS = frozenset({262, 65000, 32767, 34713, 65535, 34892})
_RAW_MARKS = (b"CR", b"IIII")
"""What Canon's and Phase One's files have behind the header of a TIFF."""

_REDUCED, _MASK = 1, 4


class _Tag(IntEnum):
    KIND = 254
    WIDTH = 256
    HEIGHT = 257
    COMPRESSION = 259
    PHOTOMETRIC = 262
    STRIP_OFFSETS = 273
    STRIP_LENGTHS = 279
    TILE_WIDTH = 322
    TILE_HEIGHT = 323
    TILE_OFFSETS = 324
    TILE_LENGTHS = 325
    INNER = 330
    DNG_VERSION = 50706


Directory = dict[int, tuple[int, ...]]
"""The tags of one picture with their whole numbers; other values are left out."""


@dataclass(frozen=True)
class _Layout:
    """How numbers and entries are written, in the common and in the big kind."""

    order: str
    is_big: bool

    @property
    def offset(self) -> str:
        return self.order + ("Q" if self.is_big else "I")

    @property
    def count(self) -> str:
        return self.order + ("Q" if self.is_big else "H")

    @property
    def entry(self) -> Struct:
        """Tag, type, count; the value or its offset follows."""
        return Struct(self.order + ("HHQ" if self.is_big else "HHI"))

    @property
    def value_bytes(self) -> int:
        return 8 if self.is_big else 4


def directories(body: bytes) -> list[Directory]:
    """The directories in their order, each once, as far as they can be read."""
    try:
        layout = _layout(body)
        (first,) = unpack_from(layout.offset, body, 8 if layout.is_big else 4)
    except _UNREADABLE:
        return []
    return list(islice(_chain(body, layout, first), _MAX_DIRECTORIES))


def is_camera_raw(body: bytes) -> bool:
    """Whether the picture of this file is a sensor's, and what looks like one is a preview."""
    if body.startswith(_RAW_MARKS, _HEADER_BYTES):
        return True
    chain = directories(body)
    if chain and _kind(chain[0]) & _REDUCED and _Tag.INNER in chain[0]:
        return True
    inner = (
        directory
        for outer in chain
        for start in outer.get(_Tag.INNER, ())[:_MAX_DIRECTORIES]
        for directory in islice(_chain(body, _layout(body), start), 1)
    )
    return any(_is_raw(directory) for directory in (*chain, *inner))


def has_more_pages(body: bytes) -> bool:
    """Whether there are pictures after the first, other than smaller copies of it and masks."""
    return any(not _kind(page) & (_REDUCED | _MASK) for page in directories(body)[1:])


def sizes(body: bytes) -> list[Size]:
    """The sizes of what a decoder makes room for: the first picture and its tiles."""
    chain = directories(body)
    if not chain:
        return []
    pairs = ((_Tag.WIDTH, _Tag.HEIGHT), (_Tag.TILE_WIDTH, _Tag.TILE_HEIGHT))
    return [
        Size(*chain[0][width], *chain[0][height])
        for width, height in pairs
        if len(chain[0].get(width, ())) == len(chain[0].get(height, ())) == 1
    ]


def ends_early(body: bytes) -> bool:
    """Whether the first picture, or the directory that describes it, is not all there."""
    chain = directories(body)
    if not chain:
        return True
    pairs = ((_Tag.STRIP_OFFSETS, _Tag.STRIP_LENGTHS), (_Tag.TILE_OFFSETS, _Tag.TILE_LENGTHS))
    return any(
        start + length > len(body)
        for starts, lengths in pairs
        for start, length in zip(chain[0].get(starts, ()), chain[0].get(lengths, ()), strict=False)
    )


def _kind(directory: Directory) -> int:
    return next(iter(directory.get(_Tag.KIND, ())), 0)


def _is_raw(directory: Directory) -> bool:
    photometric = directory.get(_Tag.PHOTOMETRIC, ())
    compression = directory.get(_Tag.COMPRESSION, ())
    return (
        _Tag.DNG_VERSION in directory
        or _COLOR_FILTER_ARRAY in photometric
        or _LINEAR_RAW in photometric
        or not _RAW_COMPRESSIONS.isdisjoint(compression)
    )


def _layout(body: bytes) -> _Layout:
    order = "<" if body[:2] == b"II" else ">"
    (version,) = unpack_from(f"{order}H", body, 2)
    return _Layout(order, is_big=version == _BIG)


def _chain(body: bytes, layout: _Layout, start: int) -> Iterator[Directory]:
    seen: set[int] = set()
    while start and start not in seen:
        seen.add(start)
        try:
            (count,) = unpack_from(layout.count, body, start)
            start += Struct(layout.count).size
            size = layout.entry.size + layout.value_bytes
            entries = range(start, start + size * min(count, _MAX_ENTRIES), size)
            directory = dict(_entry(body, layout, place) for place in entries)
            (start,) = unpack_from(layout.offset, body, start + size * count)
        except _UNREADABLE:
            return
        yield directory


def _entry(body: bytes, layout: _Layout, place: int) -> tuple[int, tuple[int, ...]]:
    tag, kind, count = layout.entry.unpack_from(body, place)
    letter = _INTEGERS.get(kind)
    if letter is None or count > len(body):
        return tag, ()
    numbers = Struct(f"{layout.order}{count}{letter}")
    place += layout.entry.size
    if numbers.size > layout.value_bytes:
        (place,) = unpack_from(layout.offset, body, place)
    return tag, numbers.unpack_from(body, place)
