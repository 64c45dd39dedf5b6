"""ResponseQueue: moves photo rows forwards and completes jobs."""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from darkroom.adapters.sqs_batch import PartialBatchResponse, handle_batch
from darkroom.bootstrap.record_response import build_record_responses
from darkroom.bootstrap.telemetry import build_logger
from darkroom.messages import parse_responses
from darkroom.settings import RecordResponseSettings

logger = build_logger()
record_responses = build_record_responses(RecordResponseSettings.from_environment(os.environ))


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: LambdaContext) -> PartialBatchResponse:
    """Handle one batch of answers."""
    return handle_batch(event, parse_responses, record_responses)
