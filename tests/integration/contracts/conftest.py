"""The tables to compare."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from darkroom.adapters.dynamodb import DynamoDbJobTable
from darkroom.adapters.library_table import DynamoDbLibraryTable
from darkroom.ports import JobTable
from darkroom.ports.library_table import LibraryTable
from tests.fakes import InMemoryJobTable, ManualClock
from tests.integration.tables import create_table
from tests.library_fakes import InMemoryLibraryTable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture(params=["in_memory", "dynamodb"])
def table(
    request: pytest.FixtureRequest, unique_name: Callable[[str], str], clock: ManualClock
) -> JobTable:
    if request.param == "in_memory":
        return InMemoryJobTable(clock=clock)
    client: DynamoDBClient = request.getfixturevalue("dynamodb")
    return DynamoDbJobTable(client, create_table(client, unique_name("table")), clock)


@pytest.fixture
def libraries(table: JobTable, clock: ManualClock) -> LibraryTable:
    """The libraries in the table of the jobs."""
    if isinstance(table, InMemoryJobTable):
        return InMemoryLibraryTable(table)
    assert isinstance(table, DynamoDbJobTable)
    return DynamoDbLibraryTable(table.client, table.name, clock)
