"""The boxes that HEIC and AVIF files are made of, as far as the decoders leave them to us."""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import error, unpack_from

from darkroom.imaging.geometry import Size

_HEADER_BYTES = 8
_LARGE_HEADER_BYTES = 16
_VERSION_BYTES = 4
_COLOR_BYTES = 8
_SIZE_BYTES = 12
_TO_THE_END, _LARGE = 0, 1
_WIDE_INDEX = 1


@dataclass(frozen=True)
class ColorCode:
    """A colour space by its numbers in ITU-T H.273."""

    primaries: int
    transfer: int


def ends_early(body: bytes) -> bool:
    """Whether the last box is not all there."""
    ends = [end for end, _, _ in boxes(body)]
    return ends[-1:] != [len(body)]


def color_code(body: bytes) -> ColorCode | None:
    """The colour space that the main picture names, where it names one."""
    for kind, content in _main_properties(body):
        if kind == b"colr" and content.startswith(b"nclx") and len(content) >= _COLOR_BYTES:
            return ColorCode(*unpack_from(">2H", content, 4))
    return None


def main_size(body: bytes) -> Size | None:
    """How large the main picture says that it is, unless a part of it is all that will be seen."""
    properties = dict(_main_properties(body))
    size = properties.get(b"ispe", b"")
    if len(size) != _SIZE_BYTES or b"clap" in properties:
        return None
    return Size(*unpack_from(">2I", size, _VERSION_BYTES))


def _main_properties(body: bytes) -> list[tuple[bytes, bytes]]:
    """The kind and content of what is said of the main picture, as far as it can be read."""
    try:
        meta = first(body, b"meta")[_VERSION_BYTES:]
        properties = first(meta, b"iprp")
        shared = [(kind, content) for _, kind, content in boxes(first(properties, b"ipco"))]
        main = _main_item(first(meta, b"pitm"))
        indices = _property_indices(first(properties, b"ipma"), main)
    except error:
        return []
    return [shared[index - 1] for index in indices if 1 <= index <= len(shared)]


def boxes(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Where each box ends, or would end if it were all there, its kind and what is in it."""
    start = 0
    while start < len(content):
        header = _HEADER_BYTES
        if start + header > len(content):
            yield start + header, b"", b""
            return
        length, kind = unpack_from(">I4s", content, start)
        if length == _LARGE and start + _LARGE_HEADER_BYTES <= len(content):
            header = _LARGE_HEADER_BYTES
            (length,) = unpack_from(">Q", content, start + _HEADER_BYTES)
        end = len(content) if length == _TO_THE_END else start + max(length, header)
        yield end, kind, content[start + header : end]
        start = end


def first(content: bytes, wanted: bytes) -> bytes:
    """What is in the first box of a kind; nothing if there is none."""
    return next((inside for _, kind, inside in boxes(content) if kind == wanted), b"")


def _main_item(content: bytes) -> int:
    version, number = content[:1], content[_VERSION_BYTES:]
    (item,) = unpack_from(">H" if version == b"\0" else ">I", number)
    return int(item)


def _property_indices(content: bytes, wanted: int) -> list[int]:
    """Which properties an item has, counted from 1."""
    version, flags, count = unpack_from(">B3sI", content)
    is_wide = bool(flags[-1] & _WIDE_INDEX)
    place = 8
    for _ in range(count):
        item, links = unpack_from(">IB" if version else ">HB", content, place)
        place += 5 if version else 3
        indices = unpack_from(f">{links}{'H' if is_wide else 'B'}", content, place)
        place += links * (1 + is_wide)
        if item == wanted:
            return [index & (0x7FFF if is_wide else 0x7F) for index in indices]
    return []
