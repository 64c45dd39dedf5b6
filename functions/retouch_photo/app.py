"""RetouchQueue: the slow lane, which renders the outputs of each photo that take long."""

import os
from typing import Any

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext

from darkroom.adapters.lambda_time import LambdaTime
from darkroom.adapters.metrics import PowertoolsMeter
from darkroom.adapters.sqs_batch import PartialBatchResponse, handle_batch
from darkroom.bootstrap.deliveries import build_deliveries
from darkroom.bootstrap.retouch_photo import build_retouch_photos
from darkroom.bootstrap.telemetry import build_logger
from darkroom.messages import parse_retouches
from darkroom.settings import RetouchPhotoSettings

logger = build_logger()
work_time = LambdaTime()
deliveries = build_deliveries()
metrics = Metrics()
retouch_photos = build_retouch_photos(
    RetouchPhotoSettings.from_environment(os.environ), PowertoolsMeter(metrics), work_time
)


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    """Handle one batch of retouch requests."""
    with work_time.during(context):
        return handle_batch(event, parse_retouches, retouch_photos, deliveries, work_time)
