"""Bytes to pixels: the only module that opens a file somebody sent."""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from typing import Any

from PIL import (
    ExifTags,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
    _imaging,
)

from darkroom.errors import (
    CorruptPhotoError,
    DecodingTooLargeError,
    TooManyBytesError,
    TooManyPixelsError,
    TruncatedPhotoError,
)
from darkroom.imaging.endings import ends_early
from darkroom.imaging.formats import HEAD_BYTES, PhotoFormat, sniff
from darkroom.imaging.geometry import ORIENTATIONS, UPRIGHT, Size, Turn
from darkroom.imaging.limits import Limits

# Loaded here rather than by the first photo, so that a forked child finds them loaded.
_PLUGINS = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)

# `Limits` decides what is too large, before a pixel is decoded; Pillow would warn as well.
Image.MAX_IMAGE_PIXELS = None

# Keep freed blocks for the next image: 5 to 30 % faster on full-size work, the same peak.
_imaging.set_blocks_max(64)

_WHOLE = 8
_JPEG_EIGHTHS = (1, 2, 3, 4, 8)
_WHITE = 255
_ONE_PIXEL = Size(1, 1)

_PILLOW_FORMATS = {
    # A phone's JPEG with a gain map or a second view reads as MPO; its first picture is the photo.
    PhotoFormat.JPEG: ("JPEG", "MPO"),
    PhotoFormat.PNG: ("PNG",),
    PhotoFormat.WEBP: ("WEBP",),
}

_WORKING_BYTES = {PhotoFormat.JPEG: 6, PhotoFormat.PNG: 0, PhotoFormat.WEBP: 8}
"""What a decoder may need for each pixel at a time, besides the pixels that it hands on."""

_BAD_FILE = (
    OSError,
    ValueError,
    TypeError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    OverflowError,
    struct.error,
    zlib.error,
)
"""What Pillow raises for files that are not what they claim to be."""


@dataclass(frozen=True)
class Photo:
    """A photo whose header has been read and is within the limits."""

    format: PhotoFormat
    size: Size
    turn: Turn
    profile: bytes | None
    is_animated: bool
    eighths: tuple[int, ...]
    """The scales, in eighths and from small to large, at which it can be decoded."""
    body: bytes
    opened: ImageFile.ImageFile


def read_header(body: bytes, limits: Limits) -> Photo:
    """Open a photo, and decode none of it that need not be.

    Raises:
        PhotoError: It is nothing that we read, too large, or broken.
    """
    if len(body) > limits.max_bytes:
        raise TooManyBytesError
    photo_format = sniff(body[:HEAD_BYTES])
    canvas = _ONE_PIXEL
    if photo_format is PhotoFormat.WEBP:
        # Pillow allocates the whole canvas when it opens a WebP.
        canvas = _webp_size(body)
        _check_size(canvas, limits)
    with _named_errors(body, photo_format, canvas):
        opened = Image.open(BytesIO(body), formats=_PILLOW_FORMATS[photo_format])
        _check_size(Size(*opened.size), limits)
        if photo_format is PhotoFormat.PNG:
            # Its orientation may come after its pixels.
            opened.load()
        return Photo(
            format=photo_format,
            size=Size(*opened.size),
            turn=_turn(opened),
            profile=opened.info.get("icc_profile") or None,
            is_animated=photo_format is not PhotoFormat.JPEG and getattr(opened, "n_frames", 1) > 1,
            eighths=_eighths(opened) if photo_format is PhotoFormat.JPEG else (_WHOLE,),
            body=body,
            opened=opened,
        )


def decode(photo: Photo, eighths: int, *, luma: bool) -> Image.Image:
    """The pixels at a scale in eighths (sides rounded up), as L, RGB, RGBA or CMYK.

    `luma` asks for no more than black and white, which a JPEG gives at a third of the cost.

    Raises:
        PhotoError: The file is broken, or needs more memory than there is.
    """
    with _named_errors(photo.body, photo.format, photo.size):
        image = photo.opened
        if photo.format is PhotoFormat.JPEG:
            _draft(image, eighths, "L" if luma else "RGB")
        image.load()
        return _plain(image)


def _eighths(jpeg: ImageFile.ImageFile) -> tuple[int, ...]:
    """The scales that libjpeg takes from Pillow, down to one pixel."""
    return tuple(scale for scale in _JPEG_EIGHTHS if scale * min(jpeg.size) >= _WHOLE)


def _draft(jpeg: ImageFile.ImageFile, eighths: int, mode: str) -> None:
    """Have a JPEG decoded at a scale.

    Pillow's own `draft` takes powers of two only, but hands its decoder a divisor that libjpeg
    rounds up to whole eighths: by 3 it is three eighths, which spares a photo that is to be a third
    of its size almost half of the pixels.
    """
    jpeg.draft(mode, jpeg.size)
    if eighths == _WHOLE:
        return
    divisor = ceil(_WHOLE / eighths)
    width, height = (ceil(side * eighths / _WHOLE) for side in jpeg.size)
    (tile,) = jpeg.tile
    jpeg._size = (width, height)  # noqa: SLF001 - as `draft` does
    jpeg.tile = [tile._replace(extents=(0, 0, width, height))]
    jpeg.decoderconfig = (divisor, 0)


def _plain(image: Image.Image) -> Image.Image:
    """One of four modes, and no metadata that an encoder might write back."""
    key = image.info.get("transparency")
    image.info = {}
    if image.mode == "I;16":
        # Pillow's own conversion would cut off at 255 instead of scaling.
        image = image.point(lambda level: level * (1 / 257) + 0.5).convert("L")
    if key is not None:
        image.info["transparency"] = _in_8_bits(key)
        image = image.convert("RGBA")
        image.info = {}
    if image.mode in {"L", "RGB", "RGBA", "CMYK"}:
        return image
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGBA" if "A" in image.getbands() else "RGB")


def _in_8_bits(key: Any) -> Any:  # noqa: ANN401 - Pillow's type for it
    """A transparent colour on the scale that its picture has been brought to."""
    if isinstance(key, int):
        return key // 257 if key > _WHITE else key
    if isinstance(key, tuple) and max(key) > _WHITE:
        return tuple(level >> 8 for level in key)
    return key


def _turn(opened: ImageFile.ImageFile) -> Turn:
    """Which way up the camera says it is; a tag that cannot be read says nothing."""
    try:
        orientation = opened.getexif().get(ExifTags.Base.Orientation)
    except _BAD_FILE:
        return UPRIGHT
    return ORIENTATIONS.get(orientation, UPRIGHT) if isinstance(orientation, int) else UPRIGHT


def _check_size(size: Size, limits: Limits) -> None:
    if size.pixels > limits.max_pixels or max(size) > limits.max_side:
        raise TooManyPixelsError(
            f"The photo has {size.width} x {size.height} pixels; send one of at most"
            f" {limits.max_pixels / 1e6:g} megapixels and {limits.max_side} pixels a side."
        )


def _webp_size(body: bytes) -> Size:
    """What the first chunk says; 1 x 1 if it says nothing, as that is no WebP to Pillow either."""
    kind, header = body[12:16], body[16:30].ljust(14, b"\0")
    if kind == b"VP8X":
        width, height = header[8:11], header[11:14]
        return Size(int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1)
    if kind == b"VP8L":
        sides = int.from_bytes(header[5:9], "little")
        return Size((sides & 0x3FFF) + 1, (sides >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", header[10:14])
        return Size(width & 0x3FFF, height & 0x3FFF)
    return _ONE_PIXEL


def _has_room(size: int) -> bool:
    """Whether a decoder could have had this much: if not, it may call a good file a bad one."""
    try:
        bytearray(size)
    except MemoryError:
        return False
    return True


@contextmanager
def _named_errors(body: bytes, photo_format: PhotoFormat, size: Size) -> Iterator[None]:
    """Give what goes wrong with a file the name that its owner understands."""
    try:
        with warnings.catch_warnings():
            # What Pillow warns of, it has dealt with.
            warnings.simplefilter("ignore")
            yield
    except MemoryError as error:
        raise DecodingTooLargeError from error
    except _BAD_FILE as error:
        if not _has_room(size.pixels * _WORKING_BYTES[photo_format]):
            raise DecodingTooLargeError from error
        is_cut = ends_early(body, photo_format)
        raise (TruncatedPhotoError if is_cut else CorruptPhotoError) from error
