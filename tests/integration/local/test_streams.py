"""A table's stream tells what was written, in the order in which it was."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.local.conftest import Callers


def _streamed_table(callers: Callers, name: str) -> str:
    table: dict[str, Any] = callers.developer("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    return str(table["TableDescription"]["LatestStreamArn"])


def test_every_write_is_told_with_what_was_there_before(
    callers: Callers, new_name: Callable[[], str]
) -> None:
    dynamodb, streams = callers.developer("dynamodb"), callers.developer("dynamodbstreams")
    arn = _streamed_table(callers, name := new_name())
    for state in ("queued", "done"):
        dynamodb.put_item(TableName=name, Item={"pk": {"S": "1"}, "state": {"S": state}})

    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    start = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    page = streams.get_records(ShardIterator=start["ShardIterator"])

    images = [record["dynamodb"] for record in page["Records"]]
    assert [image["NewImage"]["state"]["S"] for image in images] == ["queued", "done"]
    assert [image.get("OldImage", {}).get("state") for image in images] == [None, {"S": "queued"}]


def test_a_stream_is_for_those_who_may_read_it(
    callers: Callers, new_name: Callable[[], str]
) -> None:
    arn = _streamed_table(callers, new_name())
    allowed = {"Effect": "Allow", "Action": "dynamodb:DescribeStream", "Resource": "*"}

    callers.role("dynamodbstreams", allowed).describe_stream(StreamArn=arn)
    with pytest.raises(ClientError, match="AccessDenied"):
        callers.role("dynamodbstreams").describe_stream(StreamArn=arn)
