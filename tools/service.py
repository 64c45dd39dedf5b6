"""The running service: the one that is there, or one started for as long as it is needed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

from darkroom.adapters.dead_letters import DynamoDbDeadLetterTable
from darkroom.clock import SystemClock
from darkroom.dead_letters import QUEUES, DeadLetter
from local.account import physical_name
from local.stack.resource import Cloud

STARTS_WITHIN_SECONDS = 60
STOPS_WITHIN_SECONDS = 5
POLL_SECONDS = 0.1
TEMPLATE = Path(__file__).parents[1] / "template.yaml"
_DEPTHS = [
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
]


@dataclass(frozen=True)
class Service:
    """A running service, what it prints, and somebody who may look behind its doors."""

    url: str
    log: Path

    @cached_property
    def endpoint(self) -> str:
        """Where its AWS is."""
        config = requests.get(f"{self.url}/config.json", timeout=5).json()
        return str(config["sign_in_endpoint"])

    def aws(self, name: str) -> Any:  # noqa: ANN401 - one of boto3's generated classes
        """A client of the account behind the service, without limits."""
        return self._cloud.client(name)

    def waiting(self) -> dict[str, int]:
        """How many messages each queue holds, whether or not they may be received now."""
        return {
            url.rpartition("/")[2].removeprefix(physical_name("")): self._messages(url)
            for url in self.aws("sqs").list_queues()["QueueUrls"]
        }

    def letters(self) -> list[DeadLetter]:
        """Every message that was given up on."""
        table = DynamoDbDeadLetterTable(self.aws("dynamodb"), physical_name("Table"), SystemClock())
        return [
            letter
            for queue in QUEUES
            for letter in table.letters(queue, limit=1000, cursor=None).items
        ]

    def given_up(self, job: Mapping[str, Any]) -> list[DeadLetter]:
        """Every message about photos of a job that was given up on."""
        return [
            letter
            for letter in self.letters()
            if any(photo.job_id == job["job_id"] for photo in letter.photos)
        ]

    def send(self, queue: str, body: str) -> str:
        """Put a message on a queue; answers its id."""
        sqs, one_of_a_kind = self.aws("sqs"), uuid4().hex
        (url,) = sqs.list_queues(QueueNamePrefix=physical_name(queue))["QueueUrls"]
        # What an ordered queue has to be told; nobody else is behind this message.
        order = {"MessageGroupId": one_of_a_kind, "MessageDeduplicationId": one_of_a_kind}
        ordered = order if url.endswith(".fifo") else {}
        return str(sqs.send_message(QueueUrl=url, MessageBody=body, **ordered)["MessageId"])

    def _messages(self, url: str) -> int:
        answer = self.aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=_DEPTHS)
        return sum(int(answer["Attributes"][name]) for name in _DEPTHS)

    @cached_property
    def _cloud(self) -> Cloud:
        return Cloud(self.endpoint, self.url)


def port() -> int:
    """Where `make run` listens, and a tool starts a service of its own."""
    return int(os.environ.get("PORT", "8000"))


@contextmanager
def running_service() -> Iterator[str]:
    """Give the service's address, starting the service unless it answers already."""
    url = _url(port())
    if _answers(url):
        yield url
        return
    print("Starting Darkroom ...", flush=True)
    with started_service(port()) as service:
        yield service.url


@contextmanager
def started_service(at_port: int, template: Path = TEMPLATE) -> Iterator[Service]:
    """Start the service of a template at a port, and stop it in the end."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "service.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "local", "--template", str(template), "run", "--verbose"],
                cwd=TEMPLATE.parent,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PORT": str(at_port)},
            )
        try:
            _wait_until_it_answers(_url(at_port), process, log)
            yield Service(_url(at_port), log)
        finally:
            if process.poll() is not None:
                text = log.read_text(encoding="utf-8")
                print(f"Darkroom stopped by itself:\n{text}", file=sys.stderr)
            _stop(process)


def _url(at_port: int) -> str:
    return f"http://127.0.0.1:{at_port}"


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
