"""Captions on photos."""

from typing import Any

import pytest
from PIL import Image, ImageChops
from pydantic import ValidationError

from darkroom.errors import CaptionTooLongError
from darkroom.operations import Caption
from darkroom.render import render
from tests.pictures import LIMITS, difference, encoded, output, picture

_GRAY = (120, 120, 120)


def _photo(width: int = 300, height: int = 200, mode: str = "RGB") -> Image.Image:
    return Image.new("RGB", (width, height), _GRAY).convert(mode)


def _box(caption: Caption, photo: Image.Image) -> tuple[int, int, int, int]:
    """Where a photo of one color is written on."""
    changed = ImageChops.difference(caption.apply(photo), photo)
    return changed.getbbox() or (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("position", "x", "y"),
    [
        ("top_left", 0, 0),
        ("top", 1, 0),
        ("top_right", 2, 0),
        ("left", 0, 1),
        ("center", 1, 1),
        ("right", 2, 1),
        ("bottom_left", 0, 2),
        ("bottom", 1, 2),
        ("bottom_right", 2, 2),
    ],
)
def test_caption_is_where_its_position_says(position: str, x: int, y: int) -> None:
    caption = Caption.model_validate({"text": "Hello", "position": position})

    left, top, right, bottom = _box(caption, _photo())

    assert x * 100 <= left < right <= (x + 1) * 100
    assert y * 200 / 3 <= top < bottom <= (y + 1) * 200 / 3


@pytest.mark.parametrize("position", ["top_left", "bottom_right"])
def test_margin_stays_free(position: str) -> None:
    caption = Caption.model_validate({"text": "Hello " * 20, "position": position, "size": 0.1})

    left, top, right, bottom = _box(caption, _photo())

    assert left > 5
    assert top > 5
    assert right < 295
    assert bottom < 195


def test_long_caption_is_wrapped() -> None:
    _, one_line, _, _ = _box(Caption(text="Hello", size=0.1), _photo())
    _, several, _, _ = _box(Caption(text="Hello " * 15, size=0.1), _photo())

    assert several < one_line - 20


@pytest.mark.parametrize(
    ("text", "size", "advice"),
    [
        ("word " * 150, 0.2, "takes .* lines at this size, .* shorten it or choose a smaller size"),
        ("W", 180, "does not fit"),
        ("W\nW", 30_000, "takes 2 lines"),
    ],
)
def test_caption_too_long_to_fit_is_refused(text: str, size: float, advice: str) -> None:
    with pytest.raises(CaptionTooLongError, match=advice):
        Caption(text=text, size=size).apply(_photo(150))


def test_letter_wider_than_the_photo_is_refused() -> None:
    with pytest.raises(CaptionTooLongError):
        Caption(text="W", size=100).apply(_photo(50, 400))


def test_caption_too_long_fails_its_output_alone() -> None:
    outputs = [
        output({"operation": "caption", "text": "word " * 150, "size": 0.3}),
        output({"operation": "flip", "axis": "vertical"}),
    ]
    outputs = [
        each.model_copy(update={"name": name}) for each, name in zip(outputs, "ab", strict=True)
    ]

    rendered = render(encoded(_photo()), outputs, LIMITS)

    assert [failure.code for failure in rendered.failures] == ["caption_too_long"]
    assert [made.name for made in rendered.outputs] == ["b"]
    assert rendered.warnings == ()


def test_fraction_is_of_the_shorter_side() -> None:
    by_fraction = Caption(text="Hello", size=0.1).apply(_photo(300, 200))
    in_pixels = Caption(text="Hello", size=20).apply(_photo(300, 200))

    assert by_fraction.tobytes() == in_pixels.tobytes()


@pytest.mark.parametrize(("size", "is_scale_free"), [(0.1, True), (20, False), (1.0, True)])
def test_only_a_fraction_is_the_same_on_a_smaller_copy(
    size: float,
    is_scale_free: bool,  # noqa: FBT001 - the expectation
) -> None:
    assert Caption(text="Hello", size=size).is_scale_free == is_scale_free


def test_caption_of_a_fraction_looks_the_same_on_a_smaller_copy() -> None:
    caption = Caption(text="One two three four five six seven eight", size=0.08)

    shrunk = caption.apply(_photo(1200, 800)).resize((600, 400), Image.Resampling.LANCZOS)

    assert difference(shrunk, caption.apply(_photo(600, 400))) < 1


def test_outline_sets_letters_off_from_their_own_color() -> None:
    white = Image.new("RGB", (300, 200), "white")

    outlined = Caption(text="Hello").apply(white)
    plain = Caption(text="Hello", outline=None).apply(white)

    assert outlined.getextrema()[0] == (0, 255)
    assert plain.tobytes() == white.tobytes()


def test_letters_and_outline_have_the_colors_asked_for() -> None:
    colors = (
        Caption(text="HI", size=0.5, color="#ff0000", outline="#0000ff")
        .apply(_photo())
        .getcolors(9999)
    )

    assert {color for count, color in colors or [] if count > 300} == {
        _GRAY,
        (255, 0, 0),
        (0, 0, 255),
    }


@pytest.mark.parametrize(
    ("colors", "mode"),
    [
        ({}, "L"),
        ({"color": "#808080", "outline": None}, "L"),
        ({"color": "#ff0000"}, "RGB"),
        ({"outline": "#000080"}, "RGB"),
    ],
    ids=str,
)
def test_gray_photo_takes_on_color_only_from_a_colored_caption(
    colors: dict[str, Any], mode: str
) -> None:
    captioned = Caption.model_validate({"text": "Hello", **colors}).apply(_photo(mode="L"))

    assert captioned.mode == mode


def test_caption_can_be_seen_where_the_photo_is_transparent() -> None:
    clear = Image.new("RGBA", (300, 200), (0, 0, 0, 0))

    captioned = Caption(text="HI", size=0.5, color="#ff0000", outline=None).apply(clear)

    seen = captioned.getchannel("A").point(lambda alpha: 255 if alpha > 9 else 0)
    red, green, blue = captioned.convert("RGB").split()

    assert captioned.getchannel("A").getextrema() == (0, 255)
    # No dark fringe: half covered pixels are as red, only more transparent.
    assert red.histogram(seen)[255] == seen.histogram()[255]
    assert green.histogram(seen)[0] == blue.histogram(seen)[0] == seen.histogram()[255]


def test_caption_leaves_the_rest_of_the_photo_alone() -> None:
    photo = picture(300, 200, "RGBA")

    captioned = Caption(text="Hello", position="top").apply(photo)

    assert captioned.crop((0, 50, 300, 200)).tobytes() == photo.crop((0, 50, 300, 200)).tobytes()


def test_lines_stand_at_the_side_of_the_position() -> None:
    left, _, _, _ = _box(Caption(text="wide wide\ni", position="top_left"), _photo())
    lower = _box(Caption(text="\u200b\ni", position="top_left"), _photo())

    assert abs(lower[0] - left) < 3


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("e\u0301", "é"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("  a\tb \n", "a b"),
        ("a\u202eb\u2066c\u2069", "abc"),
        ("क्\u200dष می\u200cخ", "क्\u200dष می\u200cخ"),
    ],
    ids=ascii,
)
def test_text_is_put_in_order(text: str, kept: str) -> None:
    assert Caption(text=text).text == kept


@pytest.mark.parametrize(
    ("parameters", "advice"),
    [
        ({"text": ""}, "at least 1 character"),
        ({"text": " \n\u200b\u0301"}, "Write a text that can be seen"),
        ({"text": "a\u0000b"}, "Write the text without control characters"),
        ({"text": "a\u001b[1m"}, "Write the text without control characters"),
        ({"text": "a" * 1001}, "at most 1000 characters"),
        ({"text": "\ufb2c" * 334}, r"at most 1000 characters; .* \(NFC\), these are 1002"),
        ({"text": "a", "size": 0}, "Give a size above zero"),
        ({"text": "a", "size": 0.0}, "Give a size above zero"),
        ({"text": "a", "size": 1.5}, "Give whole pixels, at most 30000, or a fraction"),
        ({"text": "a", "color": "red"}, "such as #ffcc00"),
        ({"text": "a", "position": "middle"}, "'bottom_right'"),
    ],
    ids=str,
)
def test_bad_parameters_are_told_what_is_right(parameters: dict[str, Any], advice: str) -> None:
    with pytest.raises(ValidationError, match=advice):
        Caption.model_validate(parameters)


@pytest.mark.parametrize("text", ["\ufb2c" * 333, "x" + "\u0344" * 499, "e\u0301" * 500])
def test_longest_text_can_be_read_again(text: str) -> None:
    caption = Caption(text=text)

    assert Caption.model_validate_json(caption.model_dump_json()) == caption


@pytest.mark.parametrize(
    "text",
    ["Łódź", "Ξέρω", "ещё", "نص", "דג", "ที่นี่", "ქართული", "क्षत्रिय", "你好", "いろはカ", "키스의"],
)
def test_every_script_of_the_catalogue_has_its_letters(text: str) -> None:
    assert Caption(text=text).warnings() == ()


def test_missing_glyphs_are_a_warning_and_can_be_seen() -> None:
    tibetan = output({"operation": "caption", "text": "Lhasa\n\u0f63\u0fb7"})
    latin = output({"operation": "caption", "text": "Lhasa\nTibet"})

    assert render(encoded(_photo()), [tibetan], LIMITS).warnings == ("missing_glyphs",)
    assert render(encoded(_photo()), [latin], LIMITS).warnings == ()
    assert _box(Caption(text="\u0f63"), _photo()) != (0, 0, 0, 0)
