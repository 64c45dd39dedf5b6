"""A client of the API over fakes."""

import pytest

from tests.unit.http.client import Client


@pytest.fixture
def client() -> Client:
    return Client()
