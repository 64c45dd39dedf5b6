"""The AWS clients, each made when a function needs it."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_rekognition import RekognitionClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

_Client = TypeVar("_Client")


def _config(*, tries: int, read_seconds: float) -> Config:
    """How often a call is tried, and how long each of these waits for every part of an answer."""
    return Config(
        retries={"mode": "standard", "total_max_attempts": tries},
        connect_timeout=1,
        read_timeout=read_seconds,
    )


# What a call takes at its longest is what `budgets.py` says.
_CONFIG = _config(tries=3, read_seconds=3)
# Somebody looks at a photo meanwhile: it has as long as looking for faces has here.
_REKOGNITION_CONFIG = _config(tries=2, read_seconds=6)
# For what has a moment, but no more: a worker goes on without it.
_IMPATIENT_CONFIG = _config(tries=2, read_seconds=2)
# A link signed for a bucket works everywhere, and at once, only with version 4 of the signature
# and the region's own endpoint: by default links lead to the global one, which redirects for hours
# after a bucket was made. Of the two styles that lead to the region, the path needs no name server
# that knows buckets, so the same code runs against a local stack.
_S3_CONFIG = _config(tries=3, read_seconds=5).merge(
    Config(
        signature_version="s3v4",
        s3={"us_east_1_regional_endpoint": "regional", "addressing_style": "path"},
    )
)


class _Lazy:
    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make

    @cached_property
    def _client(self) -> object:
        return self._make()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the client has
        return getattr(self._client, name)


def when_used(make: Callable[[], _Client]) -> _Client:
    """A client that is made at its first use: most requests to the API never need it."""
    return cast("_Client", _Lazy(make))


def dynamodb_client() -> "DynamoDBClient":
    """A DynamoDB client."""
    return boto3.client("dynamodb", config=_CONFIG)


def sqs_client() -> "SQSClient":
    """An SQS client."""
    return boto3.client("sqs", config=_CONFIG)


def impatient_sqs_client() -> "SQSClient":
    """An SQS client that soon gives up."""
    return boto3.client("sqs", config=_IMPATIENT_CONFIG)


def s3_client() -> "S3Client":
    """An S3 client."""
    return boto3.client("s3", config=_S3_CONFIG)


def rekognition_client() -> "RekognitionClient":
    """A Rekognition client."""
    return boto3.client("rekognition", config=_REKOGNITION_CONFIG)
