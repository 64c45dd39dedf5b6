"""Drivers as processes: started once, asked often, weighed at the end."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from local.execution.definition import HUGE_PAGES
from tools.engine_bench.contestants import ROOT, Contestant
from tools.engine_bench.photos import Photo

_VARIABLES = {
    # One thread each.
    "OMP_NUM_THREADS": "1",
    "VIPS_CONCURRENCY": "1",
    "UV_THREADPOOL_SIZE": "1",
    # What the functions' processes have on one machine, so everybody has it.
    "GLIBC_TUNABLES": HUGE_PAGES,
}
_IMPORT_PATH = os.pathsep.join([str(ROOT), str(ROOT / "layers" / "darkroom")])


@dataclass(frozen=True)
class Run:
    """A job that was done, or why it cannot be."""

    milliseconds: float
    error: str | None = None


class Process:
    """A program that says a line when it has started and ends with its standard input."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self._command = command
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, **_VARIABLES, "PYTHONPATH": _IMPORT_PATH},
        )
        self.first_line = self._line()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def peak_bytes(self) -> int:
        """The most memory that it has had at any time."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024

    def ask(self, question: str) -> str:
        """Send a line and wait for the answer."""
        if not self._process.stdin:
            return self._gone()
        self._process.stdin.write(question + "\n")
        self._process.stdin.flush()
        return self._line()

    def _line(self) -> str:
        line = self._process.stdout.readline() if self._process.stdout else ""
        return line or self._gone()

    def _gone(self) -> str:
        sys.exit(f"This stopped by itself, perhaps saying why: {' '.join(self._command)}")


class Driver(Process):
    """An engine at work."""

    def __init__(self, contestant: Contestant) -> None:
        super().__init__(contestant.command)
        self.versions: Mapping[str, str] = json.loads(self.first_line)["versions"]

    def run(self, job: str, photo: Photo, keep: str | None = None) -> Run:
        """Do a job, and keep its outputs as `keep`-0, `keep`-1 and so on."""
        question = {
            "job": job,
            "photo": str(photo.path),
            "size": photo.size,
            "keep": keep,
        }
        answer: dict[str, Any] = json.loads(self.ask(json.dumps(question)))
        return Run(answer.get("milliseconds", 0.0), answer.get("error"))
