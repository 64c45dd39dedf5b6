"""The libraries that read and write files: one for each format, loaded when first needed."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from io import BytesIO

from PIL import Image, ImageFile, _imaging

from darkroom.imaging.chunks import MAX_UNPACKED_BYTES, without_unread_texts
from darkroom.imaging.formats import PhotoFormat

# `Limits` decides what is too large, before a pixel is decoded; Pillow would warn as well.
Image.MAX_IMAGE_PIXELS = None

# Keep freed blocks for the next image: 5 to 30 % faster on full-size work, the same peak.
_imaging.set_blocks_max(64)

_READERS = {
    # A phone's JPEG with a gain map or a second view is read as its first picture alone.
    PhotoFormat.JPEG: ("PIL.JpegImagePlugin", "JpegImageFile"),
    PhotoFormat.PNG: ("PIL.PngImagePlugin", "PngImageFile"),
    PhotoFormat.WEBP: ("PIL.WebPImagePlugin", "WebPImageFile"),
    PhotoFormat.HEIC: ("pi_heif.as_plugin", "HeifImageFile"),
    PhotoFormat.AVIF: ("PIL.AvifImagePlugin", "AvifImageFile"),
    PhotoFormat.TIFF: ("PIL.TiffImagePlugin", "TiffImageFile"),
    PhotoFormat.GIF: ("PIL.GifImagePlugin", "GifImageFile"),
}


def open_file(body: bytes, photo_format: PhotoFormat) -> ImageFile.ImageFile:
    """Read the header of a file of a known format; no other format's code sees it."""
    if photo_format is PhotoFormat.PNG:
        body = without_unread_texts(body)
    return load_codec(photo_format)(BytesIO(body))


@cache
def load_codec(photo_format: PhotoFormat) -> Callable[[BytesIO], ImageFile.ImageFile]:
    """Import what a format needs: called before a fork, every later child finds it loaded.

    Importing all of them takes a tenth of a second, which a cold start need not wait for.
    """
    # They come with Pillow's first `save`, and with the first EXIF that is read.
    Image.preinit()
    import_module("PIL.TiffImagePlugin")
    module, reader = _READERS[photo_format]
    loaded = import_module(module)
    if photo_format is PhotoFormat.PNG:
        # For profiles as well, of which some have more than the megabyte that Pillow allows.
        vars(loaded)["MAX_TEXT_CHUNK"] = MAX_UNPACKED_BYTES
    if photo_format is PhotoFormat.AVIF:
        # The child of the sandbox may not start threads.
        vars(loaded)["DEFAULT_MAX_THREADS"] = 1
    if photo_format is PhotoFormat.HEIC:
        _quieten_heif()
    opens: Callable[[BytesIO], ImageFile.ImageFile] = getattr(loaded, reader)
    return opens


def _quieten_heif() -> None:
    """No threads but the decoder's own one, and nothing read but the pictures themselves."""
    vars(import_module("pi_heif.options")).update(
        DECODE_THREADS=0, THUMBNAILS=False, DEPTH_IMAGES=False, AUX_IMAGES=False
    )
