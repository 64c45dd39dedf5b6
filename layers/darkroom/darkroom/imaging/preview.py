"""A smaller copy of a photo, for those who only look at it."""

from collections.abc import Callable

from PIL import Image

from darkroom.imaging.colour import BrokenProfileError, to_srgb, without_profile
from darkroom.imaging.decode import decode
from darkroom.imaging.header import WHOLE, Photo
from darkroom.imaging.resample import turn


def preview(photo: Photo, side: int, *, on_decoded: Callable[[], None]) -> Image.Image:
    """The upright photo in sRGB (L or RGB), decoded no larger than its longer side needs.

    It is at least `side` pixels long, unless the photo is not; `on_decoded` is called when nothing
    of the file is left to read.

    Raises:
        PhotoError: The file is broken, or needs more memory than there is.
    """
    eighths = next(
        scale
        for scale in photo.eighths
        if scale == WHOLE or max(photo.size) * scale >= side * WHOLE
    )
    decoded = decode(photo, eighths, luma=False)
    on_decoded()
    image = turn(_in_srgb(photo, decoded), photo.turn)
    return image if image.mode in {"L", "RGB"} else image.convert("RGB")


def _in_srgb(photo: Photo, decoded: Image.Image) -> Image.Image:
    try:
        if photo.profile:
            return to_srgb(decoded, photo.profile, in_place=True)
    except BrokenProfileError:
        # Whoever renders the photo says so.
        pass
    return without_profile(decoded)
