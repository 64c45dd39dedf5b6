"""Colour spaces that a file only names, as HEIC and AVIF files may."""

import pytest
from PIL import Image

from darkroom.imaging.boxes import ColorCode, color_code
from darkroom.imaging.cicp import is_high_dynamic_range, profile_of
from darkroom.imaging.colour import changes_color, to_srgb
from darkroom.render import DYNAMIC_RANGE_REDUCED, render
from tests.pictures import LIMITS, decoded, difference, encoded, output, picture
from tests.profiles import DISPLAY_P3, matrix_profile

_DISPLAY_P3, _SRGB_CURVE, _PQ, _HLG = 12, 13, 16, 18


def _named(photo_format: str, image: Image.Image, primaries: int, transfer: int) -> bytes:
    """A photo whose box of colours is overwritten with other numbers."""
    body = encoded(image, photo_format)
    start = body.index(b"colrnclx") + 8
    numbers = primaries.to_bytes(2, "big") + transfer.to_bytes(2, "big")
    return body[:start] + numbers + body[start + 4 :]


boxed = pytest.mark.parametrize("photo_format", ["heic", "avif"])


@boxed
def test_numbers_are_those_of_the_main_picture(photo_format: str) -> None:
    assert color_code(encoded(picture(), photo_format)) == ColorCode(1, _SRGB_CURVE)
    assert color_code(_named(photo_format, picture(), 9, _PQ)) == ColorCode(9, _PQ)


@pytest.mark.parametrize(
    "body", [b"", b"\0\0\0\x08meta", encoded(picture(), "avif")[:120], bytes(64)], ids=len
)
def test_file_that_says_nothing_of_colours_has_none(body: bytes) -> None:
    assert color_code(body) is None


@boxed
def test_display_p3_by_its_number_looks_like_display_p3_by_its_profile(photo_format: str) -> None:
    image = picture()
    wanted = [output(format="png")]

    by_number = render(_named(photo_format, image, _DISPLAY_P3, _SRGB_CURVE), wanted, LIMITS)

    plain = decoded(render(encoded(image, photo_format), wanted, LIMITS).outputs[0])
    expected = to_srgb(plain, matrix_profile("P3", DISPLAY_P3))
    assert by_number.warnings == ()
    assert difference(decoded(by_number.outputs[0]), expected) < 2
    assert difference(decoded(by_number.outputs[0]), plain) > 3


@pytest.mark.parametrize(
    "code", [ColorCode(1, 13), ColorCode(1, 1), ColorCode(2, 2), ColorCode(6, 6)], ids=str
)
def test_what_is_as_good_as_srgb_is_left_alone(code: ColorCode) -> None:
    assert profile_of(code) is None


@pytest.mark.parametrize("transfer", [4, 5, 8, _PQ, _HLG])
@pytest.mark.parametrize("primaries", [1, 9, _DISPLAY_P3])
def test_every_other_space_becomes_a_profile(primaries: int, transfer: int) -> None:
    profile = profile_of(ColorCode(primaries, transfer))

    assert profile is not None
    assert changes_color(profile)


@boxed
@pytest.mark.parametrize(("transfer", "paper"), [(_PQ, 0.58), (_HLG, 0.75)], ids=["pq", "hlg"])
def test_high_dynamic_range_is_brought_down_to_white_with_a_warning(
    photo_format: str, transfer: int, paper: float
) -> None:
    levels = [0, round(paper * 255), 255]
    strip = Image.new("RGB", (96, 32))
    for place, level in enumerate(levels):
        strip.paste((level, level, level), (32 * place, 0, 32 * place + 32, 32))

    rendered = render(_named(photo_format, strip, 9, transfer), [output(format="png")], LIMITS)

    seen = decoded(rendered.outputs[0])
    black, white, light = (seen.getpixel((32 * place + 16, 16)) for place in range(3))
    assert rendered.warnings == (DYNAMIC_RANGE_REDUCED,)
    assert black == pytest.approx((0, 0, 0), abs=3)
    assert white == pytest.approx((233, 233, 233), abs=5)
    assert light == pytest.approx((255, 255, 255), abs=3)


def test_only_two_curves_are_brighter_than_white() -> None:
    assert [n for n in range(256) if is_high_dynamic_range(ColorCode(9, n))] == [_PQ, _HLG]
