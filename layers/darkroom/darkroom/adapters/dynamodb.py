"""Jobs and photos in a DynamoDB table."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, cast

from botocore.exceptions import ClientError

from darkroom.adapters.due_index import DueIndex, job_postponement, photo_postponement
from darkroom.adapters.items import ItemTable
from darkroom.adapters.photo_updates import photo_update
from darkroom.adapters.rows import (
    JOB_PREFIX,
    PHOTO_PREFIX,
    Item,
    epoch,
    idempotency_key,
    job_item,
    job_key,
    keyed_item,
    marshal,
    photo_item,
    photo_key,
    progress_attributes,
    read_job,
    read_photo,
    unmarshal,
)
from darkroom.clock import Clock
from darkroom.errors import JobChangedError, KeyAlreadyUsedError, TransientError
from darkroom.jobs import Job, JobState, Photo, PhotoState, Progress
from darkroom.ports import Due, KeyedJob, KeyedRequest, Page, PhotoChange

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_KEY_LIFETIME: Final = timedelta(hours=24)


@dataclass(frozen=True)
class DynamoDbJobTable:
    """The table of jobs, photos and idempotency keys."""

    client: "DynamoDBClient"
    name: str
    clock: Clock

    def create(self, job: Job, photos: Sequence[Photo], keyed: KeyedRequest | None) -> None:
        """Write photos first and the job last, with its key: until then nobody can find it.

        Raises:
            KeyAlreadyUsedError: The idempotency key belongs to an earlier job.
        """
        self._items.write(
            [{"PutRequest": {"Item": photo_item(photo, job.expires_at)}} for photo in photos]
        )
        actions = [self._put_new(job_item(job))]
        if keyed:
            expires_at = job.created_at + _KEY_LIFETIME
            actions.append(self._put_key(keyed_item(job, keyed, expires_at), job.created_at))
        try:
            self.client.transact_write_items(TransactItems=actions)
        except self.client.exceptions.TransactionCanceledException as error:
            if keyed and _failed_condition(error, -1):
                raise KeyAlreadyUsedError from error
            raise

    def job_of_key(self, user_id: str, key: str) -> KeyedJob | None:
        """The job that a key opened; DynamoDB removes keys some time after they expire."""
        item = self._items.get(idempotency_key(user_id, key))
        known = unmarshal(item) if item else None
        if known is None or known["expires_at"] <= epoch(self.clock.now()):
            return None
        return KeyedJob(job_id=known["job_id"], fingerprint=known["fingerprint"])

    def add_photos(self, job: Job, photos: Sequence[Photo]) -> None:
        """Write the photos in one transaction with the job's new number of photos.

        Raises:
            JobChangedError: The job ended, or somebody else added photos meanwhile.
        """
        puts = [self._put_new(photo_item(photo, job.expires_at)) for photo in photos]
        grow = self._grow(job, job.photo_count + len(photos))
        try:
            self.client.transact_write_items(TransactItems=[grow, *puts])
        except self.client.exceptions.TransactionCanceledException as error:
            if _failed_condition(error, 0):
                raise JobChangedError from error
            raise TransientError("The job is busy; send the same request again.") from error

    def job(self, user_id: str, job_id: str) -> Job | None:
        """A user's job."""
        item = self._items.get(job_key(user_id, job_id))
        return read_job(item) if item else None

    def jobs(self, user_id: str, *, limit: int, cursor: str | None) -> Page[Job]:
        """A user's jobs, newest first."""
        items, last = self._items.page(f"USER#{user_id}", JOB_PREFIX, limit, cursor, forward=False)
        return Page(items=tuple(map(read_job, items)), cursor=last)

    def photo(self, job_id: str, photo_id: str) -> Photo | None:
        """One photo of a job."""
        item = self._items.get(photo_key(job_id, photo_id))
        return read_photo(item) if item else None

    def photos(self, job_id: str, *, limit: int, cursor: str | None) -> Page[Photo]:
        """A job's photos, in order."""
        items, last = self._items.page(f"JOB#{job_id}", PHOTO_PREFIX, limit, cursor, forward=True)
        return Page(items=tuple(map(read_photo, items)), cursor=last)

    def count_states(self, job_id: str) -> Mapping[PhotoState, int]:
        """How many photos of a job are in each state."""
        return Counter(
            PhotoState(item["state"]["S"])
            for item in self._items.all(f"JOB#{job_id}", PHOTO_PREFIX, "state")
        )

    def move_photo(self, change: PhotoChange) -> Photo | None:
        """Move a photo forwards, if its generation and state still allow it."""
        request = photo_update(change)
        try:
            answer = self._items.update(
                ReturnValues="ALL_OLD",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **request,
            )
        except self.client.exceptions.ConditionalCheckFailedException as error:
            item = cast("Item | None", error.response.get("Item"))
            return read_photo(item) if item else None
        return read_photo(answer["Attributes"])

    def note_progress(self, user_id: str, job_id: str, seen: Progress) -> Job | None:
        """Add to the job's sets: atomic, and the same twice changes nothing."""
        sets = progress_attributes(seen)
        additions = ["revision :one", *(f"{name} :{name}" for name in sets)]
        try:
            answer = self._items.update(
                Key=job_key(user_id, job_id),
                UpdateExpression=f"ADD {', '.join(additions)}",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeValues=marshal(
                    {":one": 1} | {f":{name}": numbers for name, numbers in sets.items()}
                ),
                ReturnValues="ALL_NEW",
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return None
        return read_job(answer["Attributes"])

    def complete(self, job: Job, at: datetime) -> bool:
        """End an open job that has no more photos or retries than when it was read."""
        values = {
            ":completed": JobState.COMPLETED.value,
            ":open": JobState.OPEN.value,
            ":at": at.isoformat(),
            ":count": job.photo_count,
            ":retries": job.retries,
            ":one": 1,
        }
        try:
            self._items.update(
                Key=job_key(job.user_id, job.job_id),
                UpdateExpression="SET #state = :completed, completed_at = :at"
                " REMOVE due_shard, due_at ADD revision :one",
                ConditionExpression="#state = :open AND photo_count = :count"
                " AND retries = :retries",
                ExpressionAttributeNames={"#state": "state"},
                ExpressionAttributeValues=marshal(values),
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self.client.exceptions.ConditionalCheckFailedException as error:
            item = cast("Item | None", error.response.get("Item"))
            # The SDK repeats a write whose answer was lost, and is told that it came too late.
            return item is not None and read_job(item).completed_at == at
        return True

    def due(self, now: datetime, shard: int, limit: int) -> Sequence[Due]:
        """Up to `limit` rows of a shard that are due by now, oldest first."""
        return DueIndex(self.client, self.name).due(now, shard, limit)

    def postpone(self, photo: Photo, due_at: datetime) -> bool:
        """Look at a photo at another time, if it has not moved on."""
        if photo.due_at is None:
            return False
        return self._postpone(photo_postponement(photo, photo.due_at, due_at))

    def postpone_job(self, job: Job, due_at: datetime) -> bool:
        """Look at a job at another time, if it has not ended."""
        if job.due_at is None:
            return False
        return self._postpone(job_postponement(job, job.due_at, due_at))

    def cancel(self, job: Job) -> None:
        """Let a job take no more photos and never complete."""
        with suppress(self.client.exceptions.ConditionalCheckFailedException):
            self._items.update(
                Key=job_key(job.user_id, job.job_id),
                UpdateExpression="SET #state = :cancelled ADD revision :one",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeNames={"#state": "state"},
                ExpressionAttributeValues=marshal(
                    {":cancelled": JobState.CANCELLED.value, ":one": 1}
                ),
            )

    def remove_job(self, job: Job) -> None:
        """Remove a job's row."""
        self.client.delete_item(TableName=self.name, Key=job_key(job.user_id, job.job_id))

    def remove_photos(self, job_id: str) -> None:
        """Remove every photo row of a job."""
        keys = self._items.all(f"JOB#{job_id}", PHOTO_PREFIX, "pk", "sk")
        self._items.write([{"DeleteRequest": {"Key": key}} for key in keys])

    def _postpone(self, request: Mapping[str, Any]) -> bool:
        try:
            self._items.update(**request)
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    @cached_property
    def _items(self) -> ItemTable:
        return ItemTable(self.client, self.name, self.clock)

    def _put_new(self, item: Item) -> "TransactWriteItemTypeDef":
        condition = "attribute_not_exists(pk)"
        return {"Put": {"TableName": self.name, "Item": item, "ConditionExpression": condition}}

    def _put_key(self, item: Item, now: datetime) -> "TransactWriteItemTypeDef":
        return {
            "Put": {
                "TableName": self.name,
                "Item": item,
                "ConditionExpression": "attribute_not_exists(pk) OR expires_at <= :now",
                "ExpressionAttributeValues": marshal({":now": epoch(now)}),
            }
        }

    def _grow(self, job: Job, photo_count: int) -> "TransactWriteItemTypeDef":
        values = {
            ":old": job.photo_count,
            ":new": photo_count,
            ":open": JobState.OPEN.value,
            ":one": 1,
        }
        return {
            "Update": {
                "TableName": self.name,
                "Key": job_key(job.user_id, job.job_id),
                "UpdateExpression": "SET photo_count = :new ADD revision :one",
                "ConditionExpression": "#state = :open AND photo_count = :old",
                "ExpressionAttributeNames": {"#state": "state"},
                "ExpressionAttributeValues": marshal(values),
            }
        }


def _failed_condition(error: ClientError, position: int) -> bool:
    """Whether one action's condition was what cancelled a transaction."""
    reasons = cast("list[dict[str, str]]", error.response.get("CancellationReasons", []))
    return bool(reasons) and reasons[position].get("Code") == "ConditionalCheckFailed"
