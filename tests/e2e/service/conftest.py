"""The real service, started once: real queues, real functions, real HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_port_pair
from tools.client import Client, Json
from tools.service import Service, started_service

PHOTOS = Path(__file__).parents[2] / "photos"
THUMBNAIL: Json = {
    "name": "thumb",
    "operations": [{"operation": "thumbnail", "size": 256}],
    "format": "jpeg",
}


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    with started_service(free_port_pair()) as running:
        yield running


@pytest.fixture(scope="session")
def demo(service: Service) -> Client:
    return Client.signed_in(service.url)


@pytest.fixture(scope="session")
def somebody_else(service: Service) -> Client:
    return Client.signed_in(service.url, user="demo_user_2")
