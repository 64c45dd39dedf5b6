"""One execution environment, whatever its function does to itself."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.execution.definition import FunctionDefinition
from local.execution.emulator import emulator_path
from local.execution.environment import Environment
from local.execution.processes import Processes


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
