"""Ends the runtime's processes when the runtime is gone, however it went.

Run by path, with nothing but the standard library. It reads session ids, negative ones of sessions
that are over, from a pipe that closes when its other end dies, even by SIGKILL.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Collection
from pathlib import Path

_GRACE_SECONDS = 0.5


def signal_sessions(sessions: Collection[int], number: signal.Signals) -> None:
    """Signal every process of these sessions.

    The emulator gives a function's process a group of its own, but leaves it in the session.
    """
    for process_id in (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()):
        with contextlib.suppress(ProcessLookupError):
            if os.getsid(process_id) in sessions:
                os.kill(process_id, number)


def main() -> None:
    """Wait for the end, then end the others."""
    sessions: set[int] = set()
    for number in map(int, sys.stdin):
        if number > 0:
            sessions.add(number)
        else:
            # Others may have the number by now.
            sessions.discard(-number)
    signal_sessions(sessions, signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    signal_sessions(sessions, signal.SIGKILL)


if __name__ == "__main__":
    main()
