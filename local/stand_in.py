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
    """The running stand-in; port 0 takes a free one."""

    def __init__(self, port: int, processes: Processes, journal: Journal) -> None:
        self._journal = journal
        self._process = processes.start(
            [sys.executable, "-m", "local.aws", str(port)],
            environment=dict(os.environ),
            folder=_REPOSITORY,
        )

    def wait_until_ready(self) -> str:
        """Return the endpoint when the first call to it would be answered.

        Raises:
            LocalError: it ended instead.
        """
        lines = self._process.stdout
        endpoint = lines.readline().decode().strip() if lines else ""
        if lines is None or not endpoint.startswith("http://"):
            raise LocalError(
                "The stand-in for AWS did not start; `python -m local.aws 0` says why."
            )
        threading.Thread(target=self._read_lines, args=(lines,), daemon=True).start()
        return endpoint

    def _read_lines(self, lines: IO[bytes]) -> None:
        with lines:
            for line in lines:
                self._journal.say(line.decode("utf-8", "replace").rstrip())
