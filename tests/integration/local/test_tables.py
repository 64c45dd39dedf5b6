"""A table does all of a transaction or nothing of it, and finds what is in a partition."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto.moto_server.werkzeug_app import create_backend_app

from local.aws.moto_tables import take_over_tables
from tests.integration.local.conftest import Callers

Item = dict[str, dict[str, str]]


@pytest.fixture
def dynamodb(callers: Callers) -> Any:  # noqa: ANN401 - one of boto3's generated classes
    return callers.developer("dynamodb")


@pytest.fixture
def table(dynamodb: Any, new_name: Callable[[], str]) -> str:  # noqa: ANN401 - as above
    """A table with a stream, an index of what is due, and two partitions."""
    name = new_name()
    keys = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": each, "AttributeType": "S"} for each in ("pk", "sk", "due")
        ],
        KeySchema=keys,
        GlobalSecondaryIndexes=[
            {
                "IndexName": "due",
                "KeySchema": [{"AttributeName": "due", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    for partition in "ab":
        for place in range(12):
            due: Item = {"due": {"S": "now"}} if place == 7 else {}
            item = _key(partition, place) | {"state": {"S": "old"}} | due
            dynamodb.put_item(TableName=name, Item=item)
    return name


def _key(partition: str, place: int) -> Item:
    return {"pk": {"S": partition}, "sk": {"S": f"{place:02}"}}


def _put(table: str, key: Item) -> dict[str, Any]:
    return {"Put": {"TableName": table, "Item": key | {"state": {"S": "new"}}}}


def _update(table: str, key: Item, condition: str = "attribute_exists(pk)") -> dict[str, Any]:
    return {
        "Update": {
            "TableName": table,
            "Key": key,
            "UpdateExpression": "SET #state = :new",
            "ConditionExpression": condition,
            "ExpressionAttributeNames": {"#state": "state"},
            "ExpressionAttributeValues": {":new": {"S": "new"}},
        }
    }


def _delete(table: str, key: Item) -> dict[str, Any]:
    return {"Delete": {"TableName": table, "Key": key}}


def _partition(dynamodb: Any, table: str, partition: str, **options: Any) -> list[Item]:  # noqa: ANN401 - as boto3
    """All items of a partition, page by page."""
    found: list[Item] = []
    query = {
        "TableName": table,
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": partition}},
        **options,
    }
    while True:
        page = dynamodb.query(**query)
        found += page["Items"]
        if "LastEvaluatedKey" not in page:
            return found
        query["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def _told(callers: Callers, table: str) -> int:
    """How many writes the table's stream has told of."""
    streams = callers.developer("dynamodbstreams")
    (stream,) = streams.list_streams(TableName=table)["Streams"]
    arn = stream["StreamArn"]
    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    start = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    return len(streams.get_records(ShardIterator=start["ShardIterator"])["Records"])


def test_all_actions_of_a_transaction_are_done(dynamodb: Any, table: str) -> None:  # noqa: ANN401 - as above
    actions = [
        _put(table, _key("a", 50)),
        _update(table, _key("a", 1)),
        _delete(table, _key("a", 2)),
    ]

    dynamodb.transact_write_items(TransactItems=actions)

    states = {item["sk"]["S"]: item["state"]["S"] for item in _partition(dynamodb, table, "a")}
    assert (states["50"], states["01"], states["00"]) == ("new", "new", "old")
    assert "02" not in states


@pytest.mark.parametrize("at", [0, 4], ids=["first", "last"])
def test_a_transaction_that_fails_leaves_nothing_behind(
    callers: Callers,
    dynamodb: Any,  # noqa: ANN401 - as above
    table: str,
    at: int,
) -> None:
    before, told = [_partition(dynamodb, table, each) for each in "ab"], _told(callers, table)
    actions = [
        _put(table, _key("a", 50)),
        _put(table, _key("b", 3)),
        _update(table, _key("a", 1)),
        _delete(table, _key("a", 2)),
    ]
    actions.insert(at, _update(table, _key("b", 99)))

    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        dynamodb.transact_write_items(TransactItems=actions)

    assert [_partition(dynamodb, table, each) for each in "ab"] == before
    assert _told(callers, table) == told


def test_an_item_that_a_failed_transaction_would_have_made_is_not_there(
    dynamodb: Any,  # noqa: ANN401 - as above
    table: str,
) -> None:
    actions = [
        _update(table, _key("c", 1), "attribute_not_exists(pk)"),
        _update(table, _key("c", 2)),
    ]

    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        dynamodb.transact_write_items(TransactItems=actions)

    assert _partition(dynamodb, table, "c") == []


@pytest.mark.parametrize("forward", [True, False], ids=["forwards", "backwards"])
def test_a_partition_is_found_in_order_a_page_at_a_time(
    dynamodb: Any,  # noqa: ANN401 - as above
    table: str,
    *,
    forward: bool,
) -> None:
    found = _partition(dynamodb, table, "b", Limit=5, ScanIndexForward=forward)

    places = [item["sk"]["S"] for item in found]
    assert {item["pk"]["S"] for item in found} == {"b"}
    assert places == sorted((f"{place:02}" for place in range(12)), reverse=not forward)


def test_an_index_finds_items_of_all_partitions(dynamodb: Any, table: str) -> None:  # noqa: ANN401 - as above
    page = dynamodb.query(
        TableName=table,
        IndexName="due",
        KeyConditionExpression="due = :now",
        ExpressionAttributeValues={":now": {"S": "now"}},
    )

    assert sorted(item["pk"]["S"] for item in page["Items"]) == ["a", "b"]


def test_what_is_read_is_not_what_is_kept(dynamodb: Any, table: str) -> None:  # noqa: ANN401 - as above
    (first, *_) = _partition(dynamodb, table, "a")

    dynamodb.transact_write_items(TransactItems=[_update(table, _key("a", 0))])

    assert first["state"] == {"S": "old"}


def test_another_application_may_be_built_over_tables_that_were_taken_over(table: str) -> None:
    del table

    take_over_tables()

    assert [*create_backend_app("dynamodb").url_map.iter_rules()]
