"""The AWS clients that the real adapters use, pointed at moto, and the tables to compare."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from darkroom.adapters.dynamodb import DynamoDbJobTable
from darkroom.bootstrap.aws import dynamodb_client, s3_client, sqs_client
from darkroom.ports import JobTable
from tests.fakes import InMemoryJobTable, ManualClock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient


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


@pytest.fixture(params=["in_memory", "dynamodb"])
def table(
    request: pytest.FixtureRequest, unique_name: Callable[[str], str], clock: ManualClock
) -> JobTable:
    if request.param == "in_memory":
        return InMemoryJobTable(clock=clock)
    client: DynamoDBClient = request.getfixturevalue("dynamodb")
    name = unique_name("table")
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
            {"AttributeName": "due_shard", "AttributeType": "S"},
            {"AttributeName": "due_at", "AttributeType": "N"},
        ],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "due",
                "KeySchema": [
                    {"AttributeName": "due_shard", "KeyType": "HASH"},
                    {"AttributeName": "due_at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
    )
    return DynamoDbJobTable(client, name, clock)
