"""Wiring of `functions/record_response`."""

from darkroom.adapters.dynamodb import DynamoDbJobTable
from darkroom.bootstrap.aws import dynamodb_client, sqs_client, when_used
from darkroom.bootstrap.libraries import build_job_progress, build_library_doorbell
from darkroom.clock import SystemClock
from darkroom.ports import WorkTime
from darkroom.services.record_responses import RecordResponses
from darkroom.settings import RecordResponseSettings


def build_record_responses(settings: RecordResponseSettings, time: WorkTime) -> RecordResponses:
    """The use case on AWS."""
    clock = SystemClock()
    table = DynamoDbJobTable(dynamodb_client(), settings.table_name, clock)
    doorbell = build_library_doorbell(
        table, when_used(sqs_client), settings.user_operations_queue_url
    )
    progress = build_job_progress(table, doorbell)
    return RecordResponses(table=table, progress=progress, clock=clock, time=time)
