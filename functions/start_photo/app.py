"""UploadsQueue: checks each arrived photo and queues it for rendering."""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from darkroom.adapters.s3_events import parse_notification
from darkroom.adapters.sqs_batch import PartialBatchResponse, handle_batch
from darkroom.bootstrap.start_photo import build_start_photos
from darkroom.bootstrap.telemetry import build_logger
from darkroom.settings import StartPhotoSettings

logger = build_logger()
start_photos = build_start_photos(StartPhotoSettings.from_environment(os.environ))


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: LambdaContext) -> PartialBatchResponse:
    """Handle one batch of S3 notifications."""
    return handle_batch(event, parse_notification, start_photos)
