"""Tells of operations that have ended: each once, where events of jobs are told of as well."""

import logging
from dataclasses import dataclass
from typing import Final

from darkroom.library.log import AcceptedOperation, OperationState
from darkroom.ports import Meter

_logger = logging.getLogger(__name__)

_METRICS: Final = {
    OperationState.APPLIED: "OperationsApplied",
    OperationState.REJECTED: "OperationsRejected",
}


@dataclass(frozen=True, kw_only=True)
class OperationEvents:
    """Where events of libraries go: the log, with ids by which the rest is found, and a metric."""

    meter: Meter

    def ended(self, operation: AcceptedOperation) -> None:
        """An operation was applied or rejected."""
        self.meter.count(_METRICS[operation.state])
        _logger.info(
            "Operation ended",
            extra={
                "user_id": operation.user_id,
                "operation_id": operation.operation_id,
                "sequence": operation.sequence,
                "operation": operation.operation.tag(),
                "state": operation.state,
                "code": operation.error.code if operation.error else None,
            },
        )
