"""One execution environment, whatever its function does to itself."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.execution.definition import FunctionDefinition
from local.execution.emulator import emulator_path
from local.execution.environment import Environment
from local.execution.processes import Processes, is_child
from tests.waiting import until

_TELLING = "import os\ndef lambda_handler(event, context): return [os.getppid(), os.getpid()]"


@pytest.fixture
def processes() -> Iterator[Processes]:
    started = Processes()
    yield started
    started.stop_all()


def _environment(folder: Path, processes: Processes) -> Environment:
    definition = FunctionDefinition(
        logical_id="WorkFunction",
        folder=folder,
        handler="app.lambda_handler",
        role_arn="arn:aws:iam::123456789012:role/work",
        timeout_seconds=5,
        memory_mb=128,
        variables={},
        import_path=(),
    )
    return Environment(
        definition,
        definition.environment({}, "http://127.0.0.1:1"),
        emulator=emulator_path(),
        processes=processes,
        on_line=lambda _: None,
    )


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.kill(os.getpid(), 9)",
        "def lambda_handler(event, context):\n    import os; os.kill(os.getpid(), 9)",
    ],
    ids=["while it is imported", "while it is at work"],
)
def test_a_function_that_is_killed_has_failed(
    tmp_path: Path, processes: Processes, program: str
) -> None:
    (tmp_path / "app.py").write_text(program, encoding="utf-8")
    environment = _environment(tmp_path, processes)

    invocation = environment.invoke(b"{}")

    environment.close()
    assert invocation.error
    assert invocation.error.startswith("Runtime.ExitError")


def test_a_function_of_the_slow_lane_steps_back_for_others(
    tmp_path: Path, processes: Processes
) -> None:
    folder = tmp_path / "retouch_photo"
    folder.mkdir()
    (folder / "app.py").write_text(
        "import os\ndef lambda_handler(event, context): return os.nice(0)", encoding="utf-8"
    )
    environment = _environment(folder, processes)

    invocation = environment.invoke(b"{}")

    environment.close()
    assert invocation.result > os.nice(0)


@pytest.mark.parametrize("killed", ["emulator", "function"])
def test_an_environment_that_loses_a_process_while_idle_is_dead_and_leaves_nothing_behind(
    tmp_path: Path, processes: Processes, killed: str
) -> None:
    (tmp_path / "app.py").write_text(_TELLING, encoding="utf-8")
    environment = _environment(tmp_path, processes)
    emulator, function = environment.invoke(b"{}").result
    was_dead = environment.is_dead

    os.kill({"emulator": emulator, "function": function}[killed], signal.SIGKILL)

    until(lambda: environment.is_dead)
    environment.close()
    until(lambda: not Path(f"/proc/{emulator}").exists())
    until(lambda: not Path(f"/proc/{function}").exists())
    assert not was_dead


def test_an_environment_that_has_not_run_yet_is_not_dead(
    tmp_path: Path, processes: Processes
) -> None:
    (tmp_path / "app.py").write_text(_TELLING, encoding="utf-8")
    environment = _environment(tmp_path, processes)

    was_dead = environment.is_dead

    environment.close()
    assert not was_dead
    until(lambda: environment.is_dead)


def test_a_process_that_nobody_has_waited_for_yet_runs_no_more() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])

    until(lambda: not is_child(child.pid, os.getpid()))

    assert Path(f"/proc/{child.pid}").exists()
    child.wait()
    assert not is_child(child.pid, os.getpid())
