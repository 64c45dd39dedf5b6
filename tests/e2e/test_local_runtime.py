"""The real thing with a tiny template: started, used, abused and ended."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.ports import free_port_pair
from tests.waiting import until
from tools.client import Client

_REPOSITORY = Path(__file__).parents[2]
_TEMPLATE = Path(__file__).with_name("stack") / "template.yaml"
_TIMEOUT = 20


class Service:
    """A running `python -m local run`."""

    def __init__(self, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{(port := free_port_pair())}"
        self._log = folder / "log"
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-m", "local", "--template", str(_TEMPLATE), "run", "--verbose"],
                cwd=_REPOSITORY,
                env=os.environ | {"PORT": str(port)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until(lambda: f"Darkroom is ready at {self.url}" in self.log or self._has_ended())

    @property
    def log(self) -> str:
        """Return all that it has printed."""
        return self._log.read_text(encoding="utf-8")

    def started_processes(self) -> set[int]:
        """Return the ids of every process that it has started, theirs included."""
        children = _children()
        found, to_visit = set(), [self.process.pid]
        while to_visit:
            for child in children.get(to_visit.pop(), []):
                found.add(child)
                to_visit.append(child)
        return found

    def _has_ended(self) -> bool:
        if self.process.poll() is not None:
            pytest.fail(f"The runtime ended:\n{self.log}")
        return False


def _children() -> dict[int, list[int]]:
    command = [shutil.which("ps") or "ps", "-A", "-o", "pid=,ppid="]
    listing = subprocess.check_output(command, text=True)  # noqa: S603 - the system's own
    children: dict[int, list[int]] = {}
    for line in listing.splitlines():
        process_id, parent_id = map(int, line.split())
        children.setdefault(parent_id, []).append(process_id)
    return children


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("service"))
    yield running
    running.process.terminate()
    running.process.wait(_TIMEOUT)


@pytest.fixture(scope="module")
def token(service: Service) -> dict[str, str]:
    """Sign the demo user in as a client would; return the header to send."""
    return {"Authorization": f"Bearer {Client.sign_in(service.url)['AccessToken']}"}


def _get(service: Service, path: str, **headers: str) -> requests.Response:
    return requests.get(service.url + path, headers=headers, timeout=_TIMEOUT)


def test_greeting_says_who_to_be_and_how_to_stop(service: Service) -> None:
    assert "demo / Darkroom-demo-1" in service.log
    assert "Ctrl-C" in service.log


def test_request_reaches_its_function(service: Service) -> None:
    event: dict[str, Any] = _get(service, "/v1/health?a=b").json()

    assert event["routeKey"] == "GET /v1/health"
    assert event["queryStringParameters"] == {"a": "b"}
    assert "GET /v1/health 200" in service.log


def test_token_of_the_pool_opens_the_door(service: Service, token: dict[str, str]) -> None:
    refused = _get(service, "/v1/anything")
    event = _get(service, "/v1/anything", **token).json()

    assert (refused.status_code, refused.json()["code"]) == (401, "token_missing")
    assert event["requestContext"]["authorizer"]["jwt"]["claims"]["username"] == "demo"


def test_message_passes_from_function_to_function(service: Service, token: dict[str, str]) -> None:
    work = {"key": "greeting", "text": "hello"}

    sent = requests.post(f"{service.url}/v1/work", json=work, headers=token, timeout=_TIMEOUT)

    assert sent.status_code == 202
    until(lambda: _get(service, "/v1/results/greeting", **token).text == "hello, world")
    until(lambda: "1 message" in service.log)


def test_crash_fails_one_request_only(service: Service, token: dict[str, str]) -> None:
    assert _get(service, "/v1/crash", **token).json()["code"] == "internal_error"
    assert _get(service, "/v1/health").status_code == 200
    assert "Runtime.ExitError" in service.log


def test_timeout_fails_one_request_only(service: Service, token: dict[str, str]) -> None:
    assert _get(service, "/v1/sleep", **token).json()["code"] == "internal_error"
    assert _get(service, "/v1/health").status_code == 200
    assert "Task timed out after 2.00 seconds" in service.log


def test_killed_emulators_are_replaced(service: Service, token: dict[str, str]) -> None:
    emulators = [
        process_id
        for process_id in _children()[service.process.pid]
        if "aws-lambda-rie" in Path(f"/proc/{process_id}/cmdline").read_text()
    ]

    for process_id in emulators:
        os.kill(process_id, signal.SIGKILL)

    until(lambda: _get(service, "/v1/health").status_code == 200)
    assert len(emulators) > 1
    work = {"key": "again", "text": "hello"}
    requests.post(f"{service.url}/v1/work", json=work, headers=token, timeout=_TIMEOUT)
    until(lambda: _get(service, "/v1/results/again", **token).text == "hello, world")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_runtime(tmp_path: Path, number: signal.Signals) -> None:
    service = Service(tmp_path)
    started = service.started_processes()
    began = time.monotonic()

    service.process.send_signal(number)
    code = service.process.wait(_TIMEOUT)
    until(lambda: not any(map(_is_alive, started)))

    assert len(started) >= 6
    assert code == (-signal.SIGKILL if number is signal.SIGKILL else 0)
    assert time.monotonic() - began < 3


def test_what_is_at_work_is_asked_to_stop_before_it_is_ended(tmp_path: Path) -> None:
    service = Service(tmp_path)
    token = {"Authorization": f"Bearer {Client.sign_in(service.url)['AccessToken']}"}
    work = {"key": "wait", "text": "hello"}
    requests.post(f"{service.url}/v1/work", json=work, headers=token, timeout=_TIMEOUT)
    until(lambda: "Waiting to be asked" in service.log)

    service.process.terminate()
    service.process.wait(_TIMEOUT)

    assert "Asked to stop" in service.log


def _local(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "local", *arguments],
        cwd=_REPOSITORY,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=_TIMEOUT,
        check=False,
    )


def test_one_function_can_be_invoked_once(tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_text('{"rawPath": "/", "from": "a file"}', encoding="utf-8")

    done = _local("--template", str(_TEMPLATE), "invoke", "answer", str(event))

    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert json.loads(result["body"]) == {"rawPath": "/", "from": "a file"}
    assert "REPORT RequestId" in done.stderr


def test_invocation_that_fails_is_a_failed_command(tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_text('{"no": "path"}', encoding="utf-8")

    done = _local("--template", str(_TEMPLATE), "invoke", "AnswerFunction", str(event))

    assert (done.returncode, done.stdout) == (1, "")
    assert "KeyError: 'rawPath'" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["invoke", "nobody", str(_TEMPLATE)], "is not JSON"),
        (["invoke", "nobody", "missing.json"], "There is no event missing.json"),
        (["--template", "missing.yaml", "run"], "There is no missing.yaml"),
    ],
    ids=["event", "no event", "template"],
)
def test_mistake_is_one_sentence(arguments: list[str], complaint: str) -> None:
    done = _local(*arguments, PORT=str(free_port_pair()))

    assert done.returncode == 1
    assert complaint in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_taken_port_is_one_sentence(service: Service) -> None:
    port = service.url.rpartition(":")[2]

    done = _local("run", PORT=port)

    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} is taken; ")


def test_port_that_is_no_port_is_one_sentence() -> None:
    done = _local("run", PORT="http")

    assert (done.returncode, done.stderr) == (
        1,
        "PORT is http; set it to a number from 1024 to 65534.\n",
    )


def test_function_without_its_handler_is_one_sentence(tmp_path: Path) -> None:
    template = tmp_path / "template.yaml"
    template.write_text(_TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")

    done = _local("--template", str(template), "run", PORT=str(free_port_pair()))

    assert done.returncode == 1
    assert done.stderr == (
        "AnswerFunction has its handler in functions/answer/app.py, and there is no such file.\n"
    )
