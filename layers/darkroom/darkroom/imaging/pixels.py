"""Whatever pixels a file has, in one of four kinds: L, RGB, RGBA or CMYK, 8 bits each."""

from typing import Any

from PIL import Image

from darkroom.errors import UnsupportedFormatError
from darkroom.imaging.colour import lab_to_srgb

_OPAQUE = 255
_LEVELS_OF_16_BITS = 1 << 16
_GRAY_OF_16_BITS = frozenset({"I;16", "I;16B", "I;16L"})


def plain(image: Image.Image, *, bits: int = 8) -> Image.Image:
    """The image in one of the four modes, without metadata that an encoder might write back.

    `bits` is how many its file has for a level, in which a transparent colour is counted. Of 16
    bits, gray becomes the nearest 8; colours lose their lower 8 while Pillow reads them, as it has
    no mode to hold them, and so are off by one level at most.

    Raises:
        UnsupportedFormatError: Its numbers do not say which of them is white.
    """
    key = image.info.get("transparency")
    image.info = {}
    if image.mode in {"I", "F"}:
        raise UnsupportedFormatError.unusual_tiff()
    if image.mode in _GRAY_OF_16_BITS:
        return _in_8_bits(image) if key is None else _without_key(image, key)
    if key is not None:
        image.info["transparency"] = _as_read(key, bits) if image.mode in {"L", "RGB"} else key
        image = image.convert("RGBA")
        image.info = {}
    return _common(image)


def _in_8_bits(gray: Image.Image) -> Image.Image:
    # Pillow's own conversion would cut off at 255 instead of scaling.
    gray = gray if gray.mode == "I;16" else gray.convert("I")
    return gray.point(lambda level: level * (1 / 257) + 0.5).convert("L")


def _without_key(gray: Image.Image, key: int) -> Image.Image:
    """16 bits of gray with one level of them made transparent, and not those that round to it."""
    alpha = [_OPAQUE] * _LEVELS_OF_16_BITS
    alpha[key] = 0
    mask = gray.convert("I").point(alpha, "L")
    clear = _in_8_bits(gray).convert("RGBA")
    clear.putalpha(mask)
    return clear


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


def _as_read(key: Any, bits: int) -> Any:  # noqa: ANN401 - Pillow's type for it
    """A transparent colour on the scale that Pillow has brought the pixels of its picture to."""
    if isinstance(key, tuple):
        return tuple(_as_read(level, bits) for level in key)
    # PNG has room for 16 bits in every key, and says that the upper ones do not count.
    largest = (1 << bits) - 1
    level = key & largest
    return level >> bits - 8 if bits > 8 else level * (_OPAQUE // largest)  # noqa: PLR2004 - what Pillow reads into
