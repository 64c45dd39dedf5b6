"""Wiring of `functions/reconcile`."""

from darkroom.adapters.dynamodb import DynamoDbJobTable
from darkroom.adapters.s3 import S3ResultStore, S3UploadStore
from darkroom.adapters.sqs import SqsQueue
from darkroom.bootstrap.aws import dynamodb_client, s3_client, sqs_client, when_used
from darkroom.bootstrap.libraries import build_job_progress, build_library_doorbell
from darkroom.clock import SystemClock
from darkroom.ports import Meter, WorkTime
from darkroom.services.doorbell import Doorbell
from darkroom.services.end_photo import EndPhoto
from darkroom.services.look_after_jobs import LookAfterJobs
from darkroom.services.look_after_libraries import LookAfterLibraries
from darkroom.services.look_after_photos import LookAfterPhotos
from darkroom.services.purge import Purge
from darkroom.services.reconcile import Reconcile
from darkroom.services.start_photos import StartPhotos
from darkroom.settings import ReconcileSettings


def build_reconcile(settings: ReconcileSettings, meter: Meter, time: WorkTime) -> Reconcile:
    """The use case on AWS."""
    clock, s3, sqs = SystemClock(), when_used(s3_client), when_used(sqs_client)
    table = DynamoDbJobTable(dynamodb_client(), settings.table_name, clock)
    uploads = S3UploadStore(s3, settings.uploads_bucket, clock)
    results = S3ResultStore(s3, settings.results_bucket)
    requests = SqsQueue(sqs, settings.request_queue_url)
    purge = Purge(table=table, uploads=uploads, results=results)
    doorbell = build_library_doorbell(table, sqs, settings.user_operations_queue_url)
    progress = build_job_progress(table, doorbell)
    start_photos = StartPhotos(
        table=table,
        uploads=uploads,
        requests=requests,
        responses=SqsQueue(sqs, settings.response_queue_url),
        clock=clock,
        time=time,
        max_bytes=settings.max_photo_bytes,
    )
    photos = LookAfterPhotos(
        table=table,
        uploads=uploads,
        doorbell=Doorbell(table=table, requests=requests, clock=clock),
        start_photos=start_photos,
        end_photo=EndPhoto(table=table, progress=progress),
        purge=purge,
        clock=clock,
        meter=meter,
        time=time,
    )
    jobs = LookAfterJobs(table=table, progress=progress, purge=purge, clock=clock)
    libraries = LookAfterLibraries(
        table=doorbell.table, doorbell=doorbell, clock=clock, meter=meter
    )
    return Reconcile(
        table=table,
        photos=photos,
        jobs=jobs,
        libraries=libraries,
        clock=clock,
        meter=meter,
        time=time,
    )
