"""The pixels of a photo whose header is within the limits."""

from math import ceil

from PIL import Image, ImageChops, ImageFile

from darkroom.imaging.damage import named_errors
from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.header import BOXED, WHOLE, Photo
from darkroom.imaging.items import check_items, check_tiles
from darkroom.imaging.pixels import plain

_PNG_BITS_PLACE = 24
_PNG_BITS = frozenset({1, 2, 4, 8, 16})


def decode(photo: Photo, eighths: int, *, luma: bool) -> Image.Image:
    """The pixels at a scale in eighths (sides rounded up), as L, RGB, RGBA or CMYK.

    `luma` asks for no more than black and white, which a JPEG gives at a third of the cost.

    Raises:
        PhotoError: The file is broken, or needs more memory than there is.
    """
    with named_errors(photo.body, photo.format, photo.size):
        image = photo.opened
        if photo.format in BOXED:
            check_items(photo.body)
        if photo.format is PhotoFormat.JPEG:
            _draft(image, eighths, "L" if luma else "RGB")
        image.load()
        if photo.format is PhotoFormat.HEIC:
            check_tiles(image)
        if image.mode == "CMYK" and photo.format is PhotoFormat.JPEG and "adobe" not in image.info:
            # Adobe writes inks as negatives, and Pillow takes all of them for that.
            return plain(ImageChops.invert(image))
        return plain(image, bits=_bits(photo))


def _bits(photo: Photo) -> int:
    """How many a level has in a file whose decoder brings all to eight."""
    if photo.format is not PhotoFormat.PNG:
        return 8
    bits = photo.body[_PNG_BITS_PLACE]
    # Pillow reads a header that does not come first, as it should, and there it is not looked for.
    return bits if bits in _PNG_BITS else 8


def _draft(jpeg: ImageFile.ImageFile, eighths: int, mode: str) -> None:
    """Have a JPEG decoded at a scale.

    Pillow's own `draft` takes powers of two only, but hands its decoder a divisor that libjpeg
    rounds up to whole eighths: by 3 it is three eighths, which spares a photo that is to be a third
    of its size almost half of the pixels.
    """
    jpeg.draft(mode, jpeg.size)
    if eighths == WHOLE:
        return
    divisor = ceil(WHOLE / eighths)
    width, height = (ceil(side * eighths / WHOLE) for side in jpeg.size)
    (tile,) = jpeg.tile
    jpeg._size = (width, height)  # noqa: SLF001 - as `draft` does
    jpeg.tile = [tile._replace(extents=(0, 0, width, height))]
    jpeg.decoderconfig = (divisor, 0)
