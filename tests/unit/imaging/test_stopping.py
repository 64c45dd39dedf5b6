"""What becomes of a child whose parent is asked to stop."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from darkroom.errors import StoppedError
from darkroom.imaging.sandbox import run_in_child
from darkroom.imaging.stopping import STOP
from tests.pictures import LIMITS


def _stop_the_parent() -> Iterator[bytes]:
    yield b"half"
    os.kill(os.getppid(), signal.SIGTERM)
    signal.pause()


def test_it_is_ended_at_once_and_did_not_crash() -> None:
    with STOP.heeded(), pytest.raises(StoppedError):
        run_in_child(_stop_the_parent, LIMITS)


def test_no_other_begins_after_it() -> None:
    with STOP.heeded():
        for _ in range(2):
            with pytest.raises(StoppedError):
                run_in_child(_stop_the_parent, LIMITS)
        with pytest.raises(StoppedError):
            run_in_child(lambda: [b"begun"], LIMITS)


def test_one_that_was_just_begun_is_ended_too() -> None:
    with STOP.heeded():
        os.kill(os.getpid(), signal.SIGTERM)
        child = subprocess.Popen(
            [sys.executable, "-c", "import signal; signal.pause()"], start_new_session=True
        )
        with STOP.ends(child.pid):
            assert child.wait() == -signal.SIGKILL


def test_it_leaves_to_its_parent_what_asks_them_all() -> None:
    def work() -> Iterator[bytes]:
        os.kill(os.getpid(), signal.SIGTERM)
        yield b"undisturbed"

    assert bytes(run_in_child(work, LIMITS)) == b"undisturbed"


def test_work_goes_on_where_the_process_was_not_ended() -> None:
    with STOP.heeded(), pytest.raises(StoppedError):
        run_in_child(_stop_the_parent, LIMITS)

    with STOP.heeded():
        assert bytes(run_in_child(lambda: [b"begun"], LIMITS)) == b"begun"


def test_nobody_but_work_keeps_the_process_from_ending() -> None:
    with STOP.heeded():
        assert signal.getsignal(signal.SIGTERM) != signal.SIG_DFL

    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
