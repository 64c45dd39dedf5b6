"""ResponseQueue: moves photo rows forwards and completes jobs."""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from darkroom.adapters.lambda_time import LambdaTime
from darkroom.adapters.sqs_batch import PartialBatchResponse, handle_batch
from darkroom.bootstrap.deliveries import build_deliveries
from darkroom.bootstrap.record_response import build_record_responses
from darkroom.bootstrap.telemetry import build_logger
from darkroom.messages import parse_responses
from darkroom.settings import RecordResponseSettings

logger = build_logger()
work_time = LambdaTime()
deliveries = build_deliveries()
record_responses = build_record_responses(
    RecordResponseSettings.from_environment(os.environ), work_time
)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    """Handle one batch of answers."""
    with work_time.during(context):
        return handle_batch(event, parse_responses, record_responses, deliveries, work_time)
