"""A function behind the queue of the tiny service: stores what each message says."""

import json
import os
import signal
from typing import Any

import boto3

# Only the function's own environment has the layer on its path.
from words import finished  # type: ignore[import-not-found]  # it lies in a layer


def lambda_handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Store the text of every message under its key."""
    store = boto3.client("s3")
    for record in event["Records"]:
        work = json.loads(record["body"])
        if work["key"] == "wait":
            _wait_to_be_asked()
        store.put_object(
            Bucket=os.environ["RESULTS_BUCKET"],
            Key=work["key"],
            Body=finished(work["text"]).encode(),
        )
    return {"batchItemFailures": []}


def _wait_to_be_asked() -> None:
    """Work for as long as nobody asks to stop."""
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: print("Asked to stop"))  # noqa: T201 - a log
    print("Waiting to be asked")  # noqa: T201 - a log
    signal.pause()
    signal.signal(signal.SIGTERM, before)
