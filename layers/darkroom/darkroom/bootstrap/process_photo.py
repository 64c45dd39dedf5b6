"""Wiring of `functions/process_photo`."""

from darkroom.adapters.s3 import S3ResultStore, S3UploadStore
from darkroom.adapters.sqs import SqsQueue
from darkroom.bootstrap.aws import s3_client, sqs_client
from darkroom.clock import SystemClock
from darkroom.imaging.limits import Limits
from darkroom.imaging.sandbox import hide_process
from darkroom.ports import Meter
from darkroom.render import render_in_child
from darkroom.services.process_photos import ProcessPhotos
from darkroom.settings import ProcessPhotoSettings


def build_process_photos(settings: ProcessPhotoSettings, meter: Meter) -> ProcessPhotos:
    """The use case on AWS, rendering each photo in a child process with limits."""
    hide_process()
    clock, s3 = SystemClock(), s3_client()
    return ProcessPhotos(
        uploads=S3UploadStore(s3, settings.uploads_bucket, clock),
        results=S3ResultStore(s3, settings.results_bucket),
        responses=SqsQueue(sqs_client(), settings.response_queue_url),
        renderer=render_in_child,
        limits=Limits(
            max_bytes=settings.max_photo_bytes,
            max_pixels=settings.max_photo_pixels,
            max_memory_bytes=settings.photo_memory_mb * 1024 * 1024,
            max_cpu_seconds=settings.photo_cpu_seconds,
            max_wall_seconds=settings.photo_wall_seconds,
        ),
        clock=clock,
        meter=meter,
    )
