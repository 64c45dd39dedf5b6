"""Functions of the created stack, called in this process as the Lambda service would call them."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import boto3
import pytest

from darkroom.adapters.dead_letters import DynamoDbDeadLetterTable
from darkroom.adapters.dynamodb import DynamoDbJobTable
from darkroom.adapters.library_table import DynamoDbLibraryTable
from darkroom.clock import SystemClock
from darkroom.dead_letters import QUEUES, DeadLetter
from local.execution.definition import FunctionDefinition, functions_of
from local.stack.stack import Stack

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True)
class Deployment:
    """The stack, seen by somebody who may do everything and can act as any of its functions."""

    stack: Stack
    monkeypatch: pytest.MonkeyPatch

    @property
    def s3(self) -> "S3Client":
        """S3, without limits."""
        client: S3Client = self.stack.cloud.client("s3")
        return client

    @property
    def sqs(self) -> "SQSClient":
        """SQS, without limits."""
        client: SQSClient = self.stack.cloud.client("sqs")
        return client

    @property
    def table(self) -> DynamoDbJobTable:
        """The table, without limits."""
        client = self.stack.cloud.client("dynamodb")
        return DynamoDbJobTable(client, self.stack.ref("Table"), SystemClock())

    @property
    def libraries(self) -> DynamoDbLibraryTable:
        """The libraries in the table, without limits."""
        client = self.stack.cloud.client("dynamodb")
        return DynamoDbLibraryTable(client, self.stack.ref("Table"), SystemClock())

    def letters(self) -> list[DeadLetter]:
        """Every dead letter there is."""
        client = self.stack.cloud.client("dynamodb")
        table = DynamoDbDeadLetterTable(client, self.stack.ref("Table"), SystemClock())
        return [
            letter
            for queue in QUEUES
            for letter in table.letters(queue, limit=100, cursor=None).items
        ]

    def function(self, logical_id: str) -> FunctionDefinition:
        """One function of the stack."""
        return next(each for each in functions_of(self.stack) if each.logical_id == logical_id)

    @contextmanager
    def acting_as(self, logical_id: str) -> Iterator[dict[str, str]]:
        """Take on a function's environment and its role's credentials."""
        definition = self.function(logical_id)
        credentials = self.stack.cloud.credentials_of(definition.role_arn, "test")
        environment = definition.environment(credentials, self.stack.cloud.endpoint)
        with self.monkeypatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            # Clients made from now on must not remember whom they were made for before.
            boto3.setup_default_session()
            yield dict(os.environ)
        boto3.setup_default_session()

    def send(self, queue: str, body: str) -> None:
        """Put a message into a queue, in a group of its own where that has an order."""
        url, one_of_a_kind = self.stack.ref(queue), uuid4().hex
        if url.endswith(".fifo"):
            self.sqs.send_message(
                QueueUrl=url,
                MessageBody=body,
                MessageGroupId=one_of_a_kind,
                MessageDeduplicationId=one_of_a_kind,
            )
        else:
            self.sqs.send_message(QueueUrl=url, MessageBody=body)

    def waiting(self, queue: str) -> list[dict[str, Any]]:
        """Take every message that waits in a queue."""
        url, bodies = self.stack.ref(queue), []
        while messages := self.sqs.receive_message(QueueUrl=url).get("Messages"):
            for message in messages:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                bodies.append(json.loads(message["Body"]))
        return bodies
