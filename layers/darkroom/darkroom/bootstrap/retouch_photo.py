"""Wiring of `functions/retouch_photo`."""

from darkroom.adapters.s3 import S3ResultStore, S3UploadStore
from darkroom.adapters.sqs import SqsQueue
from darkroom.bootstrap.aws import rekognition_client, s3_client, sqs_client
from darkroom.bootstrap.photo_limits import limits_of
from darkroom.clock import SystemClock
from darkroom.ports import FaceDetector, Meter, WorkTime
from darkroom.render import render_in_child
from darkroom.services.lane_work import LaneWork
from darkroom.services.retouch_photos import FindFacesAndRender, RetouchPhotos
from darkroom.settings import RetouchPhotoSettings


def build_retouch_photos(
    settings: RetouchPhotoSettings, meter: Meter, time: WorkTime
) -> RetouchPhotos:
    """The use case on AWS, rendering each photo in a child process with limits."""
    clock, s3 = SystemClock(), s3_client()
    work = LaneWork(
        lane="slow",
        uploads=S3UploadStore(s3, settings.uploads_bucket, clock),
        results=S3ResultStore(s3, settings.results_bucket),
        renderer=FindFacesAndRender(
            detector=_detector(settings), renderer=render_in_child, clock=clock, meter=meter
        ),
        limits=limits_of(settings),
        clock=clock,
        meter=meter,
        time=time,
    )
    responses = SqsQueue(sqs_client(), settings.response_queue_url)
    return RetouchPhotos(work=work, responses=responses)


def _detector(settings: RetouchPhotoSettings) -> FaceDetector:
    """The one that was chosen; only its own libraries are loaded."""
    if settings.face_detection == "rekognition":
        from darkroom.adapters.rekognition import RekognitionFaceDetector  # noqa: PLC0415 - as said

        return RekognitionFaceDetector(rekognition_client())
    from darkroom.adapters.opencv import OpenCvFaceDetector  # noqa: PLC0415 - as said

    return OpenCvFaceDetector()
