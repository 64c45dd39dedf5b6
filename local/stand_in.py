"""The stand-in for AWS as a process of its own: its work must not slow the runtime's."""

import os
import sys
import threading
from pathlib import Path
from typing import IO

from local.errors import LocalError
from local.execution.processes import Processes
from local.journal import Journal

_REPOSITORY = Path(__file__).resolve().parents[1]


class StandIn:
    """The running stand-in."""

    def __init__(self, port: int, processes: Processes, journal: Journal) -> None:
        self.endpoint = f"http://127.0.0.1:{port}"
        self._journal = journal
        self._process = processes.start(
            [sys.executable, "-m", "local.aws", str(port)],
            environment=dict(os.environ),
            folder=_REPOSITORY,
        )

    def wait_until_ready(self) -> None:
        """Return when the first call would be answered.

        Raises:
            LocalError: it ended instead.
        """
        lines = self._process.stdout
        if lines is None or lines.readline().strip() != b"ready":
            raise LocalError("The stand-in for AWS did not start; run `python -m local.aws 8001`.")
        threading.Thread(target=self._read_lines, args=(lines,), daemon=True).start()

    def _read_lines(self, lines: IO[bytes]) -> None:
        with lines:
            for line in lines:
                self._journal.say(line.decode("utf-8", "replace").rstrip())
