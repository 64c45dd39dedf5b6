"""When somebody looks at what waits."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkroom.deadlines import MEMORY, PATIENCE, UNSENT, UPLOADING, WORKING, next_look, next_ring
from tests.builders import NOW

FORM = timedelta(minutes=10)
"""How long a form for an upload lives."""

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        pytest.param(timedelta(0), MINUTE, id="new"),
        pytest.param(-MINUTE, MINUTE, id="by a clock that is behind"),
        pytest.param(timedelta(seconds=59), MINUTE, id="under a minute"),
        pytest.param(2 * MINUTE, 2 * MINUTE, id="two minutes"),
        pytest.param(4 * HOUR, 4 * HOUR, id="four hours"),
        pytest.param(8 * HOUR, 4 * HOUR, id="the last look is at the deadline"),
        pytest.param(PATIENCE, PATIENCE, id="at the deadline"),
        pytest.param(14 * 24 * HOUR, PATIENCE, id="long after the deadline"),
    ],
)
def test_the_older_something_is_the_later_it_is_looked_at(age: timedelta, wait: timedelta) -> None:
    assert next_look(NOW - age, NOW) == NOW + wait


def test_there_are_ten_looks_before_the_deadline_and_one_at_it() -> None:
    looks = [next_look(NOW, NOW)]
    while looks[-1] < NOW + PATIENCE:
        looks.append(next_look(NOW, looks[-1]))

    ages = [(look - NOW) / MINUTE for look in looks]
    assert ages == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 720]


def test_an_upload_is_looked_for_when_its_form_has_ended() -> None:
    looks = [next_look(NOW, NOW, UPLOADING)]
    while looks[-1] < NOW + PATIENCE:
        looks.append(next_look(NOW, looks[-1], UPLOADING))

    assert [(look - NOW) / MINUTE for look in looks] == [12, 24, 48, 96, 192, 384, 720]
    assert UPLOADING > FORM


@given(st.timedeltas(min_value=-HOUR, max_value=30 * PATIENCE))
def test_a_look_is_always_still_to_come(age: timedelta) -> None:
    assert NOW < next_look(NOW - age, NOW) <= NOW + PATIENCE


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        pytest.param(timedelta(0), WORKING, id="new"),
        pytest.param(HOUR, WORKING, id="younger than the work takes"),
        pytest.param(3 * HOUR, 3 * HOUR, id="older"),
        pytest.param(8 * HOUR, 4 * HOUR, id="the last look is at the deadline"),
        pytest.param(11 * HOUR, WORKING, id="near the deadline"),
        pytest.param(PATIENCE, WORKING, id="at the deadline"),
    ],
)
def test_a_photo_whose_message_was_taken_is_given_time(age: timedelta, wait: timedelta) -> None:
    assert next_ring(NOW - age, NOW) == NOW + wait


def test_a_form_signed_just_before_a_deletion_has_ended_before_it_is_forgotten() -> None:
    longest_worker = timedelta(seconds=200)

    assert FORM + longest_worker < MEMORY
    assert UNSENT < MEMORY
