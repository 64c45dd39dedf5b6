"""Every minute: looks at whatever was forgotten."""

import os
from typing import Any

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext

from darkroom.adapters.lambda_time import LambdaTime
from darkroom.adapters.metrics import PowertoolsMeter
from darkroom.bootstrap.reconcile import build_reconcile
from darkroom.bootstrap.telemetry import build_logger
from darkroom.settings import ReconcileSettings

logger = build_logger()
metrics = Metrics()
work_time = LambdaTime()
reconcile = build_reconcile(
    ReconcileSettings.from_environment(os.environ), PowertoolsMeter(metrics), work_time
)


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(_event: dict[str, Any], context: LambdaContext) -> None:
    """Look once."""
    with work_time.during(context):
        reconcile()
