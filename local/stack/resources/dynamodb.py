"""The table."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from local import account
from local.stack.resource import Deployment, Resource

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_CREATE_PROPERTIES = (
    "AttributeDefinitions",
    "BillingMode",
    "GlobalSecondaryIndexes",
    "KeySchema",
    "LocalSecondaryIndexes",
)


def create_table(deployment: Deployment, properties: Mapping[str, Any]) -> Resource:
    """Create a table, its indexes and its time to live."""
    table = deployment.resolve(properties)
    name = table.get("TableName", deployment.name)
    client: DynamoDBClient = deployment.client("dynamodb")
    client.create_table(
        TableName=name, **{key: table[key] for key in _CREATE_PROPERTIES if key in table}
    )
    if "TimeToLiveSpecification" in table:
        client.update_time_to_live(
            TableName=name, TimeToLiveSpecification=table["TimeToLiveSpecification"]
        )
    return Resource(ref=name, attributes={"Arn": account.arn("dynamodb", f"table/{name}")})
