"""The bidirectional algorithm, held against another implementation of it."""

import pytest
from bidi import get_display
from bidi.mirror import MIRRORED
from hypothesis import given, settings
from hypothesis import strategies as st

from darkroom.imaging.text.reading_order import in_visual_order, levels

_CHARACTERS = "abאבגجد12٣٤ ()[]+-.,$!?%“\u200f\u05b7"


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("abc", "abc"),
        ("אבג", "גבא"),
        ("abc אבג 123", "abc 123 גבא"),
        ("אבג abc 123", "abc 123 גבא"),
        ("א (a) ב", "ב (a) א"),
        ("a (א) b", "a (א) b"),
        ("أ 12:30", "12:30 أ"),
    ],
    ids=ascii,
)
def test_text_is_seen_in_the_order_of_its_scripts(written: str, seen: str) -> None:
    assert _seen(written) in {seen, _mirrored(seen)}


def test_joiners_stay_with_the_letter_before_them() -> None:
    assert levels("ab\u200dאב\u200d") == [0, 0, 0, 1, 1, 1]


@given(st.text(_CHARACTERS, min_size=1, max_size=14).filter(lambda text: text == text.strip()))
@settings(max_examples=300, deadline=None)
def test_order_is_that_of_another_implementation(written: str) -> None:
    seen = "".join(
        MIRRORED.get(written[place], written[place])
        if levels(written)[place] % 2
        else written[place]
        for place in in_visual_order(levels(written))
    )

    assert get_display(written) in {seen, _seen(written)}


def test_brackets_nested_too_deeply_are_plain_punctuation() -> None:
    text = "א" + "(" * 100 + "a" + ")" * 100

    assert len(levels(text)) == len(text)


def _seen(written: str) -> str:
    return "".join(written[place] for place in in_visual_order(levels(written)))


def _mirrored(text: str) -> str:
    return "".join(MIRRORED.get(each, each) for each in text)
