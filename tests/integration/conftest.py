"""One moto server for all tests; each test gets a table, a bucket or a queue of its own."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import TYPE_CHECKING

import pytest
from moto.server import ThreadedMotoServer

from darkroom.bootstrap.aws import dynamodb_client, s3_client, sqs_client
from tests.fakes import ManualClock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

_numbers = count(1)


@pytest.fixture(scope="session")
def moto_endpoint() -> Iterator[str]:
    """The address of the server, on this machine only."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def aws(moto_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Point every AWS client that a test makes at moto; answers the endpoint."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto_endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATESTS00000000000")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "tests")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    return moto_endpoint


@pytest.fixture
def unique_name() -> Callable[[str], str]:
    """Names that no other test uses."""
    return lambda kind: f"contract-{kind}-{next(_numbers)}"


@pytest.fixture
def dynamodb(aws: str) -> "DynamoDBClient":
    del aws
    return dynamodb_client()


@pytest.fixture
def s3(aws: str) -> "S3Client":
    del aws
    return s3_client()


@pytest.fixture
def sqs(aws: str) -> "SQSClient":
    del aws
    return sqs_client()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()
