"""The HTTP API behind API Gateway."""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from darkroom.bootstrap.api import build_use_cases
from darkroom.bootstrap.telemetry import build_logger
from darkroom.http.api import build_api
from darkroom.settings import ApiSettings

logger = build_logger()
api = build_api(build_use_cases(ApiSettings.from_environment(os.environ)))


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request."""
    return api(event, context)
