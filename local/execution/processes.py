"""Starting processes so that none can outlive the runtime, whatever becomes of it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from local.execution.guard import signal_sessions

_GUARD = Path(__file__).with_name("guard.py")
_TERMINATION_SECONDS = 1.5


class Processes:
    """Every process of one run, known also to a guard that ends them if the runtime dies."""

    def __init__(self) -> None:
        self._started: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()
        # -I and -S: the guard needs nothing that is installed, and starts in no time.
        self._guard = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_GUARD)], stdin=subprocess.PIPE, start_new_session=True
        )

    def start(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path,
        output: int | IO[bytes] = subprocess.PIPE,
        niceness: int = 0,
    ) -> subprocess.Popen[bytes]:
        """Start a process in a session of its own, where a terminal's Ctrl-C does not reach it.

        What it starts in its turn is as nice to others as it is, and ends when it ends.
        """
        # From its first instruction: a priority that is set later misses threads already started.
        nicely = ["nice", "-n", str(niceness)] if niceness else []
        process = subprocess.Popen(
            [*nicely, *command],
            env=dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        if niceness:
            _step_back(process.pid, niceness)
        with self._lock:
            self._started.append(process)
            self._tell_guard(process.pid)
        threading.Thread(target=self._await_end, args=(process,), daemon=True).start()
        return process

    def stop_all(self) -> None:
        """End every process: asked first, and killed if that is not enough."""
        with self._lock:
            ending = self._started
            self._started = []
        for process in ending:
            process.terminate()
        deadline = time.monotonic() + _TERMINATION_SECONDS
        for process in ending:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        # What an emulator left running when it had to be killed.
        signal_sessions({process.pid for process in ending}, signal.SIGKILL)
        self._guard.kill()
        self._guard.wait()
        if self._guard.stdin:
            self._guard.stdin.close()

    def _await_end(self, process: subprocess.Popen[bytes]) -> None:
        # Not reaped before its session is empty: until then nobody else can have its number.
        with contextlib.suppress(ChildProcessError):
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        with self._lock:
            if process not in self._started:
                return
            self._started.remove(process)
            # A function whose emulator was killed would go on by itself.
            signal_sessions({process.pid}, signal.SIGKILL)
            process.wait()
            self._tell_guard(-process.pid)

    def _tell_guard(self, number: int) -> None:
        if self._guard.stdin:
            self._guard.stdin.write(f"{number}\n".encode())
            self._guard.stdin.flush()


def _step_back(process_id: int, niceness: int) -> None:
    """Leave the processors to other sessions too: Linux may share them among sessions first."""
    with contextlib.suppress(OSError):
        Path(f"/proc/{process_id}/autogroup").write_text(str(niceness), encoding="ascii")


def child_of(parent_id: int) -> int | None:
    """Return a process that another has started and that runs; None if there is none."""
    return next(_children_of(parent_id), None)


def is_child(process_id: int, parent_id: int) -> bool:
    """Tell whether a process runs and was started by that other."""
    with contextlib.suppress(OSError):
        # Behind the program's name, which may have any characters: its state and its parent.
        status = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8", errors="replace")
        state, parent = status.rpartition(")")[2].split()[:2]
        return int(parent) == parent_id and state not in {"X", "Z"}
    return False


def _children_of(parent_id: int) -> Iterator[int]:
    for path in Path("/proc").iterdir():
        if path.name.isdigit() and is_child(int(path.name), parent_id):
            yield int(path.name)


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_port_taken(port: int) -> bool:
    """Tell whether somebody listens on a port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
        return False
