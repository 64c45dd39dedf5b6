"""Wiring of `functions/start_photo`."""

from darkroom.adapters.dynamodb import DynamoDbJobTable
from darkroom.adapters.s3 import S3UploadStore
from darkroom.adapters.sqs import SqsQueue
from darkroom.bootstrap.aws import dynamodb_client, s3_client, sqs_client
from darkroom.clock import SystemClock
from darkroom.ports import WorkTime
from darkroom.services.start_photos import StartPhotos
from darkroom.settings import StartPhotoSettings


def build_start_photos(settings: StartPhotoSettings, time: WorkTime) -> StartPhotos:
    """The use case on AWS."""
    clock, sqs = SystemClock(), sqs_client()
    return StartPhotos(
        table=DynamoDbJobTable(dynamodb_client(), settings.table_name, clock),
        uploads=S3UploadStore(s3_client(), settings.uploads_bucket, clock),
        requests=SqsQueue(sqs, settings.request_queue_url),
        responses=SqsQueue(sqs, settings.response_queue_url),
        clock=clock,
        time=time,
        max_bytes=settings.max_photo_bytes,
    )
