"""Wiring of `functions/process_photo`."""

from darkroom.adapters.s3 import S3ResultStore, S3UploadStore
from darkroom.adapters.sqs import SqsQueue
from darkroom.bootstrap.aws import s3_client, sqs_client
from darkroom.bootstrap.photo_limits import limits_of
from darkroom.clock import SystemClock
from darkroom.imaging.sandbox import hide_process
from darkroom.ports import Meter, WorkTime
from darkroom.render import render_in_child
from darkroom.services.lane_work import LaneWork
from darkroom.services.process_photos import ProcessPhotos
from darkroom.settings import ProcessPhotoSettings


def build_process_photos(
    settings: ProcessPhotoSettings, meter: Meter, time: WorkTime
) -> ProcessPhotos:
    """The use case on AWS, rendering each photo in a child process with limits."""
    hide_process()
    clock, s3, sqs = SystemClock(), s3_client(), sqs_client()
    work = LaneWork(
        lane="fast",
        uploads=S3UploadStore(s3, settings.uploads_bucket, clock),
        results=S3ResultStore(s3, settings.results_bucket),
        renderer=render_in_child,
        limits=limits_of(settings),
        clock=clock,
        meter=meter,
        time=time,
    )
    return ProcessPhotos(
        work=work,
        retouches=SqsQueue(sqs, settings.retouch_queue_url),
        responses=SqsQueue(sqs, settings.response_queue_url),
        clock=clock,
    )
