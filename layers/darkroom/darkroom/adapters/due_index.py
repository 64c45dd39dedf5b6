"""The index of rows to be looked at again: photos that wait, open jobs, tombstones, and libraries.

A row is in it only while it says when it is due. What the index answers is a moment old, so that
every write that follows from it has a condition on the row itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from darkroom.adapters.rows import (
    JOB_PREFIX,
    LIBRARY_PREFIX,
    PHOTO_PREFIX,
    TOMBSTONE_PREFIX,
    USER_PREFIX,
    Item,
    exact_epoch,
    job_key,
    marshal,
    photo_key,
    tombstone_key,
    unmarshal,
)
from darkroom.jobs import Job, Photo, Tombstone
from darkroom.ports import Due, DueJob, DueLibrary, DuePhoto, DueTombstone

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

_NAME: Final = "due"


@dataclass(frozen=True)
class DueIndex:
    """The index `due` of a table."""

    client: "DynamoDBClient"
    table_name: str

    def due(self, now: datetime, shard: int, limit: int) -> Sequence[Due]:
        """Up to `limit` rows of a shard that are due by now, oldest first."""
        query: QueryInputTypeDef = {
            "TableName": self.table_name,
            "IndexName": _NAME,
            "KeyConditionExpression": "due_shard = :shard AND due_at <= :now",
            "ExpressionAttributeValues": marshal({":shard": str(shard), ":now": exact_epoch(now)}),
            "Limit": limit,
        }
        # Keys are so short that a page ends at the limit, long before it ends at 1 MB.
        return [_due(item) for item in self.client.query(**query)["Items"]]


def photo_postponement(photo: Photo, known: datetime, due_at: datetime) -> dict[str, Any]:
    """The update that has a photo looked at at another time, if nobody has moved it."""
    request = _postponement(photo_key(photo.job_id, photo.photo_id), known, due_at)
    request["ConditionExpression"] += " AND generation = :generation"
    request["ExpressionAttributeValues"] |= marshal({":generation": photo.generation})
    return request


def job_postponement(job: Job, known: datetime, due_at: datetime) -> dict[str, Any]:
    """The update that has a job looked at at another time, if it has not ended."""
    return _postponement(job_key(job.user_id, job.job_id), known, due_at)


def tombstone_postponement(tombstone: Tombstone, due_at: datetime) -> dict[str, Any]:
    """The update that has a tombstone looked at at another time."""
    return _postponement(tombstone_key(tombstone.job_id), tombstone.due_at, due_at)


def is_own_postponement(request: Mapping[str, Any], row: Item) -> bool:
    """Whether a row that is refused already says what the update was to make it say.

    The SDK repeats a write whose answer was lost, and is told that it came too late.
    """
    now, values = unmarshal(row), unmarshal(request["ExpressionAttributeValues"])
    is_same = values.get(":generation", now.get("generation")) == now.get("generation")
    return is_same and now.get("due_at") == values[":due_at"]


def _postponement(key: Item, known: datetime, due_at: datetime) -> dict[str, Any]:
    times = {":known": exact_epoch(known), ":due_at": exact_epoch(due_at)}
    return {
        "Key": key,
        "UpdateExpression": "SET due_at = :due_at",
        "ConditionExpression": "due_at = :known",
        "ExpressionAttributeValues": marshal(times),
    }


def _due(item: Item) -> Due:
    key = unmarshal(item)
    partition, name = key["pk"], key["sk"]
    if partition.startswith(USER_PREFIX):
        return DueJob(
            user_id=partition.removeprefix(USER_PREFIX), job_id=name.removeprefix(JOB_PREFIX)
        )
    if partition.startswith(TOMBSTONE_PREFIX):
        return DueTombstone(job_id=partition.removeprefix(TOMBSTONE_PREFIX))
    if partition.startswith(LIBRARY_PREFIX):
        return DueLibrary(user_id=partition.removeprefix(LIBRARY_PREFIX))
    return DuePhoto(
        job_id=partition.removeprefix(JOB_PREFIX), photo_id=name.removeprefix(PHOTO_PREFIX)
    )
