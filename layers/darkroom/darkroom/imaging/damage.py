"""What goes wrong with a file, by the names that its owner understands."""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from darkroom.errors import CorruptPhotoError, DecodingTooLargeError, TruncatedPhotoError
from darkroom.imaging.endings import ends_early
from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.geometry import Size

BAD_FILE = (
    OSError,
    ValueError,
    TypeError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    OverflowError,
    # From the library that reads AVIF.
    RuntimeError,
    struct.error,
    zlib.error,
)
"""What Pillow and its plugins raise for files that are not what they claim to be."""

_WORKING_BYTES = {
    PhotoFormat.JPEG: 6,
    PhotoFormat.PNG: 0,
    PhotoFormat.WEBP: 8,
    PhotoFormat.HEIC: 8,
    PhotoFormat.AVIF: 8,
    PhotoFormat.TIFF: 4,
    PhotoFormat.GIF: 4,
}
"""What a decoder may need for each pixel at a time, besides the pixels that it hands on."""


@contextmanager
def named_errors(body: bytes, photo_format: PhotoFormat, size: Size) -> Iterator[None]:
    """Turn whatever a decoder raises into one of our own errors.

    Raises:
        PhotoError: The file is cut off or damaged, or needs more memory than there is.
    """
    try:
        with warnings.catch_warnings():
            # What Pillow warns of, it has dealt with.
            warnings.simplefilter("ignore")
            yield
    except MemoryError as error:
        raise DecodingTooLargeError from error
    except BAD_FILE as error:
        if not _has_room(size.pixels * _WORKING_BYTES[photo_format]):
            raise DecodingTooLargeError from error
        is_cut = ends_early(body, photo_format)
        raise (TruncatedPhotoError if is_cut else CorruptPhotoError) from error


def _has_room(size: int) -> bool:
    """Whether a decoder could have had this much: if not, it may call a good file a bad one."""
    try:
        bytearray(size)
    except MemoryError:
        return False
    return True
