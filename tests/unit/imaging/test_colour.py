"""Every kind of pixel becomes 8 bits of sRGB; LittleCMS on the whole image is the reference."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageOps

from darkroom.imaging.codecs import open_file
from darkroom.imaging.colour import BrokenProfileError, changes_color, to_srgb
from darkroom.imaging.formats import PhotoFormat
from darkroom.render import render
from darkroom.rendering import COLOR_PROFILE_IGNORED
from tests.delta_e import delta_e
from tests.pictures import (
    LIMITS,
    decoded,
    difference,
    encoded,
    named_output,
    output,
    picture,
    shared_photos,
)
from tests.profiles import SRGB, empty_profile, gray_profile, matrix_profile

_P3 = matrix_profile("P3")


def _reference(image: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    converted = ImageCms.profileToProfile(
        image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    assert converted is not None
    return converted


def _rendered(photo: bytes) -> Image.Image:
    return decoded(render(photo, [output(format="png")], LIMITS).outputs[0])


def test_other_profile_is_converted() -> None:
    image = picture()

    seen = _rendered(encoded(image, "png", icc_profile=_P3))

    assert difference(seen, _reference(image, _P3)) < 0.1
    assert difference(seen, image) > 1


def test_profile_of_a_jpeg_is_converted_after_it_was_shrunk() -> None:
    image = picture(640, 480)

    rendered = render(
        encoded(image, icc_profile=_P3), [output({"operation": "resize", "width": 80})], LIMITS
    )

    expected = _reference(image, _P3).resize((80, 60))
    assert difference(decoded(rendered.outputs[0]), expected) < 2


def test_profile_that_says_srgb_in_other_words_changes_nothing() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    assert not changes_color(srgb)
    assert changes_color(_P3)
    assert changes_color(matrix_profile("sRGB", SRGB, gamma=1.0))


def test_gray_profile_is_converted_and_gray_stays_gray() -> None:
    image, profile = picture(mode="L"), gray_profile(1.0)

    seen = _rendered(encoded(image, "png", icc_profile=profile))

    assert seen.mode == "L"
    assert difference(seen, _reference(image, profile)) < 1


def test_gray_picture_with_a_profile_for_colour_is_converted() -> None:
    image = picture(mode="L")

    seen = to_srgb(image, matrix_profile("linear", SRGB, gamma=1.0))

    assert seen.mode == "L"
    assert difference(seen, _reference(image, gray_profile(1.0))) < 1


def test_alpha_comes_through_a_conversion() -> None:
    image = picture(mode="RGBA")

    seen = _rendered(encoded(image, "png", icc_profile=_P3))

    assert seen.getchannel("A").tobytes() == image.getchannel("A").tobytes()
    assert difference(seen, _reference(image.convert("RGB"), _P3)) < 0.1


@pytest.mark.parametrize(
    "profile", [b"not a profile", _P3[:200], empty_profile()], ids=["text", "cut", "empty"]
)
def test_broken_profile_is_ignored_with_a_warning(profile: bytes) -> None:
    image = picture()

    rendered = render(
        encoded(image, "png", icc_profile=profile),
        [named_output("whole"), named_output("small", {"operation": "resize", "width": 40})],
        LIMITS,
    )

    assert rendered.warnings == (COLOR_PROFILE_IGNORED,)
    assert difference(decoded(rendered.outputs[0]), image) == 0
    assert not changes_color(profile)


def test_profile_for_other_inks_is_broken() -> None:
    with pytest.raises(BrokenProfileError):
        to_srgb(picture(mode="CMYK"), _P3)


def test_cmyk_without_a_profile_is_ideal_inks() -> None:
    inks = Image.new("CMYK", (16, 16), (255, 0, 0, 0))

    seen = _rendered(encoded(inks))

    assert seen.getpixel((8, 8)) == pytest.approx((0, 255, 255), abs=2)


def test_conversion_in_place_makes_no_second_image() -> None:
    for mode in ("RGB", "RGBA"):
        image = picture(mode=mode)
        expected = to_srgb(image, _P3)
        assert expected is not image
        assert image.tobytes() == picture(mode=mode).tobytes()

        assert to_srgb(image, _P3, in_place=True) is image
        assert image.tobytes() == expected.tobytes()


def _reals() -> list[Path | None]:
    folders = ("exif", "large", "faces")
    return [path for folder in folders for path in shared_photos(f"{folder}/*")] or [None]


@pytest.mark.parametrize("path", _reals(), ids=lambda path: path.name if path else "made")
def test_real_photo_looks_as_littlecms_would_have_it(path: Path | None) -> None:
    photo = path.read_bytes() if path else encoded(picture(640, 480), icc_profile=_P3)
    small = output({"operation": "thumbnail", "size": 200}, format="png")

    rendered = render(photo, [small], LIMITS)

    seen = decoded(rendered.outputs[0])
    expected = _whole(photo).resize(seen.size, reducing_gap=2.0)
    assert COLOR_PROFILE_IGNORED not in rendered.warnings
    # By eighths, because the colours are compared here and not the sharpness.
    assert delta_e(_on_white(seen).reduce(8), _on_white(expected).reduce(8)) < 3


def _whole(photo: bytes) -> Image.Image:
    """All of a photo: decoded, turned and converted with nothing left out for speed."""
    is_heic = photo[4:12] == b"ftypheic"
    source = open_file(photo, PhotoFormat.HEIC) if is_heic else decoded(photo)
    source.load()
    upright = ImageOps.exif_transpose(source)
    profile = source.info.get("icc_profile")
    if profile and upright.mode in {"RGB", "CMYK"}:
        return _reference(upright, profile)
    return upright.convert("RGBA") if upright.has_transparency_data else upright.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    paper = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")


_STORED = (
    None,
    Image.Transpose.FLIP_LEFT_RIGHT,
    Image.Transpose.ROTATE_180,
    Image.Transpose.FLIP_TOP_BOTTOM,
    Image.Transpose.TRANSPOSE,
    Image.Transpose.ROTATE_90,
    Image.Transpose.TRANSVERSE,
    Image.Transpose.ROTATE_270,
)
"""How a camera that is held in each of the eight ways writes a scene."""


def _scenes() -> list[Any]:
    made = []
    for orientation, how in enumerate(_STORED, 1):
        exif = Image.Exif()
        exif[0x0112] = orientation
        scene = picture(600, 450)
        made.append(encoded(scene if how is None else scene.transpose(how), exif=exif.tobytes()))
    real = [path.read_bytes() for path in shared_photos("exif/orient_landscape_*.jpg")]
    scenes = {"made": made, "real": real}
    return [pytest.param(photos, id=name) for name, photos in scenes.items() if photos]


@pytest.mark.parametrize("photos", _scenes())
def test_orientations_of_one_scene_end_the_same_way_up(photos: list[bytes]) -> None:
    wanted = [output({"operation": "thumbnail", "size": 150}, format="png")]

    upright = [decoded(render(photo, wanted, LIMITS).outputs[0]) for photo in photos]

    assert len(upright) == len(_STORED)
    assert {image.size for image in upright} <= {(150, 113), (150, 112)}
    assert all(delta_e(image.reduce(8), upright[0].reduce(8)) < 3 for image in upright)
