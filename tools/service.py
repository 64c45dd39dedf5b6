"""The running service: the one that is there, or one started for as long as it is needed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

STARTS_WITHIN_SECONDS = 30
STOPS_WITHIN_SECONDS = 5
POLL_SECONDS = 0.1


@contextmanager
def running_service() -> Iterator[str]:
    """Give the service's address, starting the service unless it answers already."""
    port = int(os.environ.get("PORT", "8000"))
    if _answers(_url(port)):
        yield _url(port)
        return
    print("Starting Darkroom ...", flush=True)
    with started_service(port) as url:
        yield url


@contextmanager
def started_service(port: int) -> Iterator[str]:
    """Start the service at a port, give its address, and stop it in the end."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "service.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "local", "run"],
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PORT": str(port)},
            )
        try:
            _wait_until_it_answers(_url(port), process, log)
            yield _url(port)
        finally:
            if process.poll() is not None:
                text = log.read_text(encoding="utf-8")
                print(f"Darkroom stopped by itself:\n{text}", file=sys.stderr)
            _stop(process)


def _url(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/v1/health", timeout=5).ok
    except requests.ConnectionError:
        return False


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"Darkroom did not start:\n{log.read_text(encoding='utf-8')}")
        time.sleep(POLL_SECONDS)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOPS_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
