"""Pixels to bytes, and nothing but pixels: what is written here carries no metadata."""

from io import BytesIO
from typing import Any

from PIL import Image

from darkroom.errors import OutputTooLargeError
from darkroom.imaging.formats import PhotoFormat

# As measured: 5 ms at 1600 px as it is, 12 with `optimize` for 1 % fewer bytes, 30 progressive.
_JPEG_QUALITY = 85
# Method 4 takes twice as long as 2 for a tenth of the bytes.
_WEBP: dict[str, Any] = {"quality": 80, "method": 2}
# Level 6 takes four times as long as 1 for 7 % fewer bytes.
_PNG: dict[str, Any] = {"compress_level": 1}


def encode(image: Image.Image, photo_format: PhotoFormat, quality: int | None) -> bytes:
    """Write an sRGB image (L, RGB or RGBA); transparency becomes white where it cannot be kept.

    Raises:
        OutputTooLargeError: The format has no room for a side this long.
    """
    if max(image.size) > photo_format.max_side:
        raise OutputTooLargeError(
            f"A {photo_format.upper()} file holds at most {photo_format.max_side} pixels a side;"
            " ask for fewer, or for PNG."
        )
    if image.mode == "RGBA" and not photo_format.keeps_alpha:
        image = _on_white(image)
    written = BytesIO()
    image.save(written, photo_format.upper(), **_options(photo_format, quality))
    return written.getvalue()


def _options(photo_format: PhotoFormat, quality: int | None) -> dict[str, Any]:
    if photo_format is PhotoFormat.PNG:
        return _PNG
    if photo_format is PhotoFormat.WEBP:
        return _WEBP | ({"quality": quality} if quality else {})
    return {"quality": quality or _JPEG_QUALITY, "subsampling": "4:2:0"}


def _on_white(image: Image.Image) -> Image.Image:
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper
