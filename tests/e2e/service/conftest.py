"""The real service, started once: real queues, real functions, real HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from darkroom.adapters.dead_letters import DynamoDbDeadLetterTable
from darkroom.clock import SystemClock
from darkroom.dead_letters import QUEUES, DeadLetter
from local import account
from local.stack.resource import Cloud
from tests.ports import free_port_pair
from tools.client import Client, Json
from tools.service import started_service

PHOTOS = Path(__file__).parents[2] / "photos"
THUMBNAIL: Json = {
    "name": "thumb",
    "operations": [{"operation": "thumbnail", "size": 256}],
    "format": "jpeg",
}


@dataclass(frozen=True)
class Service:
    """A running service and somebody who may look behind its doors."""

    url: str

    def aws(self, name: str) -> Any:  # noqa: ANN401 - one of boto3's generated classes
        """A client of the account behind the service, without limits."""
        endpoint = requests.get(f"{self.url}/config.json", timeout=5).json()["sign_in_endpoint"]
        return Cloud(endpoint, self.url).client(name)

    def letters(self) -> list[DeadLetter]:
        """Every message that was given up on."""
        table = DynamoDbDeadLetterTable(
            self.aws("dynamodb"), account.physical_name("Table"), SystemClock()
        )
        return [
            letter
            for queue in QUEUES
            for letter in table.letters(queue, limit=100, cursor=None).items
        ]

    def given_up(self, job: Json) -> list[DeadLetter]:
        """Every message about photos of a job that was given up on."""
        return [
            letter
            for letter in self.letters()
            if any(photo.job_id == job["job_id"] for photo in letter.photos)
        ]

    def send(self, queue: str, body: str) -> None:
        """Put a message on a queue."""
        sqs = self.aws("sqs")
        url = sqs.get_queue_url(QueueName=account.physical_name(queue))["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody=body)


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    with started_service(free_port_pair()) as url:
        yield Service(url)


@pytest.fixture(scope="session")
def demo(service: Service) -> Client:
    return Client.signed_in(service.url)


@pytest.fixture(scope="session")
def somebody_else(service: Service) -> Client:
    return Client.signed_in(service.url, user="demo_user_2")
