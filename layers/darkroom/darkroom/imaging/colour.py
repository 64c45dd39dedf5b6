"""Colours: every pixel we hand on is 8 bits of sRGB, with or without alpha."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageCms

_MODES = {"GRAY": "L", "RGB": "RGB", "CMYK": "CMYK"}

_SAME_LEVEL = 2
"""How far, in levels of 255, a profile may be off and still be called sRGB."""


class BrokenProfileError(Exception):
    """The photo's colour profile cannot be used."""


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """An image of a colour profile (L, RGB, RGBA or CMYK) in sRGB (L, RGB or RGBA).

    Raises:
        BrokenProfileError: The profile is damaged, or is for another kind of image.
    """
    mode = _mode(profile)
    if (mode == "CMYK") != (image.mode == "CMYK"):
        raise BrokenProfileError
    transform = _transform(profile, mode)
    if transform is None:
        return image
    # Gray pictures carry profiles for colour, and colour pictures with alpha those for gray.
    colors = image if image.mode == mode else image.convert(mode)
    converted = _applied(transform, colors)
    if image.mode == "L":
        return converted.convert("L")
    if image.mode == "RGBA":
        converted.putalpha(image.getchannel("A"))
    return converted


def without_profile(image: Image.Image) -> Image.Image:
    """An image with its numbers taken for sRGB, those of CMYK for ideal inks."""
    return image.convert("RGB") if image.mode == "CMYK" else image


def changes_color(profile: bytes) -> bool:
    """Whether `to_srgb` would do anything with this profile."""
    try:
        mode = _mode(profile)
        return mode == "CMYK" or _transform(profile, mode) is not None
    except BrokenProfileError:
        return False


@lru_cache(maxsize=8)
def _mode(profile: bytes) -> str:
    try:
        opened = ImageCms.ImageCmsProfile(BytesIO(profile))
        return _MODES[opened.profile.xcolor_space.strip()]
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError, KeyError) as error:
        raise BrokenProfileError from error


@lru_cache(maxsize=8)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """The way to sRGB, which is kept because it takes longer to build than to use."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        transform = ImageCms.buildTransform(source, _srgb(), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError) as error:
        raise BrokenProfileError from error
    return None if mode != "CMYK" and _changes_nothing(transform, mode) else transform


@lru_cache(maxsize=1)
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _changes_nothing(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    """Try it on a few colours: a name proves nothing, and this costs less than the photo would."""
    levels = range(0, 256, 51)
    cube = bytes(
        band for red in levels for green in levels for blue in levels for band in (red, green, blue)
    )
    sample = Image.frombytes("RGB", (len(levels) ** 2, len(levels)), cube).convert(mode)
    after = _applied(transform, sample).convert(mode)
    pairs = zip(sample.tobytes(), after.tobytes(), strict=True)
    return all(abs(level - other) <= _SAME_LEVEL for level, other in pairs)


def _applied(transform: ImageCms.ImageCmsTransform, image: Image.Image) -> Image.Image:
    converted = transform.apply(image)
    # Pillow attaches the profile, and its encoders would write it.
    converted.info = {}
    return converted
