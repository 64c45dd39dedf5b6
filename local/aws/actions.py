"""Which IAM actions a call needs, on which resources: their true names, not those on the wire."""

from collections.abc import Callable, Iterator
from typing import Any

from local import account
from local.aws.messages import Request
from local.aws.s3_actions import s3_accesses

Needed = tuple[str, str]

_SQS_ACTIONS = {
    "ChangeMessageVisibilityBatch": "ChangeMessageVisibility",
    "DeleteMessageBatch": "DeleteMessage",
    "SendMessageBatch": "SendMessage",
}
_TRANSACTION_ACTIONS = {
    "ConditionCheck": "ConditionCheckItem",
    "Delete": "DeleteItem",
    "Get": "GetItem",
    "Put": "PutItem",
    "Update": "UpdateItem",
}


def needed(request: Request, service: str) -> list[Needed]:
    """Return every (action, resource) that the caller must be allowed."""
    return list(dict.fromkeys(_BY_SERVICE.get(service, _any_resource(service))(request)))


def _sqs(request: Request) -> Iterator[Needed]:
    operation = request.operation
    queue_name = str(request.json.get("QueueUrl", request.json.get("QueueName", "*")))
    queue_arn = account.arn("sqs", queue_name.rpartition("/")[2])
    yield f"sqs:{_SQS_ACTIONS.get(operation, operation)}", queue_arn


def _dynamodb(request: Request) -> Iterator[Needed]:
    operation, body = request.operation, request.json
    if operation in {"TransactWriteItems", "TransactGetItems"}:
        for item in body["TransactItems"]:
            for kind, entry in item.items():
                yield f"dynamodb:{_TRANSACTION_ACTIONS[kind]}", _table_arn(entry["TableName"])
    elif operation in {"BatchWriteItem", "BatchGetItem"}:
        for table in body["RequestItems"]:
            yield f"dynamodb:{operation}", _table_arn(table)
    else:
        index = body.get("IndexName")
        suffix = f"/index/{index}" if index else ""
        yield f"dynamodb:{operation}", _table_arn(body.get("TableName", "*")) + suffix


def _table_arn(table: Any) -> str:  # noqa: ANN401 - out of a JSON body
    name = str(table)
    return name if name.startswith("arn:") else account.arn("dynamodb", f"table/{name}")


def _any_resource(service: str) -> Callable[[Request], Iterator[Needed]]:
    def accesses(request: Request) -> Iterator[Needed]:
        yield f"{service}:{request.operation or '*'}", "*"

    return accesses


_BY_SERVICE: dict[str, Callable[[Request], Iterator[Needed]]] = {
    "dynamodb": _dynamodb,
    "dynamodbstreams": _any_resource("dynamodb"),
    "s3": s3_accesses,
    "sqs": _sqs,
}
