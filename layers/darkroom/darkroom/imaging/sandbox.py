"""A process of its own for work on bytes that nobody vouches for.

The child begins with a copy of its parent's memory; its environment is emptied, every file and
socket but its pipe is closed, and its memory, processor time and time by the clock are limited.
A fork costs about 2 ms.
"""

import ctypes
import gc
import os
import resource
import select
import signal
import time
import warnings
from collections.abc import Callable, Iterable
from math import ceil
from typing import NoReturn

from darkroom.errors import (
    ChildKilledError,
    DecoderCrashedError,
    DecodingTooLargeError,
    DecodingTooSlowError,
    OutputTooLargeError,
    RenderingCrashedError,
    RenderingTooSlowError,
    StoppedError,
)
from darkroom.imaging.limits import Limits
from darkroom.imaging.report import opened, report_of
from darkroom.imaging.stopping import STOP, end

_PIPE = 3
_OPEN_FILES = 16
_CHUNK_BYTES = 1 << 20
_CPU_GRACE = 5
# Who is killed for the time that it used has used it up, but for what the kernel counts otherwise
# on a busy machine: a tenth and more.
_NEARLY = 0.75
_PR_SET_DUMPABLE = 4
# All outputs of a photo together: they are held here, beside what the child may use.
_MAX_RESULT_BYTES = 200 << 20

_DECODED = b"*"

_EXIT_OUT_OF_MEMORY = 2
_EXIT_CRASHED = 3


class OutOfTimeError(Exception):
    """The processor time for making outputs is used up."""


def run_in_child(
    work: Callable[[], Iterable[bytes]], limits: Limits, *, may_start_threads: bool = False
) -> memoryview:
    """Do `work` in a forked child and answer what it yielded, in one piece.

    Safe in a process with threads as long as `work` takes no lock that one of them may hold. Who
    may start threads may start processes too; those of its process group end with the child.

    Raises:
        PhotoError: `work` raised it, or ran into a limit, or crashed.
        StoppedError: This process was asked to stop, and has ended the child.
        ChildKilledError: The child was ended for nothing that it did, or lived on in silence.
    """
    if STOP.is_asked():
        raise StoppedError
    read_end, write_end = os.pipe()
    try:
        child = _forked()
        if child == 0:
            _live(work, write_end, limits, may_start_threads=may_start_threads)
    except OSError:
        os.close(read_end)
        raise
    finally:
        os.close(write_end)
    written = bytearray()
    try:
        with STOP.ends(child):
            is_in_time = _read_all(read_end, limits, written)
    finally:
        os.close(read_end)
        exit_code, cpu_seconds = _reaped(child)
    if STOP.is_asked() and exit_code == -signal.SIGKILL:
        raise StoppedError
    is_decoded = written.startswith(_DECODED)
    if not is_in_time:
        raise RenderingTooSlowError if is_decoded else DecodingTooSlowError
    if exit_code == -signal.SIGKILL and cpu_seconds < limits.max_cpu_seconds * _NEARLY:
        raise ChildKilledError
    _check_end(exit_code, is_decoded=is_decoded)
    return opened(memoryview(written)[len(_DECODED) if is_decoded else 0 :])


def _forked() -> int:
    with warnings.catch_warnings():
        # Python 3.12 warns of forks beside threads; see `run_in_child`.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _read_all(read_end: int, limits: Limits, written: bytearray) -> bool:
    """Whether the child came to its end in time, having `written` all that it wrote."""
    deadline = time.monotonic() + limits.max_wall_seconds
    poller = select.poll()
    poller.register(read_end, select.POLLIN)
    while poller.poll(max(0, ceil((deadline - time.monotonic()) * 1000))):
        chunk = os.read(read_end, _CHUNK_BYTES)
        if not chunk:
            return True
        written += chunk
        if len(written) > _MAX_RESULT_BYTES:
            raise OutputTooLargeError
    return False


def _reaped(child: int) -> tuple[int, float]:
    """End the child if it is alive; what it ended with, negative for a signal, and its CPU seconds.

    A child whose pipe was closed by its exit keeps the exit code that it had by then.
    """
    end(child)
    _, status, used = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime


def _check_end(exit_code: int, *, is_decoded: bool) -> None:
    if exit_code == _EXIT_OUT_OF_MEMORY:
        raise OutputTooLargeError if is_decoded else DecodingTooLargeError
    if exit_code == -signal.SIGKILL:
        # By the hard limit: what it was at did not let it notice the soft one.
        raise RenderingTooSlowError if is_decoded else DecodingTooSlowError
    if exit_code == -signal.SIGXCPU:
        raise DecodingTooSlowError
    if exit_code != 0:
        raise RenderingCrashedError if is_decoded else DecoderCrashedError


def _live(
    work: Callable[[], Iterable[bytes]],
    write_end: int,
    limits: Limits,
    *,
    may_start_threads: bool,
) -> NoReturn:
    """All of the child's life; whatever happens, it does not return into its parent's code."""
    exit_code = _EXIT_CRASHED
    try:
        _shut_in(write_end, limits)
        if not may_start_threads:
            # It counts all that the user runs, so it cannot allow just one.
            _limit(resource.RLIMIT_NPROC, 0)
        _write_result(work)
        exit_code = 0
    except MemoryError:
        exit_code = _EXIT_OUT_OF_MEMORY
    except BaseException:  # noqa: BLE001 - not even an interrupt may get past here
        exit_code = _EXIT_CRASHED
    finally:
        os._exit(exit_code)


def _write_result(work: Callable[[], Iterable[bytes]]) -> None:
    for frame in report_of(work):
        rest = memoryview(frame)
        while rest:
            rest = rest[os.write(_PIPE, rest) :]


def _shut_in(write_end: int, limits: Limits) -> None:
    gc.disable()
    os.setpgid(0, 0)
    for number in (signal.SIGINT, signal.SIGXCPU):
        signal.signal(number, signal.SIG_DFL)
    # Who asks all processes to stop asks the parent too, which can tell that from a crash.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.environ.clear()
    hide_process()
    nowhere = os.open(os.devnull, os.O_RDWR)
    # First the pipe, which one of the standard streams' numbers may have been given to.
    os.dup2(write_end, _PIPE)
    for stream in range(_PIPE):
        os.dup2(nowhere, stream)
    os.closerange(_PIPE + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    mapped = _mapped_bytes()
    _limit(resource.RLIMIT_CPU, limits.max_cpu_seconds, ceil(limits.max_cpu_seconds / 2))
    _limit(
        resource.RLIMIT_AS, mapped + limits.max_memory_bytes, mapped + limits.max_memory_bytes // 2
    )


def hide_process() -> None:
    """Let no other process of the same user read this one's memory or environment.

    For the function itself as for its children: what took a decoder over runs as the same user.
    """
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def lift_decoding_limits() -> None:
    """Let a child have all of its memory and time, once it holds pixels instead of a file.

    What a file costs is for the file to say; what is done to its pixels goes by their number. So
    decoding has to make do with half of either. From here on the end of the time is an
    `OutOfTimeError` in the child, which may still answer with what it has.
    """
    signal.signal(signal.SIGXCPU, _out_of_time)
    for kind in (resource.RLIMIT_CPU, resource.RLIMIT_AS):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (hard - _CPU_GRACE if kind == resource.RLIMIT_CPU else hard, hard))
    os.write(_PIPE, _DECODED)


def _out_of_time(_number: int, _frame: object) -> NoReturn:
    # Once is enough: what is left of the time is for telling.
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    raise OutOfTimeError


def _limit(kind: int, bound: int, at_first: int | None = None) -> None:
    """Set a bound, `at_first` a lower one; seconds of grace let the signal for it be seen."""
    _, hard = resource.getrlimit(kind)
    ceiling = bound + _CPU_GRACE if kind == resource.RLIMIT_CPU else bound
    if hard != resource.RLIM_INFINITY:
        ceiling = min(ceiling, hard)
    resource.setrlimit(kind, (min(at_first or bound, ceiling), ceiling))


def _mapped_bytes() -> int:
    """What the parent had mapped already, which says nothing about the photo."""
    statm = os.open("/proc/self/statm", os.O_RDONLY)
    pages = os.read(statm, 100).split()[0]
    os.close(statm)
    return int(pages) * resource.getpagesize()
