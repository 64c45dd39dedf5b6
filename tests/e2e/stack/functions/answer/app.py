"""A function behind the API of the tiny service: says what it saw, or misbehaves when told to."""

import json
import os
import time
from typing import Any

import boto3


def lambda_handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Do what the path says."""
    path = event["rawPath"]
    if path == "/v1/crash":
        os._exit(3)
    if path == "/v1/sleep":
        time.sleep(60)
    if path == "/v1/work":
        boto3.client("sqs").send_message(
            QueueUrl=os.environ["WORK_QUEUE_URL"], MessageBody=event["body"]
        )
        return {"statusCode": 202}
    if path.startswith("/v1/results/"):
        stored = boto3.client("s3").get_object(
            Bucket=os.environ["RESULTS_BUCKET"], Key=path.rpartition("/")[2]
        )
        return {"statusCode": 200, "body": stored["Body"].read().decode()}
    return {"statusCode": 200, "body": json.dumps(event)}
