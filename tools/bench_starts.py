"""What an invocation costs beside the function's own work, and how long the api takes to wake.

Both through AWS's runtime emulator and runtime client, as `make run` uses them.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from darkroom.settings import ApiSettings
from local.execution.definition import FunctionDefinition
from local.execution.emulator import emulator_path
from local.execution.environment import Environment
from local.execution.processes import Processes

ROOT = Path(__file__).parents[1]
API = ROOT / "functions" / "api"
LAYER = ROOT / "layers" / "darkroom"
FIRST_REQUEST = ROOT / "events" / "api" / "get_health.json"
WARM_INVOCATIONS = 300
COLD_STARTS = 7
ECHO = "def lambda_handler(event, context):\n    return event\n"
# The libraries by themselves, and as every API that validates needs them.
BARE = {
    "boto3 and Powertools": "import boto3, aws_lambda_powertools\n",
    "with its validating resolver": "import boto3, aws_lambda_powertools\n"
    "from aws_lambda_powertools.event_handler import APIGatewayHttpResolver\n"
    "APIGatewayHttpResolver(enable_validation=True)\n",
}
# No request is made: these only have to parse.
SETTINGS = {name.upper(): "1" for name in ApiSettings.model_fields}


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder, _processes() as processes:
        echo = _function(Path(folder), "echo", ECHO)
        print(f"an invocation's overhead: {statistics.median(_warm(processes, echo)):.1f} ms\n")

        bare = [
            _function(Path(folder), f"bare_{number}", code + ECHO)
            for number, code in enumerate(BARE.values())
        ]
        functions = [_definition(API), *bare]
        starts = [[_cold(processes, one) for one in functions] for _ in range(COLD_STARTS)]
    codes = ["import app", *BARE.values()]
    imports = [[_import_ms(code) for code in codes] for _ in range(COLD_STARTS)]
    print(f"{'':30}{'to first answer':>22}{'imports':>22}")
    for column, name in enumerate(["api", *BARE]):
        print(f"{name:30}{_against_api(starts, column)}{_against_api(imports, column)}")


def _against_api(rounds: Sequence[Sequence[float]], column: int) -> str:
    milliseconds = statistics.median(times[column] for times in rounds)
    ratio = statistics.median(times[0] / times[column] for times in rounds)
    return f"{milliseconds:9.0f} ms, api {ratio:.2f} x"


def _warm(processes: Processes, definition: FunctionDefinition) -> Iterator[float]:
    environment = _environment(processes, definition)
    event = json.dumps({"Records": []}).encode()
    environment.invoke(event)
    for _ in range(WARM_INVOCATIONS):
        started = time.perf_counter()
        environment.invoke(event)
        yield (time.perf_counter() - started) * 1000


def _cold(processes: Processes, definition: FunctionDefinition) -> float:
    """Return the milliseconds of the first invocation, in which the function is imported."""
    environment = _environment(processes, definition)
    started = time.perf_counter()
    invocation = environment.invoke(FIRST_REQUEST.read_bytes())
    if invocation.error:
        sys.exit(f"{definition.name} failed: {invocation.error}")
    return (time.perf_counter() - started) * 1000


def _import_ms(code: str) -> float:
    """Return what `python -X importtime` adds up to, in milliseconds."""
    variables = _definition(API).environment({}, "http://127.0.0.1:1")
    command = [sys.executable, "-X", "importtime", "-c", code]
    run = subprocess.run(
        command, cwd=API, env=variables, capture_output=True, text=True, check=True
    )
    lines = [line.removeprefix("import time:") for line in run.stderr.splitlines()[1:]]
    return sum(int(line.split("|")[0]) for line in lines if "|" in line) / 1000


def _function(parent: Path, name: str, code: str) -> FunctionDefinition:
    folder = parent / name
    folder.mkdir()
    (folder / "app.py").write_text(code, encoding="utf-8")
    return _definition(folder)


def _definition(folder: Path) -> FunctionDefinition:
    return FunctionDefinition(
        logical_id="BenchFunction",
        folder=folder,
        handler="app.lambda_handler",
        role_arn="",
        timeout_seconds=30,
        memory_mb=512,
        variables=SETTINGS,
        import_path=(LAYER,),
    )


def _environment(processes: Processes, definition: FunctionDefinition) -> Environment:
    return Environment(
        definition,
        definition.environment({}, "http://127.0.0.1:1"),
        emulator=emulator_path(),
        processes=processes,
        on_line=lambda _: None,
    )


@contextmanager
def _processes() -> Iterator[Processes]:
    processes = Processes()
    try:
        yield processes
    finally:
        processes.stop_all()


if __name__ == "__main__":
    main()
