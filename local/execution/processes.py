"""Starting processes so that none can outlive the runtime, whatever becomes of it."""

import contextlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from local.execution.guard import signal_sessions

_GUARD = Path(__file__).with_name("guard.py")
_TERMINATION_SECONDS = 1.5


class Processes:
    """Every process of one run, known also to a guard that ends them if the runtime dies."""

    def __init__(self) -> None:
        self._started: list[subprocess.Popen[bytes]] = []
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

        What it starts in its turn is as nice to others as it is.
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
        self._started.append(process)
        if niceness:
            _step_back(process.pid, niceness)
        if self._guard.stdin:
            self._guard.stdin.write(f"{process.pid}\n".encode())
            self._guard.stdin.flush()
        return process

    def stop_all(self) -> None:
        """End every process: asked first, and killed if that is not enough."""
        for process in self._started:
            process.terminate()
        deadline = time.monotonic() + _TERMINATION_SECONDS
        for process in self._started:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        # What an emulator left running when it had to be killed.
        signal_sessions({process.pid for process in self._started}, signal.SIGKILL)
        self._started.clear()
        self._guard.kill()
        self._guard.wait()
        if self._guard.stdin:
            self._guard.stdin.close()


def _step_back(process_id: int, niceness: int) -> None:
    """Leave the processors to other sessions too: Linux may share them among sessions first."""
    with contextlib.suppress(OSError):
        Path(f"/proc/{process_id}/autogroup").write_text(str(niceness), encoding="ascii")


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
