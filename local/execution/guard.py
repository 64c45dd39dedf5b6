"""Ends the runtime's processes when the runtime is gone, however it went.

Run by path, with nothing but the standard library. It reads process ids from a pipe that closes
when its other end dies, even by SIGKILL; pipes do this on Linux and macOS alike.
"""

import os
import signal
import sys
import time

_GRACE_SECONDS = 0.5


def _send(process_ids: list[int], number: signal.Signals) -> None:
    for process_id in process_ids:
        try:
            os.killpg(process_id, number)
        except ProcessLookupError:
            continue


def main() -> None:
    """Wait for the end, then end the others."""
    process_ids = [int(line) for line in sys.stdin]
    _send(process_ids, signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    _send(process_ids, signal.SIGKILL)


if __name__ == "__main__":
    main()
