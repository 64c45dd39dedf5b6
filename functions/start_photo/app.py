"""UploadsQueue: checks each arrived photo and queues it for rendering."""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from darkroom.adapters.lambda_time import LambdaTime
from darkroom.adapters.s3_events import parse_notification
from darkroom.adapters.sqs_batch import PartialBatchResponse, handle_batch
from darkroom.bootstrap.deliveries import build_deliveries
from darkroom.bootstrap.start_photo import build_start_photos
from darkroom.bootstrap.telemetry import build_logger
from darkroom.settings import StartPhotoSettings

logger = build_logger()
work_time = LambdaTime()
deliveries = build_deliveries()
start_photos = build_start_photos(StartPhotoSettings.from_environment(os.environ), work_time)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    """Handle one batch of S3 notifications."""
    with work_time.during(context):
        return handle_batch(event, parse_notification, start_photos, deliveries, work_time)
