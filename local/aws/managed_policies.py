"""The policies of AWS itself that SAM attaches to a function's role, as AWS documents them."""

from collections.abc import Mapping
from typing import Any


def _allow(*actions: str) -> Mapping[str, Any]:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


_LOGS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")

MANAGED_POLICIES: Mapping[str, Mapping[str, Any]] = {
    "AWSLambdaBasicExecutionRole": _allow(*_LOGS),
    "AWSLambdaSQSQueueExecutionRole": _allow(
        "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", *_LOGS
    ),
    "AWSXRayDaemonWriteAccess": _allow("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
    "AWSXrayWriteOnlyAccess": _allow("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
}
