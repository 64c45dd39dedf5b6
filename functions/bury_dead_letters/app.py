"""Every dead-letter queue: gives messages a second life, and keeps those that die again."""

import os
from functools import partial
from typing import Any

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext

from darkroom.adapters.dead_messages import read_dead_message
from darkroom.adapters.lambda_time import LambdaTime
from darkroom.adapters.metrics import PowertoolsMeter
from darkroom.adapters.sqs_batch import PartialBatchResponse, handle_records
from darkroom.bootstrap.bury_dead_letters import build_bury_dead_letters, sources_of
from darkroom.bootstrap.deliveries import build_deliveries
from darkroom.bootstrap.telemetry import build_logger
from darkroom.settings import BuryDeadLettersSettings

logger = build_logger()
metrics = Metrics()
work_time = LambdaTime()
settings = BuryDeadLettersSettings.from_environment(os.environ)
read = partial(read_dead_message, sources=sources_of(settings))
deliveries = build_deliveries()
bury_dead_letters = build_bury_dead_letters(settings, PowertoolsMeter(metrics), work_time)


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    """Handle one batch of dead messages."""
    with work_time.during(context):
        return handle_records(event, read, bury_dead_letters, deliveries, work_time)
