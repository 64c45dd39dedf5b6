"""Wiring that all functions share which take messages from a queue."""

from darkroom.adapters.sqs_deliveries import SqsDeliveries
from darkroom.bootstrap.aws import impatient_sqs_client


def build_deliveries() -> SqsDeliveries:
    """What a function has been handed, on SQS."""
    return SqsDeliveries(impatient_sqs_client())
