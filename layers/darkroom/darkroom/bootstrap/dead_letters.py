"""Wiring of what people do with dead letters; no function does."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from darkroom.adapters.dead_letters import DynamoDbDeadLetterTable
from darkroom.adapters.dynamodb import DynamoDbJobTable
from darkroom.adapters.sqs import SqsQueue
from darkroom.bootstrap.libraries import library_table_beside
from darkroom.clock import SystemClock
from darkroom.dead_letters import QueueName
from darkroom.services.begin_again import BeginAgain
from darkroom.services.resend_dead_letters import ResendDeadLetters

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient


def build_resend_dead_letters(
    dynamodb: "DynamoDBClient",
    sqs: "SQSClient",
    table_name: str,
    queue_urls: Mapping[QueueName, str],
) -> ResendDeadLetters:
    """The use case on the stack that these clients, this table and these queues are of."""
    clock = SystemClock()
    table = DynamoDbJobTable(dynamodb, table_name, clock)
    requests = SqsQueue(sqs, queue_urls["RequestQueue"])
    return ResendDeadLetters(
        letters=DynamoDbDeadLetterTable(dynamodb, table_name, clock),
        table=table,
        libraries=library_table_beside(table),
        queues={name: SqsQueue(sqs, url) for name, url in queue_urls.items()},
        begin_again=BeginAgain(table=table, requests=requests, clock=clock),
        clock=clock,
    )
