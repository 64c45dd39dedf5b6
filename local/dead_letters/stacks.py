"""Where the dead letters of a stack are: of the one that runs here, or of a deployed one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import boto3
import requests
from botocore.exceptions import ClientError

from darkroom.dead_letters import QUEUES, QueueName
from local import account
from local.errors import LocalError
from local.stack.resource import Cloud

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

_TABLE = "Table"
_ORDERED: Final[frozenset[QueueName]] = frozenset({"UserOperationsQueue"})
_ANSWER_SECONDS = 5


@dataclass(frozen=True)
class Place:
    """A stack's table and queues, and who may use them."""

    dynamodb: "DynamoDBClient"
    sqs: "SQSClient"
    table_name: str
    queue_urls: Mapping[QueueName, str]


def running_here(port: int) -> Place:
    """Return the stack of `make run`.

    Raises:
        LocalError: none runs at this port.
    """
    url = f"http://127.0.0.1:{port}"
    try:
        answer = requests.get(f"{url}/config.json", timeout=_ANSWER_SECONDS)
        endpoint = str(answer.json()["sign_in_endpoint"])
    except requests.ConnectionError as error:
        raise LocalError(
            f"Nothing runs at {url}; start it with `make run`, set PORT to where it runs, or name "
            "a deployed stack with --stack."
        ) from error
    except (requests.RequestException, KeyError, TypeError) as error:
        raise LocalError(f"What runs at {url} is not Darkroom; set PORT to where it is.") from error
    cloud = Cloud(endpoint, url)
    return Place(
        dynamodb=cloud.client("dynamodb"),
        sqs=cloud.client("sqs"),
        table_name=account.physical_name(_TABLE),
        queue_urls={name: _local_url(endpoint, name) for name in QUEUES},
    )


def deployed(stack: str, region: str | None) -> Place:
    """Return a stack in AWS, as the caller's own credentials let it be seen.

    Raises:
        LocalError: there is no such stack, or it is none of Darkroom's.
    """
    session = boto3.Session(region_name=region)
    names = physical_names(session.client("cloudformation"), stack)
    missing = {_TABLE, *QUEUES} - names.keys()
    if missing:
        raise LocalError(f"The stack {stack} has no {min(missing)}; is it one of Darkroom's?")
    return Place(
        dynamodb=session.client("dynamodb"),
        sqs=session.client("sqs"),
        table_name=names[_TABLE],
        queue_urls={name: names[name] for name in QUEUES},
    )


def physical_names(cloudformation: "CloudFormationClient", stack: str) -> dict[str, str]:
    """Return what each resource of a stack is called, by its logical id.

    Raises:
        LocalError: there is no such stack.
    """
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    try:
        return {
            resource["LogicalResourceId"]: resource.get("PhysicalResourceId", "")
            for page in pages
            for resource in page["StackResourceSummaries"]
        }
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationError":
            raise
        region = cloudformation.meta.region_name
        raise LocalError(f"There is no stack {stack} in {region}.") from error


def _local_url(endpoint: str, queue: QueueName) -> str:
    suffix = ".fifo" if queue in _ORDERED else ""
    return f"{endpoint}/{account.ACCOUNT_ID}/{account.physical_name(queue)}{suffix}"
