"""TIFFs whose offsets have 64 bits, and so may lie beyond the end of anything."""

import struct

import pytest

from darkroom.errors import CorruptPhotoError, TruncatedPhotoError, UnsupportedFormatError
from darkroom.imaging.decode import decode
from darkroom.imaging.header import read_header
from tests.pictures import LIMITS

_START, _FAR = 16, 1 << 63


def _big_tiff(
    *entries: tuple[int, int, int], start: int = _START, next_directory: int = 0
) -> bytes:
    """A TIFF of tags with their counts, and their values or where they are, in 64 bits each."""
    kind = 16
    sides = (256, 1, 8), (257, 1, 6)
    content = b"".join(
        struct.pack("<HHQQ", tag, kind, count, number) for tag, count, number in (*sides, *entries)
    )
    directory = struct.pack("<Q", 2 + len(entries)) + content + struct.pack("<Q", next_directory)
    return b"II+\0" + struct.pack("<HHQ", 8, 0, start) + directory


def test_directory_beyond_any_end_is_missing() -> None:
    with pytest.raises(TruncatedPhotoError):
        read_header(_big_tiff(start=_FAR), LIMITS)


@pytest.mark.parametrize(
    "body",
    [
        _big_tiff(next_directory=_FAR),
        _big_tiff((273, 9, _FAR)),
        _big_tiff((273, 1, _FAR), (279, 1, _FAR)),
        _big_tiff((330, 1, _FAR)),
    ],
    ids=["next directory", "value", "pixels", "inner directory"],
)
def test_offset_beyond_any_end_is_a_fault_of_the_file(body: bytes) -> None:
    with pytest.raises((CorruptPhotoError, UnsupportedFormatError)):
        decode(read_header(body, LIMITS), 8, luma=False)
