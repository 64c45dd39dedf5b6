"""Wiring of `functions/record_response`."""

from darkroom.adapters.dynamodb import DynamoDbJobTable
from darkroom.bootstrap.aws import dynamodb_client
from darkroom.clock import SystemClock
from darkroom.ports import WorkTime
from darkroom.services.record_responses import RecordResponses
from darkroom.settings import RecordResponseSettings


def build_record_responses(settings: RecordResponseSettings, time: WorkTime) -> RecordResponses:
    """The use case on AWS."""
    clock = SystemClock()
    table = DynamoDbJobTable(dynamodb_client(), settings.table_name, clock)
    return RecordResponses(table=table, clock=clock, time=time)
