"""How soon messages come again."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkroom.retries import Redelivery, delay_seconds

MIDDLE = "message-129"
"""An id that asks for neither more nor less."""


@pytest.mark.parametrize(
    ("receive_count", "seconds"),
    [(1, 5), (2, 30), (3, 180), (4, 750), (5, 750), (10, 750), (100_000, 750)],
)
def test_what_failed_waits_six_times_longer_each_time(receive_count: int, seconds: int) -> None:
    delay = delay_seconds(receive_count, Redelivery.LATER, MIDDLE)

    assert delay == pytest.approx(seconds, rel=0.02)


@pytest.mark.parametrize("receive_count", [1, 2])
def test_what_was_not_tried_does_not_wait(receive_count: int) -> None:
    assert delay_seconds(receive_count, Redelivery.NOW, MIDDLE) == 0


@pytest.mark.parametrize("receive_count", [3, 4, 5, 100_000])
def test_what_there_is_never_time_for_waits_like_what_failed(receive_count: int) -> None:
    delay = delay_seconds(receive_count, Redelivery.NOW, MIDDLE)

    assert delay == delay_seconds(receive_count, Redelivery.LATER, MIDDLE)


@pytest.mark.parametrize(("receives", "minutes"), [(5, 15), (10, 60)])
def test_a_message_that_is_never_tried_outlives_a_slow_hour(receives: int, minutes: int) -> None:
    delays = [
        delay_seconds(receive_count, Redelivery.NOW, MIDDLE) for receive_count in range(1, receives)
    ]

    assert sum(delays) >= minutes * 60


@pytest.mark.parametrize("receive_count", [1, 5, 100_000])
def test_what_came_on_never_waits(receive_count: int) -> None:
    assert delay_seconds(receive_count, Redelivery.ONWARD, MIDDLE) == 0


@pytest.mark.parametrize("receive_count", [1, 5, 100_000])
def test_what_nobody_can_read_does_not_wait(receive_count: int) -> None:
    assert delay_seconds(receive_count, Redelivery.MALFORMED, MIDDLE) == 0


@given(st.integers(min_value=1), st.text())
def test_no_delay_is_longer_than_a_quarter_of_an_hour(receive_count: int, message_id: str) -> None:
    assert 4 <= delay_seconds(receive_count, Redelivery.LATER, message_id) <= 900


def test_messages_of_one_moment_are_spread_and_each_waits_the_same_every_time() -> None:
    ids = [str(uuid.UUID(int=number)) for number in range(1000)]

    delays = [delay_seconds(3, Redelivery.LATER, message_id) for message_id in ids]

    assert delays == [delay_seconds(3, Redelivery.LATER, message_id) for message_id in ids]
    assert (min(delays), max(delays)) == (144, 216)
    assert len([delay for delay in delays if delay < 180]) == pytest.approx(500, abs=60)
