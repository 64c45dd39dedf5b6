"""UserOperationsQueue: applies users' logs to their libraries."""

import os
from typing import Any

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext

from darkroom.adapters.lambda_time import LambdaTime
from darkroom.adapters.metrics import PowertoolsMeter
from darkroom.adapters.sqs_batch import PartialBatchResponse, handle_batch
from darkroom.bootstrap.apply_operation import build_apply_operations
from darkroom.bootstrap.deliveries import build_deliveries
from darkroom.bootstrap.telemetry import build_logger
from darkroom.messages import parse_acceptances
from darkroom.settings import ApplyOperationSettings

logger = build_logger()
work_time = LambdaTime()
deliveries = build_deliveries()
metrics = Metrics()
apply_operations = build_apply_operations(
    ApplyOperationSettings.from_environment(os.environ), PowertoolsMeter(metrics), work_time
)


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    """Handle one batch of messages about logs."""
    with work_time.during(context):
        return handle_batch(event, parse_acceptances, apply_operations, deliveries, work_time)
