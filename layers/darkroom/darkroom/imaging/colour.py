"""Colours: every pixel we hand on is 8 bits of sRGB, with or without alpha."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageCms

_MODES = {"GRAY": "L", "RGB": "RGB", "CMYK": "CMYK"}

_SAME_LEVEL = 2
"""How far, in levels of 255, a profile may be off and still be called sRGB."""


class BrokenProfileError(Exception):
    """The photo's colour profile cannot be used."""


def to_srgb(image: Image.Image, profile: bytes, *, in_place: bool = False) -> Image.Image:
    """An image of a colour profile (L, RGB, RGBA or CMYK) in sRGB (L, RGB or RGBA).

    `in_place` allows the image itself to be changed and answered, which spares a second one.

    Raises:
        BrokenProfileError: The profile is damaged, or is for another kind of image.
    """
    mode = _mode(profile)
    if (mode == "CMYK") != (image.mode == "CMYK"):
        raise BrokenProfileError
    if mode == "RGB" and image.mode == "RGBA":
        mode = "RGBA"
    transform = _transform(profile, mode)
    if transform is None:
        return image
    if image.mode == "L":
        return image.point(_gray_levels(profile))
    if in_place and image.mode == mode and mode != "CMYK":
        transform.apply_in_place(image)
        return _without_info(image)
    # Colour pictures may carry profiles for gray.
    converted = _applied(transform, image if image.mode == mode else image.convert(mode))
    if image.mode == "RGBA" and converted.mode == "RGB":
        converted.putalpha(image.getchannel("A"))
    return converted


def lab_to_srgb(image: Image.Image) -> Image.Image:
    """An image in the colours of human vision, L*a*b*, in sRGB."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    return _applied(ImageCms.buildTransform(lab, _srgb(), "LAB", "RGB"), image)


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
        target = "RGBA" if mode == "RGBA" else "RGB"
        transform = ImageCms.buildTransform(source, _srgb(), mode, target)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError) as error:
        raise BrokenProfileError from error
    return None if mode != "CMYK" and _changes_nothing(transform, mode) else transform


@lru_cache(maxsize=8)
def _gray_levels(profile: bytes) -> list[int]:
    """What becomes of each gray, which is all that there is to convert in a gray picture."""
    mode = _mode(profile)
    levels = Image.frombytes("L", (256, 1), bytes(range(256))).convert(mode)
    transform = _transform(profile, mode)
    converted = _applied(transform, levels) if transform else levels
    return list(converted.convert("L").tobytes())


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
    return _without_info(transform.apply(image))


def _without_info(converted: Image.Image) -> Image.Image:
    # Pillow attaches the profile, and its encoders would write it.
    converted.info = {}
    return converted
