"""One execution environment: one emulator process, one invocation at a time."""

import contextlib
import http.client
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path

from local.errors import LocalError
from local.execution.definition import FunctionDefinition
from local.execution.invocation import Invocation
from local.execution.processes import Processes, child_of, free_port, is_child

_INVOKE_PATH = "/2015-03-31/functions/function/invocations"
_START_SECONDS = 10.0
_RETRY_SECONDS = 0.005
# The emulator itself ends an invocation that lasts too long; this is for when it does not.
_ANSWER_MARGIN_SECONDS = 15

_ENDED_EARLY = (
    b'{"errorType":"Runtime.ExitError","errorMessage":"The function ended before it was ready."}'
)

OnLine = Callable[[str], None]


class Environment:
    """A warm process of a function."""

    def __init__(
        self,
        definition: FunctionDefinition,
        variables: Mapping[str, str],
        *,
        emulator: Path,
        processes: Processes,
        on_line: OnLine,
    ) -> None:
        self._definition = definition
        self._on_line = on_line
        self._is_warming = False
        self._is_broken = False
        self._has_run = False
        self._runtime: int | None = None
        port = free_port()
        self._process = processes.start(
            [
                str(emulator),
                "--log-level",
                "error",
                "--runtime-interface-emulator-address",
                f"127.0.0.1:{port}",
                "--runtime-api-address",
                f"127.0.0.1:{free_port()}",
                sys.executable,
                "-m",
                "awslambdaric",
                definition.handler,
            ],
            environment=variables,
            folder=definition.folder,
            niceness=definition.niceness,
        )
        threading.Thread(target=self._read_lines, daemon=True).start()
        timeout = definition.timeout_seconds + _ANSWER_MARGIN_SECONDS
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self._connect()

    @property
    def is_dead(self) -> bool:
        """Tell whether its emulator is gone, or the function's process under it.

        An emulator whose process died while it was idle would fail its next invocation for that,
        where Lambda would take another environment.
        """
        return self._is_broken or self._process.poll() is not None or self._has_lost_runtime()

    def warm_up(self) -> None:
        """Make the function import itself, without calling its handler.

        The emulator starts a function's process at the first invocation. What is not JSON gets as
        far as the runtime client, which has imported the handler by then, and no further.
        """
        self._is_warming = True
        self._post(b"warm up")
        self._is_warming = False

    def invoke(self, event: bytes) -> Invocation:
        """Run the handler once and wait for it."""
        started = time.perf_counter()
        try:
            answer = self._post(event)
        except (OSError, http.client.HTTPException) as error:
            self._is_broken = True
            answer = b'{"errorType":"Runtime.ExitError","errorMessage":"%s"}' % repr(error).encode()
        return Invocation.of_answer(answer, (time.perf_counter() - started) * 1000)

    def ask_to_stop(self) -> None:
        """Have the function give up what it has in hand; one that has nothing ends.

        Only the function's own process is asked: the emulator would kill it at once.
        """
        runtime = child_of(self._process.pid)
        if runtime is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(runtime, signal.SIGTERM)

    def close(self) -> None:
        """Let go of the connection, and end what is left of the processes."""
        self._connection.close()
        self._process.kill()

    def _post(self, body: bytes) -> bytes:
        self._connection.request("POST", _INVOKE_PATH, body)
        response = self._connection.getresponse()
        self._has_run = True
        # Of a process that is killed before it has imported its handler the emulator says nothing,
        # and nothing is also what a handler answers that has dealt with everything.
        return response.read() or (b"" if response.status == HTTPStatus.OK else _ENDED_EARLY)

    def _connect(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                self._connection.connect()
            except OSError as error:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    self.close()
                    name = self._definition.name
                    raise LocalError(f"AWS's runtime emulator did not start for {name}.") from error
                time.sleep(_RETRY_SECONDS)
            else:
                return

    def _has_lost_runtime(self) -> bool:
        # The emulator starts the function's process at the first invocation.
        if not self._has_run:
            return False
        emulator = self._process.pid
        self._runtime = self._runtime or child_of(emulator)
        return self._runtime is None or not is_child(self._runtime, emulator)

    def _read_lines(self) -> None:
        stream = self._process.stdout
        assert stream is not None  # noqa: S101 - it was asked for
        with stream:
            for line in stream:
                if not self._is_warming:
                    self._on_line(line.decode("utf-8", "replace").rstrip())
