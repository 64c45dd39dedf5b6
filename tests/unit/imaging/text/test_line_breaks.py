"""Where lines end."""

import pytest

from darkroom.imaging.text.clusters import clusters
from darkroom.imaging.text.line_breaks import wrapped


def _lines(text: str, limit: float) -> list[str]:
    """The lines of a text whose clusters are all 1 wide."""
    parts = clusters(text)
    lines = wrapped(parts, [1.0] * len(parts), limit)
    return ["".join(parts[start:end]) for start, end in lines]


@pytest.mark.parametrize(
    ("text", "limit", "lines"),
    [
        ("one two three", 20, ["one two three"]),
        ("one two three", 8, ["one two", "three"]),
        ("one  two", 4, ["one", "two"]),
        ("one\u00a0two six", 8, ["one\u00a0two", "six"]),
        ("co-operate", 8, ["co-", "operate"]),
        ("from -5 to", 6, ["from", "-5 to"]),
        ("and/or else", 6, ["and/or", "else"]),
        ("aaaaaaa", 3, ["aaa", "aaa", "a"]),
        ("e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"]),
        ("zero\u200bwidth", 5, ["zero", "width"]),
    ],
)
def test_lines_end_at_spaces_and_hyphens(text: str, limit: float, lines: list[str]) -> None:
    assert _lines(text, limit) == lines


def test_lines_are_about_as_long_as_one_another() -> None:
    assert _lines("aa bb cc dd ee", 11) == ["aa bb cc", "dd ee"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("窗外有蓝天", ["窗外有", "蓝天"]),
        ("窗外有。蓝天", ["窗外", "有。", "蓝天"]),
        ("我（你）好", ["我", "（你）", "好"]),  # noqa: RUF001 - full width is meant
        ("東タワー", ["東タ", "ワー"]),
        ("看 Ab看", ["看", "Ab看"]),
    ],
)
def test_chinese_and_japanese_break_between_characters_but_not_at_punctuation(
    text: str, lines: list[str]
) -> None:
    assert _lines(text, 3) == lines


def test_korean_breaks_at_spaces() -> None:
    assert _lines("특별한 기술은", 5) == ["특별한", "기술은"]


def test_thai_breaks_where_words_end() -> None:
    assert _lines("ฉันรักภาษาไทย", 7) == ["ฉันรัก", "ภาษาไทย"]


def test_conjuncts_and_vowels_stay_on_their_consonants() -> None:
    assert clusters("क्षिกำที่") == ["क्षि", "กำ", "ที่"]


def test_an_empty_paragraph_has_no_lines() -> None:
    assert _lines("", 3) == []
