"""An SQS event source as the template describes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

_DEFAULT_BATCH_SIZE = 10


@dataclass(frozen=True)
class SqsEventSource:
    """From which queue to which function, and how much at once."""

    queue_arn: str
    function_name: str
    batch_size: int
    window_seconds: float
    max_concurrency: int | None
    reports_failures: bool

    @classmethod
    def of(cls, properties: Mapping[str, Any]) -> Self:
        """Read the properties of an event source mapping."""
        scaling = properties.get("ScalingConfig", {})
        concurrency = scaling.get("MaximumConcurrency")
        return cls(
            queue_arn=properties["EventSourceArn"],
            function_name=properties["FunctionName"],
            batch_size=int(properties.get("BatchSize", _DEFAULT_BATCH_SIZE)),
            window_seconds=float(properties.get("MaximumBatchingWindowInSeconds", 0)),
            max_concurrency=int(concurrency) if concurrency else None,
            reports_failures="ReportBatchItemFailures"
            in properties.get("FunctionResponseTypes", []),
        )

    @property
    def queue_name(self) -> str:
        """Return the queue's name."""
        return self.queue_arn.rpartition(":")[2]
