"""How long an invocation may go on."""

import os
import signal
from dataclasses import dataclass

import pytest

from darkroom.adapters.lambda_time import LambdaTime


@dataclass
class Context:
    """What Lambda says."""

    milliseconds: int

    def get_remaining_time_in_millis(self) -> int:
        """Return what is left."""
        return self.milliseconds


@pytest.mark.parametrize(
    ("seconds", "is_allowed"), [(1, True), (9.9, True), (10, True), (10.1, False), (60, False)]
)
def test_work_is_begun_only_if_there_is_time_for_it(seconds: float, *, is_allowed: bool) -> None:
    time = LambdaTime()

    with time.during(Context(10_000)):
        assert time.seconds_left() == 10
        assert time.allows(seconds) is is_allowed


def test_nothing_is_begun_once_the_process_was_asked_to_stop() -> None:
    time = LambdaTime()

    with time.during(Context(10_000)):
        os.kill(os.getpid(), signal.SIGTERM)

        assert not time.allows(1)
        assert time.seconds_left() == 10


def test_the_next_invocation_has_its_own_time() -> None:
    time = LambdaTime()
    with time.during(Context(10_000)):
        os.kill(os.getpid(), signal.SIGTERM)

    with time.during(Context(20_000)):
        assert time.allows(20)
