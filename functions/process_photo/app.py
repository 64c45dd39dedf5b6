"""RequestQueue: the fast lane, which renders the fast outputs of each photo."""

import os
from typing import Any

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext

from darkroom.adapters.lambda_time import LambdaTime
from darkroom.adapters.metrics import PowertoolsMeter
from darkroom.adapters.sqs_batch import PartialBatchResponse, handle_batch
from darkroom.bootstrap.deliveries import build_deliveries
from darkroom.bootstrap.process_photo import build_process_photos
from darkroom.bootstrap.telemetry import build_logger
from darkroom.messages import parse_requests
from darkroom.settings import ProcessPhotoSettings

logger = build_logger()
work_time = LambdaTime()
deliveries = build_deliveries()
metrics = Metrics()
process_photos = build_process_photos(
    ProcessPhotoSettings.from_environment(os.environ), PowertoolsMeter(metrics), work_time
)


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    """Handle one batch of render requests."""
    with work_time.during(context):
        return handle_batch(event, parse_requests, process_photos, deliveries, work_time)
