"""The tables to compare."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from darkroom.adapters.dynamodb import DynamoDbJobTable
from darkroom.ports import JobTable
from tests.fakes import InMemoryJobTable, ManualClock
from tests.integration.tables import create_table

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
