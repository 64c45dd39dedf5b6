"""Whatever pixels a file has, in one of four kinds: L, RGB, RGBA or CMYK, 8 bits each."""

from typing import Any

from PIL import Image

from darkroom.errors import UnsupportedFormatError
from darkroom.imaging.colour import lab_to_srgb

_WHITE = 255
_GRAY_OF_16_BITS = frozenset({"I;16", "I;16B", "I;16L"})


def plain(image: Image.Image) -> Image.Image:
    """The image in one of the four modes, without metadata that an encoder might write back.

    Of 16 bits, gray becomes the nearest 8; colours lose their lower 8 while Pillow reads them, as
    it has no mode to hold them, and so are off by one level at most.

    Raises:
        UnsupportedFormatError: Its numbers do not say which of them is white.
    """
    key = image.info.get("transparency")
    image.info = {}
    if image.mode in {"I", "F"}:
        raise UnsupportedFormatError.unusual_tiff()
    if image.mode in _GRAY_OF_16_BITS:
        # Pillow's own conversion would cut off at 255 instead of scaling.
        image = image if image.mode == "I;16" else image.convert("I")
        image = image.point(lambda level: level * (1 / 257) + 0.5).convert("L")
    if key is not None:
        image.info["transparency"] = _in_8_bits(key)
        image = image.convert("RGBA")
        image.info = {}
    return _common(image)


def _common(image: Image.Image) -> Image.Image:
    if image.mode in {"L", "RGB", "RGBA", "CMYK"}:
        return image
    if image.mode == "1":
        return image.convert("L")
    if image.mode == "LAB":
        return lab_to_srgb(image)
    return image.convert("RGBA" if _has_alpha(image) else "RGB")


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in {"LA", "La", "PA", "RGBa"} or (
        image.mode == "P" and image.palette is not None and image.palette.mode == "RGBA"
    )


def _in_8_bits(key: Any) -> Any:  # noqa: ANN401 - Pillow's type for it
    """A transparent colour on the scale that its picture has been brought to."""
    if isinstance(key, int):
        return key // 257 if key > _WHITE else key
    if isinstance(key, tuple) and max(key) > _WHITE:
        return tuple(level >> 8 for level in key)
    return key
