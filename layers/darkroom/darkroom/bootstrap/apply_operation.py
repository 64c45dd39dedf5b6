"""Wiring of `functions/apply_operation`."""

from darkroom.adapters.dynamodb import DynamoDbJobTable
from darkroom.adapters.s3 import S3UploadStore
from darkroom.adapters.sqs import SqsQueue
from darkroom.bootstrap.aws import dynamodb_client, s3_client, sqs_client, when_used
from darkroom.bootstrap.libraries import library_table_beside
from darkroom.clock import SystemClock
from darkroom.ports import Meter, WorkTime
from darkroom.services.apply_operations import ApplyOperations
from darkroom.services.doorbell import Doorbell
from darkroom.services.operation_events import OperationEvents
from darkroom.services.operation_work import OperationWork
from darkroom.settings import ApplyOperationSettings


def build_apply_operations(
    settings: ApplyOperationSettings, meter: Meter, time: WorkTime
) -> ApplyOperations:
    """The use case on AWS."""
    clock = SystemClock()
    jobs = DynamoDbJobTable(dynamodb_client(), settings.table_name, clock)
    table = library_table_beside(jobs)
    uploads = S3UploadStore(when_used(s3_client), settings.uploads_bucket, clock)
    requests = SqsQueue(when_used(sqs_client), settings.request_queue_url)
    return ApplyOperations(
        table=table,
        work=OperationWork(table=table, jobs=jobs, uploads=uploads, clock=clock),
        doorbell=Doorbell(table=jobs, requests=requests, clock=clock),
        events=OperationEvents(meter=meter),
        time=time,
    )
