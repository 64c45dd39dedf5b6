"""What the runtime tells the person at the terminal."""

import threading
import time
from typing import TextIO

from local.execution.invocation import Invocation

_ERROR_CHARACTERS = 300


class Journal:
    """One readable line per invocation; everything that functions print, when asked."""

    def __init__(self, stream: TextIO, *, is_verbose: bool) -> None:
        self._stream = stream
        self._is_verbose = is_verbose
        self._lock = threading.Lock()

    def say(self, text: str) -> None:
        """Write a line as it is."""
        with self._lock:
            print(text, file=self._stream, flush=True)

    def function_line(self, function: str, line: str) -> None:
        """Write a line that a function printed."""
        if self._is_verbose:
            self.say(f"          {function} | {line}")

    def batch(self, function: str, invocation: Invocation, size: int, failed: int) -> None:
        """Write down an invocation with messages of a queue."""
        messages = "1 message" if size == 1 else f"{size} messages"
        failures = f", {failed} failed" if failed else ""
        self._invocation(function, invocation.duration_ms, messages + failures, invocation.error)

    def scheduled(self, function: str, invocation: Invocation) -> None:
        """Write down a scheduled invocation: when it failed or has something to say."""
        has_news = invocation.error is not None or invocation.result is not None
        if has_news or self._is_verbose:
            result = f": {invocation.payload.decode()}" if invocation.result is not None else ""
            failure = ", failed" if invocation.error else ""
            summary = f"scheduled{failure}{result}"
            self._invocation(function, invocation.duration_ms, summary, invocation.error)

    def request(self, function: str, duration_ms: float, line: str) -> None:
        """Write down a request to the API: its method, path and status."""
        self._invocation(function, duration_ms, line)

    def failure(self, function: str, invocation: Invocation) -> None:
        """Write down why a request failed, which its response does not tell."""
        self._invocation(function, invocation.duration_ms, "failed", invocation.error)

    def _invocation(
        self, function: str, duration_ms: float, summary: str, error: str | None = None
    ) -> None:
        now = time.strftime("%H:%M:%S")
        problem = f": {error[:_ERROR_CHARACTERS]}" if error else ""
        self.say(f"{now}  {function:<16} {duration_ms:>7.0f} ms  {summary}{problem}")
