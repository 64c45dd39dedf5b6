"""The chunks of a PNG, of which its decoder need not see every one."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MAX_UNPACKED_BYTES = 8 << 20
"""Of a text or a colour profile: more than any program writes, and soon unpacked."""

_SIGNATURE_BYTES = 8
_HEAD_BYTES, _CHECK_BYTES = 8, 4
_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_READ = (b"XML:com.adobe.xmp\0", b"Raw profile type exif\0", b"exif\0", b"Author\0", b"Copyright\0")
"""The texts that say who made a photo and which way up it is."""


@dataclass(frozen=True)
class _Chunk:
    kind: bytes
    start: int
    end: int


def without_unread_texts(body: bytes) -> bytes:
    """A PNG less the texts that nobody reads, that say again what one has said, or that are bombs.

    Pillow would unpack every one of them, and give up the photo for one that is too long.
    """
    whole, kept, start = memoryview(body), [], 0
    seen: set[bytes] = set()
    for chunk in _chunks(body):
        if chunk.kind in _TEXTS and not _is_read(body, chunk, seen):
            kept.append(whole[start : chunk.start])
            start = chunk.end
    return b"".join([*kept, whole[start:]]) if kept else body


def _chunks(body: bytes) -> Iterator[_Chunk]:
    start = _SIGNATURE_BYTES
    while start + _HEAD_BYTES <= len(body):
        length = int.from_bytes(body[start : start + 4], "big")
        end = start + _HEAD_BYTES + length + _CHECK_BYTES
        if end > len(body):
            return
        yield _Chunk(body[start + 4 : start + _HEAD_BYTES], start, end)
        start = end


def _is_read(body: bytes, text: _Chunk, seen: set[bytes]) -> bool:
    """Whether it is the first of its name, which is added to `seen`, and no bomb."""
    start = text.start + _HEAD_BYTES
    if not body.startswith(_READ, start):
        return False
    name, _, content = body[start : text.end - _CHECK_BYTES].partition(b"\0")
    if name in seen:
        return False
    seen.add(name)
    if text.kind == b"zTXt":
        return _is_short(content[1:])
    is_packed = text.kind == b"iTXt" and content[:1] != b"\0"
    # Two bytes on packing, a language and the translated name come before it.
    return not is_packed or _is_short(content[2:].split(b"\0", 2)[-1])


def _is_short(packed: bytes) -> bool:
    unpacking = zlib.decompressobj()
    try:
        unpacking.decompress(packed, MAX_UNPACKED_BYTES)
    except zlib.error:
        # Pillow takes it for empty.
        return True
    return not unpacking.unconsumed_tail
