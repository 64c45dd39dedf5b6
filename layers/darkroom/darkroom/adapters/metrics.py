"""Measurements through CloudWatch's embedded metric format."""

import warnings
from dataclasses import dataclass

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit


@dataclass(frozen=True)
class PowertoolsMeter:
    """Adds to the metrics that Powertools prints at the end of an invocation.

    Their dimension `service` is the function's name, and so tells the lanes apart.
    """

    metrics: Metrics

    def __post_init__(self) -> None:
        """Let an invocation measure nothing: Powertools warns of that, in a line of its own."""
        warnings.filterwarnings("ignore", "No application metrics", UserWarning)

    def count(self, name: str, occurrences: int = 1) -> None:
        """Count occurrences."""
        self.metrics.add_metric(name, MetricUnit.Count, occurrences)

    def milliseconds(self, name: str, value: float) -> None:
        """Record a duration."""
        self.metrics.add_metric(name, MetricUnit.Milliseconds, value)
