"""Queues and who may use them."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from local import account
from local.aws.policies import Policy
from local.stack.resource import Deployment, Resource

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


def create_queue(deployment: Deployment, properties: Mapping[str, Any]) -> Resource:
    """Create a queue; its dead-letter queue, being referred to, exists by then."""
    attributes = deployment.resolve(properties)
    attributes.pop("Tags", None)
    suffix = ".fifo" if attributes.get("FifoQueue") else ""
    name = attributes.pop("QueueName", deployment.name + suffix)
    client: SQSClient = deployment.client("sqs")
    wire_attributes = cast("Any", {key: _wire(value) for key, value in attributes.items()})
    url = client.create_queue(QueueName=name, Attributes=wire_attributes)["QueueUrl"]
    queue_arn = account.arn("sqs", name)
    return Resource(ref=url, attributes={"Arn": queue_arn, "QueueName": name, "QueueUrl": url})


def create_queue_policy(deployment: Deployment, properties: Mapping[str, Any]) -> Resource:
    """Attach a policy to its queues."""
    resolved = deployment.resolve(properties)
    document = Policy.parse(resolved["PolicyDocument"], deployment.logical_id).text
    client: SQSClient = deployment.client("sqs")
    for url in resolved["Queues"]:
        client.set_queue_attributes(QueueUrl=url, Attributes={"Policy": document})
    return Resource(ref=deployment.name)


def _wire(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if isinstance(value, dict) else str(value)
