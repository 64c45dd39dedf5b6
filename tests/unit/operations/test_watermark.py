"""Watermarks on photos."""

from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat
from pydantic import ValidationError

from darkroom.operations import Watermark
from tests.pictures import difference


def _photo(color: str = "#787878", size: tuple[int, int] = (300, 200)) -> Image.Image:
    return Image.new("RGB", size, color)


def _change(watermark: Watermark, photo: Image.Image) -> Image.Image:
    return ImageChops.difference(watermark.apply(photo), photo).convert("L")


def _highest(band: Image.Image) -> int:
    return max(level for level, count in enumerate(band.histogram()) if count)


def _amount(watermark: Watermark, photo: Image.Image) -> float:
    return ImageStat.Stat(_change(watermark, photo)).sum[0]


@pytest.mark.parametrize("color", ["#000000", "#787878", "#ffffff"])
@pytest.mark.parametrize("tile", [False, True], ids=["once", "all over"])
def test_watermark_can_be_seen_on_dark_and_light(color: str, tile: bool) -> None:  # noqa: FBT001 - a parameter
    change = _change(Watermark(text="© Ana Silva", tile=tile), _photo(color, (600, 400)))

    assert _highest(change) > 60


@pytest.mark.parametrize(
    ("position", "corner"),
    [("top_left", (0, 0)), ("bottom_right", (1, 1)), ("top_right", (1, 0))],
)
def test_watermark_is_where_its_position_says(position: str, corner: tuple[int, int]) -> None:
    watermark = Watermark.model_validate({"text": "Ana", "position": position})

    left, top, right, bottom = _change(watermark, _photo()).getbbox() or (0, 0, 0, 0)

    assert corner[0] * 150 <= left < right <= corner[0] * 150 + 150
    assert corner[1] * 100 <= top < bottom <= corner[1] * 100 + 100


def test_long_watermark_is_made_smaller_to_fit() -> None:
    left, top, right, bottom = (
        _change(Watermark(text="Ana Silva " * 9), _photo()).getbbox() or (0,) * 4
    )

    assert 0 < left < right < 300
    assert bottom - top < 10


@pytest.mark.parametrize("size", [(300, 200), (200, 300), (900, 100), (60, 60)], ids=str)
def test_tiled_watermark_is_in_every_part_of_the_photo(size: tuple[int, int]) -> None:
    change = _change(Watermark(text="Ana", tile=True), _photo(size=size))

    side = round(min(size) * 0.55)
    for left in range(0, size[0] - side + 1, side):
        for top in range(0, size[1] - side + 1, side):
            assert change.crop((left, top, left + side, top + side)).getbbox()


def test_long_tiled_watermark_is_whole_somewhere() -> None:
    long = _amount(Watermark(text="Ana Silva Photography " * 4, tile=True), _photo())

    assert long > 0


def test_opacity_is_how_much_it_changes() -> None:
    full, half = (_amount(Watermark(text="Ana", opacity=share), _photo()) for share in (1, 0.5))

    assert half == pytest.approx(full / 2, rel=0.02)


def test_watermark_of_no_opacity_changes_nothing() -> None:
    photo = _photo()

    assert Watermark(text="Ana", opacity=0).apply(photo).tobytes() == photo.tobytes()


@pytest.mark.parametrize("tile", [False, True], ids=["once", "all over"])
def test_watermark_looks_the_same_on_a_smaller_copy(tile: bool) -> None:  # noqa: FBT001 - a parameter
    watermark = Watermark(text="© Ana Silva", opacity=1, tile=tile)

    shrunk = watermark.apply(_photo(size=(1800, 1200))).resize((900, 600), Image.Resampling.LANCZOS)

    assert watermark.is_scale_free
    # Repeated ones are at whole pixels, half a pixel off at most.
    assert difference(shrunk, watermark.apply(_photo(size=(900, 600)))) < 3


def test_tiled_watermark_covers_as_much_of_a_tiny_photo_as_of_a_large_one() -> None:
    watermark = Watermark(text="Ana Silva Photography " * 2, opacity=1, tile=True)

    large, tiny = (_amount(watermark, _photo(size=size)) for size in ((900, 600), (90, 60)))

    assert tiny * 100 == pytest.approx(large, rel=0.15)


@pytest.mark.parametrize("tile", [False, True], ids=["once", "all over"])
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_watermark_keeps_the_mode(mode: str, tile: bool) -> None:  # noqa: FBT001 - a parameter
    photo = _photo().convert(mode)

    marked = Watermark(text="Ana", tile=tile).apply(photo)

    assert marked.mode == mode
    assert marked.size == photo.size


@pytest.mark.parametrize("tile", [False, True], ids=["once", "all over"])
def test_watermark_can_be_seen_where_the_photo_is_transparent(tile: bool) -> None:  # noqa: FBT001 - a parameter
    clear = Image.new("RGBA", (300, 200), (0, 0, 0, 0))

    marked = Watermark(text="Ana", tile=tile).apply(clear)

    assert 100 < _highest(marked.getchannel("A")) <= 128


@pytest.mark.parametrize(
    ("parameters", "advice"),
    [
        ({"text": "a\nb"}, "Write the watermark on one line"),
        ({"text": "a" * 101}, "at most 100 characters"),
        ({"text": "\ufb2c" * 34}, r"at most 100 characters; .* \(NFC\), these are 102"),
        ({"text": "a", "opacity": True}, "valid number"),
        ({"text": "a", "opacity": 1.1}, "less than or equal to 1"),
    ],
    ids=str,
)
def test_bad_parameters_are_told_what_is_right(parameters: dict[str, Any], advice: str) -> None:
    with pytest.raises(ValidationError, match=advice):
        Watermark.model_validate(parameters)


def test_prepared_watermark_has_its_fonts() -> None:
    from darkroom.imaging.text.fonts import east_asian

    Watermark.prepare()

    assert east_asian.cache_info().currsize == 1
