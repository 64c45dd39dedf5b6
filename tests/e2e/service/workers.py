"""The processes behind a function of a running service, to be stopped and killed."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Workers:
    """The emulators of one function of one service, and the function's processes under them."""

    function: str
    endpoint: str

    def count(self) -> int:
        """How many emulators there are, and so how many photos may be in work."""
        return len(self._emulators())

    def kill(self) -> int:
        """Kill every process that runs the function; answers how many there were."""
        processes = [process for process in self._processes() if not _is_emulator(process)]
        _signal(processes, signal.SIGKILL)
        return len(processes)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Keep every worker from doing anything, and let all go on in the end."""
        emulators = self._emulators()
        _signal(emulators, signal.SIGSTOP)
        try:
            yield
        finally:
            _signal(emulators, signal.SIGCONT)

    def _emulators(self) -> list[Path]:
        return [process for process in self._processes() if _is_emulator(process)]

    def _processes(self) -> list[Path]:
        mine = f"AWS_ENDPOINT_URL={self.endpoint}".encode()
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                is_function = (process / "cwd").readlink().name == self.function
                if is_function and mine in (process / "environ").read_bytes().split(b"\0"):
                    found.append(process)
        return found


def _is_emulator(process: Path) -> bool:
    with suppress(OSError):
        return b"aws-lambda-rie" in (process / "cmdline").read_bytes().split(b"\0")[0]
    return False


def _signal(processes: list[Path], number: signal.Signals) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(int(process.name), number)
