"""The rows that only change together, as the actions of one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from darkroom.adapters.rows import (
    Item,
    due_attributes,
    idempotency_key,
    job_item,
    job_key,
    marshal,
    photo_item,
    progress_attributes,
    tombstone_item,
)
from darkroom.adapters.used_keys import use_of
from darkroom.jobs import ENDED_BADLY, Job, JobState, Photo, Progress, Sighting, Tombstone
from darkroom.ports import KeyedRequest

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


@dataclass(frozen=True)
class Transactions:
    """What is done to the rows of one table."""

    table_name: str

    def opening(self, job: Job, keyed: KeyedRequest | None) -> "list[TransactWriteItemTypeDef]":
        """Put a job, and last the key that opened it."""
        opening = [self._put_new(job_item(job))]
        if keyed:
            key = idempotency_key(job.user_id, keyed.key)
            used_for = {"job_id": job.job_id, "fingerprint": keyed.fingerprint}
            opening.append(use_of(self.table_name, key, used_for, job.created_at))
        return opening

    def addition(self, job: Job, photos: Sequence[Photo]) -> "list[TransactWriteItemTypeDef]":
        """Let a job grow, and put photos behind those that it had when it was read."""
        grow = self._update_job(
            job,
            "SET photo_count = :new ADD revision :one",
            "#state = :open AND photo_count = :old",
            {":old": job.photo_count, ":new": job.photo_count + len(photos)},
        )
        return [grow, *(self._put_new(photo_item(photo, job.expires_at)) for photo in photos)]

    def new_beginning(self, job: Job, photos: Sequence[Photo]) -> "list[TransactWriteItemTypeDef]":
        """Open a job again, and put each photo in place of its last generation, if that failed."""
        due_at = min(photo.due_at for photo in photos if photo.due_at)
        due = due_attributes(job_key(job.user_id, job.job_id), due_at)
        marks = progress_attributes(
            Progress.of(Sighting(photo.number, photo.generation, photo.state) for photo in photos)
        )
        additions = ["revision :one", "retries :one", *(f"{name} :{name}" for name in marks)]
        reopen = self._update_job(
            job,
            f"SET #state = :open, {', '.join(f'{name} = :{name}' for name in due)}"
            f" REMOVE completed_at ADD {', '.join(additions)}",
            "attribute_exists(pk)",
            {f":{name}": value for name, value in (due | marks).items()},
        )
        return [reopen, *(self._put_next_generation(photo, job.expires_at) for photo in photos)]

    def removal(self, job: Job, tombstone: Tombstone) -> "list[TransactWriteItemTypeDef]":
        """Put a tombstone in place of a job; twice is once, so that neither asks for anything."""
        key = job_key(job.user_id, job.job_id)
        return [
            {"Delete": {"TableName": self.table_name, "Key": key}},
            {
                "Put": {
                    "TableName": self.table_name,
                    "Item": tombstone_item(tombstone, job.expires_at),
                }
            },
        ]

    def _put_new(self, item: Item) -> "TransactWriteItemTypeDef":
        condition = "attribute_not_exists(pk)"
        return {
            "Put": {"TableName": self.table_name, "Item": item, "ConditionExpression": condition}
        }

    def _put(
        self, item: Item, condition: str, values: dict[str, Any]
    ) -> "TransactWriteItemTypeDef":
        return {
            "Put": {
                "TableName": self.table_name,
                "Item": item,
                "ConditionExpression": condition,
                "ExpressionAttributeValues": marshal(values),
            }
        }

    def _put_next_generation(
        self, photo: Photo, expires_at: datetime
    ) -> "TransactWriteItemTypeDef":
        ends = {f":end{place}": end.value for place, end in enumerate(sorted(ENDED_BADLY))}
        is_last, ended_badly = "generation = :last", f"#state IN ({', '.join(ends)})"
        values = {":last": photo.generation - 1} | ends
        put = self._put(photo_item(photo, expires_at), f"{is_last} AND {ended_badly}", values)
        put["Put"]["ExpressionAttributeNames"] = {"#state": "state"}
        return put

    def _update_job(
        self, job: Job, update: str, condition: str, values: dict[str, Any]
    ) -> "TransactWriteItemTypeDef":
        return {
            "Update": {
                "TableName": self.table_name,
                "Key": job_key(job.user_id, job.job_id),
                "UpdateExpression": update,
                "ConditionExpression": condition,
                "ExpressionAttributeNames": {"#state": "state"},
                "ExpressionAttributeValues": marshal(
                    {":open": JobState.OPEN.value, ":one": 1} | values
                ),
            }
        }
