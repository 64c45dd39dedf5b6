"""The processes behind a function of a running service, to be stopped and killed."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from local.execution.processes import child_of


@dataclass(frozen=True)
class Workers:
    """The emulators of one function of one service, and the function's process under each."""

    function: str
    endpoint: str

    def count(self) -> int:
        """How many emulators there are, and so how many photos may be in work."""
        return len(self._emulators())

    def running(self) -> list[int]:
        """The ids of the processes that run the function."""
        # Not by their own environment: a process that decodes photos hides it.
        found = map(child_of, self._emulators())
        return [process for process in found if process]

    def rendering(self) -> list[int]:
        """Those of them that have a photo in their child, and so have held it."""
        return [process for process in self.running() if child_of(process)]

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Keep every worker from doing anything, and let all go on in the end."""
        emulators = self._emulators()
        send(signal.SIGSTOP, emulators)
        try:
            yield
        finally:
            send(signal.SIGCONT, emulators)

    def _emulators(self) -> list[int]:
        mine = f"AWS_ENDPOINT_URL={self.endpoint}".encode()
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                is_function = (process / "cwd").readlink().name == self.function
                is_mine = mine in (process / "environ").read_bytes().split(b"\0")
                command = (process / "cmdline").read_bytes().split(b"\0")[0]
                if is_function and is_mine and b"aws-lambda-rie" in command:
                    found.append(int(process.name))
        return sorted(found)


def send(number: signal.Signals, processes: Sequence[int]) -> int:
    """Signal processes; answers how many of them were there to be signalled."""
    reached = 0
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, number)
            reached += 1
    return reached


def age_seconds(process: int) -> float:
    """For how long a process has been running; 0 for one that is gone."""
    with suppress(OSError):
        # Behind the program's name, which may have any characters, it is the 20th field.
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
        fields = status.rpartition(")")[2].split()
        uptime = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
        return uptime - int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return 0.0
