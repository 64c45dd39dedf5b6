"""Wiring of `functions/api`."""

from datetime import timedelta

from darkroom.adapters.dynamodb import DynamoDbJobTable
from darkroom.adapters.outages import is_outage
from darkroom.adapters.s3 import S3ResultStore, S3UploadStore
from darkroom.adapters.sqs import SqsQueue
from darkroom.bootstrap.aws import dynamodb_client, s3_client, sqs_client, when_used
from darkroom.bootstrap.libraries import build_library_doorbell
from darkroom.clock import SystemClock
from darkroom.http.use_cases import RequestLimits, UseCases
from darkroom.services.accept_operations import AcceptOperations
from darkroom.services.append_operations import AppendOperations
from darkroom.services.begin_again import BeginAgain
from darkroom.services.delete_job import DeleteJob
from darkroom.services.open_job import AddPhotos, OpenJob
from darkroom.services.purge import Purge
from darkroom.services.read_jobs import ReadJobs
from darkroom.services.read_library import ReadLibrary
from darkroom.services.resume_library import ResumeLibrary
from darkroom.services.retry_job import RetryJob
from darkroom.services.sign_uploads import SignUploads
from darkroom.services.submit_photos import SubmitPhotos
from darkroom.settings import ApiSettings


def build_use_cases(settings: ApiSettings) -> UseCases:
    """The use cases of the API on AWS."""
    clock, s3 = SystemClock(), when_used(s3_client)
    table = DynamoDbJobTable(dynamodb_client(), settings.table_name, clock)
    sqs = when_used(sqs_client)
    uploads = S3UploadStore(s3, settings.uploads_bucket, clock)
    results = S3ResultStore(s3, settings.results_bucket)
    requests = SqsQueue(sqs, settings.request_queue_url)
    retention = timedelta(days=settings.job_retention_days)
    purge = Purge(table=table, uploads=uploads, results=results)
    delete_job = DeleteJob(table=table, purge=purge, clock=clock)
    doorbell = build_library_doorbell(table, sqs, settings.user_operations_queue_url)
    libraries = doorbell.table
    append = AppendOperations(table=libraries, doorbell=doorbell, clock=clock)
    begin_again = BeginAgain(table=table, requests=requests, clock=clock)
    return UseCases(
        open_job=OpenJob(table=table, clock=clock, retention=retention),
        add_photos=AddPhotos(table=table, clock=clock, max_photos=settings.max_photos_per_job),
        submit_photos=SubmitPhotos(
            table=table,
            uploads=uploads,
            requests=requests,
            clock=clock,
            retention=retention,
        ),
        sign_uploads=SignUploads(table=table, uploads=uploads, max_bytes=settings.max_photo_bytes),
        read_jobs=ReadJobs(table=table, results=results, clock=clock),
        retry_job=RetryJob(table=table, begin_again=begin_again),
        delete_job=delete_job,
        accept_operations=AcceptOperations(table=libraries, jobs=table, append=append),
        resume_library=ResumeLibrary(table=libraries, doorbell=doorbell, clock=clock),
        read_library=ReadLibrary(table=libraries, uploads=uploads, results=results),
        limits=RequestLimits(
            max_photos=settings.max_photos_per_job,
            max_outputs=settings.max_outputs_per_photo,
            max_photo_bytes=settings.max_photo_bytes,
        ),
        is_outage=is_outage,
        region=settings.aws_region,
        user_pool_client_id=settings.user_pool_client_id,
    )
