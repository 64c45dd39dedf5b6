"""Auto-enhance: what is wrong with a photo gets better, what is right stays."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageStat

from darkroom.operations import AutoEnhance
from tests.pictures import difference, picture

_PHOTOS = Path(__file__).resolve().parents[2] / "photos"


def _photo(name: str = "astronaut.png") -> Image.Image:
    """One that is well exposed, small."""
    with Image.open(_PHOTOS / name) as photo:
        return photo.convert("RGB").resize((128, 128), Image.Resampling.BOX)


def _enhanced(image: Image.Image) -> Image.Image:
    return AutoEnhance().apply(image)


_tones = st.lists(st.integers(0, 255), min_size=1, max_size=60).map(
    # All the levels that there are, each as often as any other, and white.
    lambda levels: bytes(level for level in [*levels, 255] for _ in range(16))
)
_bands = st.floats(0.82, 1)
_lights = st.permutations((0, 1, 2)).flatmap(
    lambda order: st.tuples(st.just(1.0), _bands, _bands).map(
        lambda light: tuple(light[band] for band in order)
    )
)


def _cast(gray: bytes, light: tuple[float, ...]) -> Image.Image:
    """Gray things in colored light; the last are white."""
    image = Image.frombytes("L", (16, len(gray) // 16), gray)
    return Image.merge(
        "RGB", [image.point([round(band * level) for level in range(256)]) for band in light]
    )


def _strength_of_cast(image: Image.Image) -> float:
    """On the last, which are white."""
    bands = image.getpixel((0, image.height - 1))
    assert isinstance(bands, tuple)
    return max(bands) - min(bands)


def _spread(image: Image.Image) -> float:
    return ImageStat.Stat(image.convert("L")).stddev[0]


def _mean(image: Image.Image) -> float:
    return ImageStat.Stat(image.convert("L")).mean[0]


def test_good_photo_hardly_changes() -> None:
    photo = _photo()

    assert 0 < difference(_enhanced(photo), photo) < 4


@given(st.binary(min_size=1, max_size=64), st.floats(0, 1))
@settings(max_examples=100, deadline=None)
def test_white_stays_white_and_black_black_in_any_photo(noise: bytes, strength: float) -> None:
    photo = Image.frombytes("RGB", (len(noise) + 2, 1), noise * 3 + bytes([255] * 3 + [0] * 3))

    enhanced = AutoEnhance(strength=strength).apply(photo).tobytes()

    assert enhanced[-6:] == bytes([255] * 3 + [0] * 3)


@given(st.lists(st.integers(0, 255), min_size=1), st.integers(235, 255))
@settings(max_examples=100, deadline=None)
def test_what_is_nearly_white_never_gets_darker(tones: list[int], light: int) -> None:
    photo = Image.frombytes("L", (len(tones) + 1, 1), bytes([*tones, light]))

    enhanced = _enhanced(photo).tobytes()[-1]

    assert enhanced >= light


@given(_tones, _lights)
@settings(max_examples=100, deadline=None)
def test_no_cast_on_white_grows(gray: bytes, light: tuple[float, ...]) -> None:
    photo = _cast(gray, light)

    assert _strength_of_cast(_enhanced(photo)) <= _strength_of_cast(photo) + 1  # of rounding


@pytest.mark.parametrize(
    "light", [(1, 0.97, 0.92), (1, 0.93, 0.82), (0.76, 1, 0.76)], ids=["warm", "lamp", "green"]
)
def test_plain_cast_is_more_than_halved(light: tuple[float, ...]) -> None:
    photo = _cast(bytes(level for level in range(256) for _ in range(16)), light)

    assert _strength_of_cast(_enhanced(photo)) < 0.5 * _strength_of_cast(photo)


def test_haze_is_cut_through() -> None:
    clear = _photo()
    hazy = clear.point(lambda level: 90 + 0.45 * level)

    enhanced = _enhanced(hazy)

    assert _spread(enhanced) > 1.4 * _spread(hazy)
    assert difference(enhanced, clear) < 0.6 * difference(hazy, clear)


def test_black_under_thick_haze_is_black_again() -> None:
    hazy = _photo().point(lambda level: 143 + 0.44 * level)

    tones = _enhanced(hazy).convert("L").tobytes()

    assert min(tones) < 80
    assert max(tones) == 255


def test_dark_photo_is_lifted_and_a_night_stays_one() -> None:
    dark = _photo().point(lambda level: 0.35 * level)
    night = Image.new("RGB", (64, 64), (8, 8, 12))
    night.paste((255, 240, 200), (30, 30, 34, 34))

    assert _mean(_enhanced(dark)) > 2 * _mean(dark)
    assert _mean(_enhanced(night)) < 25


def test_bright_photo_stays_bright() -> None:
    bright = _photo().point(lambda level: 180 + 0.29 * level)

    assert _mean(_enhanced(bright)) > 0.75 * _mean(bright)


@pytest.mark.parametrize("stray", [0, 255])
def test_few_stray_pixels_do_not_matter(stray: int) -> None:
    hazy = _photo().point(lambda level: 90 + 0.45 * level)
    dusty = hazy.copy()
    dusty.paste((stray,) * 3, (0, 0, 6, 6))

    below = (0, 6, 128, 128)
    assert difference(_enhanced(dusty).crop(below), _enhanced(hazy).crop(below)) < 2


def test_cast_over_gray_things_is_evened_out() -> None:
    warm = Image.merge(
        "RGB",
        [
            _photo("camera.png").getchannel("R").point(lambda level, gain=gain: gain * level)
            for gain in (1.0, 0.95, 0.88)
        ],
    )

    def cast(image: Image.Image) -> float:
        red, _, blue = ImageStat.Stat(image).mean
        return red - blue

    assert abs(cast(_enhanced(warm))) < 0.6 * cast(warm)


def test_red_photo_stays_red() -> None:
    gradient = Image.linear_gradient("L").resize((64, 64))
    red = Image.merge(
        "RGB",
        [
            gradient,
            gradient.point(lambda level: level // 4),
            gradient.point(lambda level: level // 5),
        ],
    )

    before, after = ImageStat.Stat(red).mean, ImageStat.Stat(_enhanced(red)).mean

    assert after[0] / after[1] == pytest.approx(before[0] / before[1], rel=0.2)


def test_pale_photo_gains_color_and_a_colorful_one_does_not() -> None:
    def colorfulness(image: Image.Image) -> float:
        return ImageStat.Stat(image.convert("HSV").getchannel("S")).mean[0]

    photo = _photo("coffee.png")
    gray = photo.convert("L").convert("RGB")
    pale = Image.blend(gray, photo, 0.3)

    assert colorfulness(_enhanced(pale)) > 1.05 * colorfulness(pale)
    assert colorfulness(_enhanced(photo)) < 1.05 * colorfulness(photo)


def test_gray_stays_gray() -> None:
    gray = _photo("camera.png").convert("L")

    enhanced = _enhanced(gray.convert("RGB"))

    assert _enhanced(gray).mode == "L"
    assert enhanced.getchannel("R").tobytes() == enhanced.getchannel("B").tobytes()
    assert enhanced.convert("L").tobytes() == _enhanced(gray).tobytes()


def test_what_is_transparent_has_no_say() -> None:
    photo = _photo().point(lambda level: 90 + 0.45 * level)
    cut_out = photo.convert("RGBA")
    around = Image.new("RGBA", (256, 128), (0, 0, 0, 0))
    around.paste(cut_out, (0, 0))

    enhanced = _enhanced(around)

    assert difference(enhanced.crop((0, 0, 128, 128)), _enhanced(cut_out)) < 1
    assert enhanced.getchannel("A").tobytes() == around.getchannel("A").tobytes()


def test_nothing_visible_is_left_as_it_is() -> None:
    image = Image.new("RGBA", (8, 8), (90, 120, 150, 0))

    assert _enhanced(image).tobytes() == image.tobytes()


def test_strength_goes_from_nothing_to_all_of_it() -> None:
    image = picture(mode="RGBA").point([60 + level // 2 for level in range(256)] * 4)

    none, half, all_of_it = (
        AutoEnhance(strength=strength).apply(image) for strength in (0, 0.5, 1)
    )

    assert none.tobytes() == image.tobytes()
    assert difference(half, Image.blend(image, all_of_it, 0.5)) < 2


def test_small_copy_is_enhanced_like_the_photo() -> None:
    with Image.open(_PHOTOS / "chelsea.png") as photo:
        large = photo.convert("RGB")
    small = large.resize((150, 100), Image.Resampling.BOX)

    shrunk = _enhanced(large).resize(small.size, Image.Resampling.BOX)

    assert AutoEnhance().is_scale_free
    assert difference(_enhanced(small), shrunk) < 3
