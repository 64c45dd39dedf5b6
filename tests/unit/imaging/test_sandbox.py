"""The child process: what it may not do, and how each end of it is answered."""

import ctypes
import json
import os
import resource
import select
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from resource import RLIMIT_AS, RLIMIT_CPU

import pytest

from darkroom.errors import (
    ChildKilledError,
    CropOutsideError,
    DecoderCrashedError,
    DecodingTooLargeError,
    DecodingTooSlowError,
    RenderingCrashedError,
    RenderingTooSlowError,
    TruncatedPhotoError,
)
from darkroom.imaging.sandbox import OutOfTimeError, lift_decoding_limits, run_in_child
from tests.pictures import LIMITS

PR_GET_DUMPABLE = 3


def _pause() -> Iterator[bytes]:
    yield b"half a "
    signal.pause()


def _fill_memory() -> Iterator[bytes]:
    yield bytes(200_000_000)


def _kill_itself(number: signal.Signals) -> Callable[[], Iterator[bytes]]:
    def work() -> Iterator[bytes]:
        os.kill(os.getpid(), number)
        yield b""

    return work


def test_answer_comes_back_whole_whatever_its_size() -> None:
    large = os.urandom(3_000_000)

    assert run_in_child(lambda: [large, b"", b"end"], LIMITS) == large + b"end"


def test_named_error_comes_back_as_itself() -> None:
    def work() -> Iterator[bytes]:
        yield b"not seen"
        raise CropOutsideError("too far right")

    with pytest.raises(CropOutsideError, match="too far right"):
        run_in_child(work, LIMITS)


def test_threads_are_for_those_who_cannot_do_without() -> None:
    def allowed() -> Iterator[bytes]:
        yield str(resource.getrlimit(resource.RLIMIT_NPROC)[0]).encode()

    assert bytes(run_in_child(allowed, LIMITS)) == b"0"
    assert bytes(run_in_child(allowed, LIMITS, may_start_threads=True)) == b"".join(allowed())


def test_what_a_child_has_started_ends_with_it(tmp_path: Path) -> None:
    held = tmp_path / "held"
    os.mkfifo(held)

    def work() -> Iterator[bytes]:
        os.open(held, os.O_WRONLY)
        if os.fork() == 0:
            os.close(3)
            signal.pause()
        yield b"started"

    reading = os.open(held, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert bytes(run_in_child(work, LIMITS, may_start_threads=True)) == b"started"
        poller = select.poll()
        poller.register(reading)
        # The last of those who held the other end is gone.
        assert poller.poll(20_000) == [(reading, select.POLLHUP)]
    finally:
        os.close(reading)


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT])
def test_child_that_dies_has_crashed(number: signal.Signals) -> None:
    with pytest.raises(DecoderCrashedError):
        run_in_child(_kill_itself(number), LIMITS)


def test_out_of_processor_time_is_too_slow() -> None:
    with pytest.raises(DecodingTooSlowError):
        run_in_child(_kill_itself(signal.SIGXCPU), LIMITS)


def test_child_that_somebody_kills_says_nothing_about_its_photo() -> None:
    def work() -> Iterator[bytes]:
        lift_decoding_limits()
        yield from _kill_itself(signal.SIGKILL)()

    for killed in (work, _kill_itself(signal.SIGKILL)):
        with pytest.raises(ChildKilledError):
            run_in_child(killed, LIMITS)


@pytest.mark.parametrize(
    ("is_decoded", "error"), [(True, RenderingTooSlowError), (False, DecodingTooSlowError)]
)
def test_child_that_does_not_notice_the_end_of_its_time_is_too_slow(
    is_decoded: bool,  # noqa: FBT001 - a case of the table above
    error: type[Exception],
) -> None:
    def work() -> Iterator[bytes]:
        if is_decoded:
            lift_decoding_limits()
        # The hard limit alone, which nothing can notice, and not seconds later.
        resource.setrlimit(RLIMIT_CPU, (1, 1))
        yield bytes(sum(iter(int, 1)))

    with pytest.raises(error):
        run_in_child(work, replace(LIMITS, max_cpu_seconds=1))


def test_crash_after_decoding_is_told_apart() -> None:
    def work() -> Iterator[bytes]:
        lift_decoding_limits()
        os.kill(os.getpid(), signal.SIGSEGV)
        yield b""

    with pytest.raises(RenderingCrashedError):
        run_in_child(work, LIMITS)


def test_out_of_time_after_decoding_is_told_apart() -> None:
    def work() -> Iterator[bytes]:
        lift_decoding_limits()
        yield from _pause()

    with pytest.raises(RenderingTooSlowError):
        run_in_child(work, replace(LIMITS, max_wall_seconds=0.2))


def test_child_that_notices_the_end_of_its_time_may_still_answer() -> None:
    def work() -> Iterator[bytes]:
        lift_decoding_limits()
        try:
            os.kill(os.getpid(), signal.SIGXCPU)
        except OutOfTimeError:
            yield b"half"

    assert bytes(run_in_child(work, LIMITS)) == b"half"


def test_child_cannot_be_read_by_its_like() -> None:
    def dumpable() -> Iterator[bytes]:
        yield str(ctypes.CDLL(None).prctl(PR_GET_DUMPABLE)).encode()

    assert bytes(run_in_child(dumpable, LIMITS)) == b"0"


def test_child_that_does_nothing_for_ever_is_too_slow() -> None:
    with pytest.raises(DecodingTooSlowError):
        run_in_child(_pause, replace(LIMITS, max_wall_seconds=0.05))


def test_child_that_wants_more_memory_than_allowed_is_too_large() -> None:
    with pytest.raises(DecodingTooLargeError):
        run_in_child(_fill_memory, replace(LIMITS, max_memory_bytes=100_000_000))


def test_decoding_has_to_make_do_with_half() -> None:
    def limits() -> tuple[int, int]:
        processor, memory = (resource.getrlimit(kind)[0] for kind in (RLIMIT_CPU, RLIMIT_AS))
        return processor, memory

    def work() -> Iterator[bytes]:
        decoding = limits()
        lift_decoding_limits()
        yield json.dumps([decoding, limits()]).encode()

    answer = run_in_child(work, replace(LIMITS, max_memory_bytes=1 << 30, max_cpu_seconds=20))

    decoding, later = json.loads(bytes(answer))
    assert (decoding[0], later[0]) == (10, 20)
    assert later[1] - decoding[1] == 1 << 29


def test_decoding_that_takes_more_than_half_the_memory_is_too_large() -> None:
    # So much that what earlier tests have left over does not make up for it.
    def fill() -> Iterator[bytes]:
        lifted = len(bytes(3_000_000_000))
        yield str(lifted).encode()

    def lift_and_fill() -> Iterator[bytes]:
        lift_decoding_limits()
        yield from fill()

    limits = replace(LIMITS, max_memory_bytes=5_000_000_000)
    with pytest.raises(DecodingTooLargeError):
        run_in_child(fill, limits)
    assert bytes(run_in_child(lift_and_fill, limits)) == b"3000000000"


def test_memory_that_the_parent_has_does_not_count() -> None:
    ballast = bytearray(300_000_000)

    answer = run_in_child(lambda: [bytes(10)], replace(LIMITS, max_memory_bytes=100_000_000))

    assert len(answer) == 10
    assert ballast


def test_answer_larger_than_the_memory_it_came_from_is_not_believed() -> None:
    def work() -> Iterator[bytes]:
        for _ in range(1000):
            os.write(3, bytes(1 << 16))
        yield b""

    with pytest.raises(DecoderCrashedError):
        run_in_child(work, replace(LIMITS, max_memory_bytes=10_000_000))


def test_any_other_error_is_a_crash() -> None:
    with pytest.raises(DecoderCrashedError):
        run_in_child(lambda: [bytes(1 // 0)], LIMITS)


@pytest.mark.parametrize(
    "written",
    [b"", b"?", b"-", b"-{}", b"-[]", b"-{", b'-{"code":"made_up","message":""}'],
    ids=repr,
)
def test_child_that_writes_what_it_likes_is_not_believed(written: bytes) -> None:
    def work() -> Iterator[bytes]:
        yield b""
        os.write(3, written)
        os._exit(0)

    with pytest.raises(DecoderCrashedError):
        run_in_child(work, LIMITS)


def test_child_that_closes_its_pipe_and_stays_is_ended() -> None:
    def work() -> Iterator[bytes]:
        os.write(3, b"+half")
        os.close(3)
        signal.pause()
        yield b""

    with pytest.raises(ChildKilledError):
        run_in_child(work, LIMITS)


def test_child_sees_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")

    seen = run_in_child(lambda: [json.dumps(dict(os.environ)).encode()], LIMITS)

    assert json.loads(bytes(seen)) == {}
    assert os.environ["AWS_SECRET_ACCESS_KEY"] == "secret"


def test_child_holds_nothing_open_but_its_pipe(tmp_path: Path) -> None:
    def work() -> Iterator[bytes]:
        yield json.dumps({fd: str(Path("/proc/self/fd", fd).readlink()) for fd in "0123"}).encode()
        for number in range(4, 1000):
            with pytest.raises(OSError, match="Bad file descriptor"):
                os.fstat(number)

    with (tmp_path / "open").open("w"):
        seen = json.loads(bytes(run_in_child(work, LIMITS)))

    assert [seen[stream] for stream in "012"] == ["/dev/null"] * 3
    assert seen["3"].startswith("pipe:")


@pytest.mark.parametrize(
    "escape",
    [lambda: Path("here").write_bytes(b"something"), lambda: [os.pipe() for _ in range(16)]],
    ids=["write a file", "open many files"],
)
def test_child_cannot_get_out(
    escape: Callable[[], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def work() -> Iterator[bytes]:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with pytest.raises(OSError, match=r"too large|Too many"):
            escape()
        yield b"stayed"

    assert bytes(run_in_child(work, LIMITS)) == b"stayed"


def test_child_is_gone_when_its_answer_is_there() -> None:
    child = int(bytes(run_in_child(lambda: [str(os.getpid()).encode()], LIMITS)))

    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_failed_child_leaves_nothing_open() -> None:
    before = sorted(Path("/proc/self/fd").iterdir())

    for work in (_pause, _kill_itself(signal.SIGSEGV)):
        with pytest.raises((DecodingTooSlowError, DecoderCrashedError)):
            run_in_child(work, replace(LIMITS, max_wall_seconds=0.05))

    assert sorted(Path("/proc/self/fd").iterdir()) == before


def test_threads_of_the_parent_do_not_matter() -> None:
    done = threading.Event()
    threads = [threading.Thread(target=done.wait) for _ in range(4)]
    for thread in threads:
        thread.start()

    answers = [bytes(run_in_child(lambda: [b"fine"], LIMITS)) for _ in range(5)]

    done.set()
    for thread in threads:
        thread.join()
    assert answers == [b"fine"] * 5


def test_message_of_an_error_is_kept_short() -> None:
    def work() -> Iterator[bytes]:
        yield b""
        raise TruncatedPhotoError("!" * 5000)

    with pytest.raises(TruncatedPhotoError) as refusal:
        run_in_child(work, LIMITS)
    assert len(refusal.value.message) == 1000
