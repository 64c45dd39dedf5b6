"""What a file says of its picture, read and checked before any pixel is decoded."""

from dataclasses import dataclass
from struct import unpack

from PIL import ExifTags, ImageFile

from darkroom.errors import TooManyBytesError, TooManyPixelsError, UnsupportedFormatError
from darkroom.imaging import boxes, cicp, tiff
from darkroom.imaging.codecs import open_file
from darkroom.imaging.damage import BAD_FILE, named_errors
from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.geometry import ORIENTATIONS, UPRIGHT, Size, Turn
from darkroom.imaging.limits import Limits
from darkroom.imaging.signatures import HEAD_BYTES, sniff

WHOLE = 8
_JPEG_EIGHTHS = (1, 2, 3, 4, WHOLE)
_ONE_PIXEL = Size(1, 1)
BOXED = frozenset({PhotoFormat.HEIC, PhotoFormat.AVIF})
_SAME_SCENE = frozenset({"altr", "ster"})
"""Groups of pictures that show one thing: in two ways, or to two eyes."""


@dataclass(frozen=True)
class Photo:
    """A photo whose header has been read and is within the limits."""

    format: PhotoFormat
    size: Size
    turn: Turn
    profile: bytes | None
    is_animated: bool
    is_high_dynamic_range: bool
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
    if photo_format is PhotoFormat.TIFF and tiff.is_camera_raw(body):
        raise UnsupportedFormatError.named("a camera raw")
    known = _early_sizes(body, photo_format)
    for size in known:
        _check_size(size, limits)
    with named_errors(body, photo_format, max(known, key=lambda size: size.pixels)):
        opened = _opened(body, photo_format)
        _check_size(Size(*opened.size), limits)
        if photo_format is PhotoFormat.PNG:
            # Its orientation may come after its pixels.
            opened.load()
        return _described(body, photo_format, opened)


def _opened(body: bytes, photo_format: PhotoFormat) -> ImageFile.ImageFile:
    try:
        return open_file(body, photo_format)
    except SyntaxError as error:
        if photo_format is not PhotoFormat.TIFF or tiff.ends_early(body):
            raise
        # Its directory is whole: Pillow has no mode for what it describes.
        raise UnsupportedFormatError.unusual_tiff() from error


def _described(body: bytes, photo_format: PhotoFormat, opened: ImageFile.ImageFile) -> Photo:
    code = boxes.color_code(body) if photo_format in BOXED else None
    profile = opened.info.get("icc_profile") or None
    return Photo(
        format=photo_format,
        size=Size(*opened.size),
        turn=_turn(opened, photo_format),
        profile=cicp.profile_of(code) if code and not profile else profile,
        is_animated=_is_animated(body, photo_format, opened),
        is_high_dynamic_range=bool(code and not profile and cicp.is_high_dynamic_range(code)),
        eighths=_eighths(opened) if photo_format is PhotoFormat.JPEG else (WHOLE,),
        body=body,
        opened=opened,
    )


def _early_sizes(body: bytes, photo_format: PhotoFormat) -> list[Size]:
    """What is better known before a decoder opens the file, as that may already be too late."""
    if photo_format is PhotoFormat.WEBP:
        return [_webp_size(body)]
    if photo_format is PhotoFormat.TIFF:
        return [_ONE_PIXEL, *tiff.sizes(body)]
    if photo_format in BOXED:
        # Their decoders call a picture broken that is too large for them.
        return [boxes.main_size(body) or _ONE_PIXEL]
    return [_ONE_PIXEL]


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
        width, height = unpack("<HH", header[10:14])
        return Size(width & 0x3FFF, height & 0x3FFF)
    return _ONE_PIXEL


def _check_size(size: Size, limits: Limits) -> None:
    if size.pixels > limits.max_pixels or max(size) > limits.max_side:
        raise TooManyPixelsError(
            f"The photo has {size.width} x {size.height} pixels; send one of at most"
            f" {limits.max_pixels / 1e6:g} megapixels and {limits.max_side} pixels a side."
        )


def _turn(opened: ImageFile.ImageFile, photo_format: PhotoFormat) -> Turn:
    """Which way up the camera says it is; a tag that cannot be read says nothing."""
    if photo_format in {PhotoFormat.TIFF, PhotoFormat.HEIC}:
        # Their decoders turn them, and HEIC's EXIF says only how the camera was held.
        return UPRIGHT
    try:
        orientation = opened.getexif().get(ExifTags.Base.Orientation)
    except BAD_FILE:
        return UPRIGHT
    return ORIENTATIONS.get(orientation, UPRIGHT) if isinstance(orientation, int) else UPRIGHT


def _is_animated(body: bytes, photo_format: PhotoFormat, opened: ImageFile.ImageFile) -> bool:
    """Whether there is more to see than the first picture."""
    if photo_format is PhotoFormat.TIFF:
        return tiff.has_more_pages(body)
    if photo_format is PhotoFormat.HEIC:
        return _pictures_beside(opened) > 0
    return bool(getattr(opened, "is_animated", False))


def _pictures_beside(heif: ImageFile.ImageFile) -> int:
    """How many other pictures there are, not counting those that show the same."""
    main, count = heif.tell(), getattr(heif, "n_frames", 1)
    same = {
        picture
        for group in heif.info.get("entity_groups", ())
        if group["type"] in _SAME_SCENE and main in group["images"]
        for picture in group["images"]
    }
    return len(set(range(count)) - same - {main})


def _eighths(jpeg: ImageFile.ImageFile) -> tuple[int, ...]:
    """The scales that libjpeg takes from Pillow, down to one pixel."""
    return tuple(scale for scale in _JPEG_EIGHTHS if scale * min(jpeg.size) >= WHOLE)
