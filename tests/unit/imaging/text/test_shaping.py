"""What becomes of letters beside one another."""

import pytest

from darkroom.imaging.text.fonts import east_asian
from darkroom.imaging.text.letters import letters
from darkroom.imaging.text.shaping import Glyph, shaped, widths


def _glyphs(text: str) -> tuple[Glyph, ...]:
    return shaped(letters(text)).glyphs


def _numbers(text: str) -> list[int]:
    return [glyph.number for glyph in _glyphs(text)]


def test_arabic_letters_join() -> None:
    isolated = [number for letter in "بيت" for number in _numbers(letter)]

    assert not set(_numbers("بيت")) & set(isolated)


def test_lam_and_alef_are_one_shape_unless_kept_apart() -> None:
    assert len(_numbers("لا")) < len(_numbers("ل\u200cا"))  # noqa: RUF001 - an alef is meant


def test_hebrew_runs_from_right_to_left() -> None:
    assert _numbers("אבג") == _numbers("ג") + _numbers("ב") + _numbers("א")


def test_hebrew_among_latin_and_digits_is_turned_alone() -> None:
    expected = [*_numbers("abc 123 "), *_numbers("אבג")]

    assert _numbers("abc אבג 123") == expected


def test_brackets_are_mirrored_from_right_to_left() -> None:
    assert _numbers("(א)") == [*_numbers("("), *_numbers("א"), *_numbers(")")]


def test_thai_marks_are_stacked() -> None:
    consonant, vowel, tone = _glyphs("ที่")
    _, lower_tone = _glyphs("ท่")

    assert tone.y < lower_tone.y or tone.number != lower_tone.number
    assert consonant.x <= vowel.x + 1e-6
    assert shaped(letters("ที่")).width == shaped(letters("ท")).width


def test_devanagari_consonants_form_conjuncts() -> None:
    assert len(_numbers("क्ष")) < 3
    assert _numbers("कि")[-1] == _numbers("क")[0]


def test_accents_are_composed_or_placed() -> None:
    assert _numbers("e\u0301") == _numbers("é")
    assert len(_numbers("x\u0301")) == 2
    assert shaped(letters("x\u0301")).width == shaped(letters("x")).width


def test_pairs_are_kerned() -> None:
    assert shaped(letters("AV")).width < shaped(letters("A")).width + shaped(letters("V")).width


@pytest.mark.parametrize("text", ["office AV", "السلام عليكم", "नमस्ते", "abc אבג 123"])
def test_letters_add_up_to_the_line(text: str) -> None:
    assert sum(widths(letters(text))) == pytest.approx(shaped(letters(text)).width)


def test_chinese_characters_have_the_shape_of_their_language() -> None:
    simplified, traditional, japanese, korean = (
        (_numbers("直" + other)[0], _numbers("骨" + other)[0]) for other in ("们", "們", "の", "한")
    )

    assert simplified[1] != traditional[1]
    assert simplified[0] != japanese[0]
    assert simplified[1] != japanese[1]
    assert korean[0] == japanese[0]


@pytest.mark.parametrize(
    ("text", "place", "is_wide"),
    [("“你好”", 0, True), ("“你好”", 3, True), ("你 said “hi”", 8, False), ("a… b", 1, False)],
)
def test_quotation_marks_beside_chinese_are_as_wide(text: str, place: int, is_wide: bool) -> None:  # noqa: FBT001 - the expectation
    assert (letters(text)[place].style.font is east_asian()) == is_wide
