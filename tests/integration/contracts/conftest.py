"""The AWS clients that the real adapters use, pointed at moto."""

from typing import TYPE_CHECKING

import pytest

from darkroom.bootstrap.aws import dynamodb_client, s3_client, sqs_client

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
