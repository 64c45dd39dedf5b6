"""Items of a DynamoDB table: single ones, pages of a partition, and batches of writes."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from botocore.exceptions import ClientError

from darkroom.adapters.cursors import read_cursor, write_cursor
from darkroom.adapters.rows import Item, marshal
from darkroom.clock import Clock
from darkroom.errors import TransientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        KeysAndAttributesTypeDef,
        QueryInputTypeDef,
        TransactWriteItemTypeDef,
        UpdateItemOutputTypeDef,
        WriteRequestOutputTypeDef,
    )

CONDITION_FAILED: Final = "ConditionalCheckFailed"
"""What an action of a cancelled transaction says if it was this one's condition."""

# How much DynamoDB takes in one batch, and how long to wait each time it was too busy.
_BATCH: Final = 25
_READ_BATCH: Final = 100
_TEMPORARY: Final = frozenset(
    {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
)
_WAITS_SECONDS: Final = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)


@dataclass(frozen=True)
class ItemTable:
    """A table whose partitions (`pk`) are sorted by `sk`; reads are consistent."""

    client: "DynamoDBClient"
    name: str
    clock: Clock

    def get(self, key: Item) -> Item | None:
        """One item."""
        answer = self.client.get_item(TableName=self.name, Key=key, ConsistentRead=True)
        return answer.get("Item")

    def get_many(self, keys: Sequence[Item], *attributes: str) -> Iterator[Item]:
        """Those items that are there, in any order: these attributes of them, or all.

        Raises:
            TransientError: The table stayed too busy to read any more of them.
        """
        wanted: KeysAndAttributesTypeDef = {"Keys": [], "ConsistentRead": True}
        if attributes:
            wanted |= {"ProjectionExpression": ", ".join(attributes)}
        waits = iter(_WAITS_SECONDS)
        waiting = list(keys)
        while waiting:
            wanted["Keys"], waiting = waiting[:_READ_BATCH], waiting[_READ_BATCH:]
            answer = self.client.batch_get_item(RequestItems={self.name: wanted})
            yield from answer["Responses"].get(self.name, ())
            # A page ends at 16 MB, and under load DynamoDB hands keys back and wants time.
            refused = answer["UnprocessedKeys"].get(self.name, {"Keys": []})["Keys"]
            if len(refused) < len(wanted["Keys"]):
                # As long as it comes on, much may take its time.
                waits = iter(_WAITS_SECONDS)
            if refused:
                self._wait(waits)
                waiting += refused

    def page(
        self, partition: str, prefix: str, limit: int, cursor: str | None, *, forward: bool
    ) -> tuple[list[Item], str | None]:
        """Up to `limit` items of a partition, and the cursor of the next.

        It ends at 1 MB, of which a single item is less than half: only at the end is it empty.

        Raises:
            InvalidRequestError: The cursor is none of ours.
        """
        query = self._query(partition, prefix, read_cursor(cursor, prefix) if cursor else None)
        # One more than asked for says whether there is another page: DynamoDB stops at a limit
        # without looking farther.
        query |= {"Limit": limit + 1, "ScanIndexForward": forward}
        answer = self.client.query(**query)
        items = answer["Items"][:limit]
        is_all = len(answer["Items"]) <= limit and "LastEvaluatedKey" not in answer
        return items, None if is_all else write_cursor(items[-1])

    def whole_page(
        self, partition: str, prefix: str, limit: int, cursor: str | None
    ) -> tuple[list[Item], str | None]:
        """`limit` items of a partition if there are as many, and the cursor of the next.

        Raises:
            InvalidRequestError: The cursor is none of ours.
        """
        items: list[Item] = []
        while True:
            left = limit - len(items)
            more, cursor = self.page(partition, prefix, left, cursor, forward=True)
            items += more
            if cursor is None or len(items) >= limit:
                return items, cursor

    def next(self, partition: str, prefix: str, after: str, limit: int) -> list[Item]:
        """Up to `limit` items of a partition that sort behind `after`; like a page, up to 1 MB."""
        query = self._query(partition, prefix, after)
        query["Limit"] = limit
        return self.client.query(**query)["Items"]

    def between(self, partition: str, first: str, last: str) -> Iterator[Item]:
        """Every item of a partition from one sort key to another."""
        values = {":pk": partition, ":first": first, ":last": last}
        return self._every(
            {
                "TableName": self.name,
                "KeyConditionExpression": "pk = :pk AND sk BETWEEN :first AND :last",
                "ExpressionAttributeValues": marshal(values),
                "ConsistentRead": True,
            }
        )

    def all(self, partition: str, prefix: str, *attributes: str) -> Iterator[Item]:
        """These attributes of every item of a partition."""
        query = self._query(partition, prefix)
        # By other names, for some of ours are words of DynamoDB's own.
        names = {f"#{attribute}": attribute for attribute in attributes}
        query["ProjectionExpression"] = ", ".join(names)
        query["ExpressionAttributeNames"] = names
        return self._every(query)

    def update(self, **request: Any) -> "UpdateItemOutputTypeDef":  # noqa: ANN401 - as boto3
        """Update an item, again and again while a transaction holds it: the SDK does not.

        Raises:
            ClientError: A condition does not hold, or the item is held for long.
        """
        for wait in _WAITS_SECONDS:
            try:
                return self.client.update_item(TableName=self.name, **request)
            except self.client.exceptions.TransactionConflictException:
                self.clock.sleep(wait)
        return self.client.update_item(TableName=self.name, **request)

    def transact(self, actions: "list[TransactWriteItemTypeDef]") -> None:
        """Write all or nothing, again and again while others write the same: the SDK does not.

        Raises:
            ClientError: A condition does not hold.
            TransientError: Others kept writing the same.
        """
        for wait in _WAITS_SECONDS:
            try:
                self.client.transact_write_items(TransactItems=actions)
            except self.client.exceptions.TransactionCanceledException as error:
                if not _are_in_the_way(cancellation_codes(error)):
                    raise
                self.clock.sleep(wait)
            else:
                return
        raise TransientError("The table is too busy; send the same request again.")

    def write(self, requests: "list[WriteRequestOutputTypeDef]") -> None:
        """Put or delete items, in batches.

        Raises:
            TransientError: The table stayed too busy to take all.
        """
        waits = iter(_WAITS_SECONDS)
        while requests:
            batch, requests = requests[:_BATCH], requests[_BATCH:]
            answer = self.client.batch_write_item(RequestItems={self.name: batch})
            # Under load DynamoDB hands a part of the batch back, and wants to be given time.
            if refused := answer["UnprocessedItems"].get(self.name):
                self._wait(waits)
                requests += refused

    def _wait(self, waits: Iterator[float]) -> None:
        wait = next(waits, None)
        if wait is None:
            raise TransientError("The table is too busy; send the same request again.")
        self.clock.sleep(wait)

    def _query(self, partition: str, prefix: str, after: str | None = None) -> "QueryInputTypeDef":
        query: QueryInputTypeDef = {
            "TableName": self.name,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :prefix)",
            "ExpressionAttributeValues": marshal({":pk": partition, ":prefix": prefix}),
            "ConsistentRead": True,
        }
        if after is not None:
            query["ExclusiveStartKey"] = marshal({"pk": partition, "sk": after})
        return query

    def _every(self, query: "QueryInputTypeDef") -> Iterator[Item]:
        while True:
            answer = self.client.query(**query)
            yield from answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def cancellation_codes(error: ClientError) -> list[str | None]:
    """Why a transaction was cancelled: what each of its actions says to it, in their order."""
    reasons = cast("list[dict[str, str]]", error.response.get("CancellationReasons", []))
    return [reason.get("Code") for reason in reasons]


def _are_in_the_way(codes: Collection[str | None]) -> bool:
    """Whether it was others that cancelled a transaction, and nothing that will stay as it is."""
    return not _TEMPORARY.isdisjoint(codes) and CONDITION_FAILED not in codes
