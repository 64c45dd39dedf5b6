"""The real service, started once: real queues, real functions, real HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

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

    def buried(self) -> int:
        """How many messages lie in dead-letter queues."""
        sqs = self.aws("sqs")
        urls = [url for url in sqs.list_queues()["QueueUrls"] if "DeadLetter" in url]
        assert urls
        counted = "ApproximateNumberOfMessages"
        return sum(
            int(
                sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[counted])["Attributes"][
                    counted
                ]
            )
            for url in urls
        )


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
