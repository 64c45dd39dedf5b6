"""What a person at the terminal sees, and needs to have installed."""

import io
from pathlib import Path

import pytest

from local.errors import LocalError
from local.execution.emulator import emulator_path
from local.execution.invocation import Invocation
from local.journal import Journal


def _lines(*, is_verbose: bool = False) -> tuple[Journal, io.StringIO]:
    stream = io.StringIO()
    return Journal(stream, is_verbose=is_verbose), stream


@pytest.mark.parametrize(
    ("size", "failed", "text"),
    [
        (1, 0, "process_photo         12 ms  1 message\n"),
        (4, 1, "process_photo         12 ms  4 messages, 1 failed\n"),
    ],
)
def test_batch_is_one_line(size: int, failed: int, text: str) -> None:
    journal, stream = _lines()

    journal.batch("process_photo", Invocation(b"{}", 12.3), size, failed)

    assert stream.getvalue().endswith(text)


def test_failed_invocation_says_why() -> None:
    journal, stream = _lines()

    journal.batch("process_photo", Invocation(b"", 12.3, "ValueError: no"), 1, 1)

    assert stream.getvalue().endswith("1 message, 1 failed: ValueError: no\n")


def test_failed_request_says_why() -> None:
    journal, stream = _lines()

    journal.failure("api", Invocation(b"", 12.3, "Task timed out after 2.00 seconds"))

    assert stream.getvalue().endswith("failed: Task timed out after 2.00 seconds\n")


_FAILED = Invocation(b"", 35.0, "ValueError: no")


@pytest.mark.parametrize(
    ("invocation", "is_verbose", "text"),
    [
        (Invocation(b"null", 35.0), False, ""),
        (Invocation(b"", 35.0), False, ""),
        (Invocation(b"null", 35.0), True, "reconcile             35 ms  scheduled\n"),
        (Invocation(b'{"expired": 2}', 35.0), False, '35 ms  scheduled: {"expired": 2}\n'),
        (_FAILED, False, "35 ms  scheduled, failed: ValueError: no\n"),
    ],
    ids=["nothing", "no answer", "nothing, told all", "something", "failure"],
)
def test_scheduled_invocation_is_one_line_if_it_did_something(
    *, invocation: Invocation, is_verbose: bool, text: str
) -> None:
    journal, stream = _lines(is_verbose=is_verbose)

    journal.scheduled("reconcile", invocation)

    assert stream.getvalue().endswith(text)
    assert bool(stream.getvalue()) == bool(text)


def test_request_is_one_line() -> None:
    journal, stream = _lines()

    journal.request("api", 3.0, "GET /v1/health 200")

    assert stream.getvalue().endswith("api                    3 ms  GET /v1/health 200\n")


@pytest.mark.parametrize(("is_verbose", "shown"), [(True, "hello"), (False, "")])
def test_what_functions_print_is_shown_when_asked(*, is_verbose: bool, shown: str) -> None:
    journal, stream = _lines(is_verbose=is_verbose)

    journal.function_line("api", "hello")

    assert stream.getvalue().strip().rpartition("| ")[2] == shown


def test_missing_emulator_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match=r"runtime emulator is missing .*make clean"):
        emulator_path(tmp_path)


def test_emulator_that_may_not_run_says_how_to_let_it(tmp_path: Path) -> None:
    for name in ("aws-lambda-rie-x86_64", "aws-lambda-rie-arm64"):
        (tmp_path / name).touch(mode=0o600)

    with pytest.raises(LocalError, match="may not be executed; run `chmod"):
        emulator_path(tmp_path)
