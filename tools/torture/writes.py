"""What was written to the table, one row after the other, as its stream tells it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from darkroom.adapters.rows import unmarshal
from local.account import physical_name
from tools.service import Service

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Write:
    """One row before and after; empty where there is none."""

    at: datetime
    before: Row
    after: Row

    @property
    def key(self) -> tuple[str, str]:
        """The row's primary key."""
        row = self.after or self.before
        return row["pk"], row["sk"]


class Writes:
    """Every write since somebody first asked for them."""

    def __init__(self, service: Service) -> None:
        self._streams: Any = service.aws("dynamodbstreams")
        dynamodb, name = service.aws("dynamodb"), physical_name("Table")
        table = dynamodb.describe_table(TableName=name)["Table"]
        if "LatestStreamArn" not in table:
            wanted = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
            answer = dynamodb.update_table(TableName=name, StreamSpecification=wanted)
            table = answer["TableDescription"]
        self._arn = table["LatestStreamArn"]

    def __iter__(self) -> Iterator[Write]:
        """Read the stream from its beginning."""
        (shard,) = self._streams.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"]
        at = self._streams.get_shard_iterator(
            StreamArn=self._arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        while True:
            page = self._streams.get_records(ShardIterator=at, Limit=1000)
            if not page["Records"]:
                return
            yield from (_write(record["dynamodb"]) for record in page["Records"])
            at = page["NextShardIterator"]


def _write(record: Mapping[str, Any]) -> Write:
    return Write(
        record["ApproximateCreationDateTime"],
        unmarshal(record.get("OldImage", {})),
        unmarshal(record.get("NewImage", {})),
    )


def written_bytes(write: Write) -> int:
    """About how large a written row is, rather more than less."""
    return len(repr(dict(write.after)))
