"""Choosing and moving pixels: the only calls that crop, shrink or turn an image."""

from PIL import Image

from darkroom.imaging.geometry import ORIENTATIONS, Box, Size, Turn

_TRANSPOSE = {
    ORIENTATIONS[2]: Image.Transpose.FLIP_LEFT_RIGHT,
    ORIENTATIONS[3]: Image.Transpose.ROTATE_180,
    ORIENTATIONS[4]: Image.Transpose.FLIP_TOP_BOTTOM,
    ORIENTATIONS[5]: Image.Transpose.TRANSPOSE,
    ORIENTATIONS[6]: Image.Transpose.ROTATE_270,
    ORIENTATIONS[7]: Image.Transpose.TRANSVERSE,
    ORIENTATIONS[8]: Image.Transpose.ROTATE_90,
}

_THUMBNAIL_RATIO = 5
"""From here on an exact filter costs next to nothing, because little is left to filter."""


def turn(image: Image.Image, how: Turn) -> Image.Image:
    """The image the other way up; the image itself if there is nothing to turn."""
    method = _TRANSPOSE.get(how)
    return image if method is None else image.transpose(method)


def take(image: Image.Image, box: Box, size: Size) -> Image.Image:
    """A part of an image at another size; the image itself if that is all of it as it is."""
    is_cut = box.width == size.width and box.height == size.height
    if is_cut and all(float(edge).is_integer() for edge in box):
        whole = Box(0, 0, *image.size)
        return image if box == whole else image.crop(box)
    ratio = min(box.width / size.width, box.height / size.height)
    return image.resize(
        size,
        Image.Resampling.BICUBIC,
        box=box,
        reducing_gap=2.0 if ratio >= _THUMBNAIL_RATIO else 1.0,
    )
