"""Wiring of what several functions do with libraries."""

from typing import TYPE_CHECKING

from darkroom.adapters.dynamodb import DynamoDbJobTable
from darkroom.adapters.library_table import DynamoDbLibraryTable
from darkroom.adapters.sqs import SqsQueue
from darkroom.services.append_operations import AppendOperations
from darkroom.services.enter_library import EnterLibrary
from darkroom.services.job_progress import JobProgress
from darkroom.services.library_doorbell import LibraryDoorbell

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


def library_table_beside(table: DynamoDbJobTable) -> DynamoDbLibraryTable:
    """The libraries, which are in the same table as the jobs."""
    return DynamoDbLibraryTable(table.client, table.name, table.clock)


def build_library_doorbell(
    table: DynamoDbJobTable, sqs: "SQSClient", queue_url: str
) -> LibraryDoorbell:
    """What rings for logs on AWS."""
    queue = SqsQueue(sqs, queue_url)
    return LibraryDoorbell(table=library_table_beside(table), queue=queue, clock=table.clock)


def build_append_operations(doorbell: LibraryDoorbell) -> AppendOperations:
    """What writes operations behind logs."""
    return AppendOperations(table=doorbell.table, doorbell=doorbell, clock=doorbell.clock)


def build_job_progress(table: DynamoDbJobTable, doorbell: LibraryDoorbell) -> JobProgress:
    """What tells jobs of their photos, and takes those of completed jobs into libraries."""
    enter_library = EnterLibrary(table=table, append=build_append_operations(doorbell))
    return JobProgress(table=table, enter_library=enter_library, clock=table.clock)
