"""Jobs and photos in a DynamoDB table."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from darkroom.adapters.due_index import (
    DueIndex,
    is_own_postponement,
    job_postponement,
    photo_postponement,
    tombstone_postponement,
)
from darkroom.adapters.items import CONDITION_FAILED, ItemTable, cancellation_codes
from darkroom.adapters.job_updates import completion, progress_update, settlement
from darkroom.adapters.photo_updates import photo_update
from darkroom.adapters.rows import (
    JOB_PREFIX,
    PHOTO_PREFIX,
    Item,
    idempotency_key,
    job_key,
    photo_item,
    photo_key,
    read_job,
    read_photo,
    read_tombstone,
    tombstone_key,
)
from darkroom.adapters.transactions import Transactions
from darkroom.adapters.used_keys import read_use
from darkroom.clock import Clock
from darkroom.errors import JobChangedError, KeyAlreadyUsedError
from darkroom.jobs import Job, Photo, PhotoState, Progress, Tombstone
from darkroom.ports import Due, KeyedJob, KeyedRequest, Page, PhotoChange

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


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
        try:
            self._items.transact(self._transactions.opening(job, keyed))
        except self.client.exceptions.TransactionCanceledException as error:
            codes = cancellation_codes(error)
            if keyed and codes[-1] == CONDITION_FAILED:
                raise KeyAlreadyUsedError from error
            # Nobody else knows its id: a job that is there already was put there by this write.
            if codes[0] != CONDITION_FAILED:
                raise

    def job_of_key(self, user_id: str, key: str) -> KeyedJob | None:
        """The job that a key opened."""
        known = read_use(self._items.get(idempotency_key(user_id, key)), self.clock.now())
        if known is None:
            return None
        return KeyedJob(job_id=known["job_id"], fingerprint=known["fingerprint"])

    def add_photos(self, job: Job, photos: Sequence[Photo]) -> None:
        """Write the photos in one transaction with the job's new number of photos.

        Raises:
            JobChangedError: The job ended, or somebody else added photos meanwhile.
        """
        try:
            self._items.transact(self._transactions.addition(job, photos))
        except self.client.exceptions.TransactionCanceledException as error:
            if not self._has_begun(photos):
                raise JobChangedError from error

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
        items, last = self._items.whole_page(f"JOB#{job_id}", PHOTO_PREFIX, limit, cursor)
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
        """Add to the job's sets."""
        request = progress_update(user_id, job_id, seen)
        try:
            answer = self._items.update(ReturnValues="ALL_NEW", **request)
        except self.client.exceptions.ConditionalCheckFailedException:
            return None
        return read_job(answer["Attributes"])

    def complete(self, job: Job, at: datetime) -> bool:
        """End an open job that has no more photos or retries than when it was read."""
        try:
            self._items.update(ReturnValuesOnConditionCheckFailure="ALL_OLD", **completion(job, at))
        except self.client.exceptions.ConditionalCheckFailedException as error:
            item = cast("Item | None", error.response.get("Item"))
            # The SDK repeats a write whose answer was lost, and is told that it came too late.
            return item is not None and read_job(item).completed_at == at
        return True

    def settle(self, job: Job) -> bool:
        """Have nobody look at a completed job any more."""
        try:
            self._items.update(**settlement(job))
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
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

    def begin_again(self, job: Job, photos: Sequence[Photo]) -> None:
        """Open a job again with the next generations of photos of it, in one transaction.

        Raises:
            JobChangedError: The job is gone, or not every one of them has failed or expired.
        """
        try:
            self._items.transact(self._transactions.new_beginning(job, photos))
        except self.client.exceptions.TransactionCanceledException as error:
            if not self._has_begun(photos):
                raise JobChangedError from error

    def remove_job(self, job: Job, at: datetime) -> None:
        """Put a tombstone in place of a job, in one transaction."""
        tombstone = Tombstone.of(job.user_id, job.job_id, at)
        self._items.transact(self._transactions.removal(job, tombstone))

    def tombstone(self, job_id: str) -> Tombstone | None:
        """The tombstone of a deleted job."""
        item = self._items.get(tombstone_key(job_id))
        return read_tombstone(item) if item else None

    def postpone_tombstone(self, tombstone: Tombstone, due_at: datetime) -> bool:
        """Look at a tombstone at another time, if nobody else has since it was read."""
        return self._postpone(tombstone_postponement(tombstone, due_at))

    def remove_tombstone(self, job_id: str) -> None:
        """Forget a deleted job."""
        self.client.delete_item(TableName=self.name, Key=tombstone_key(job_id))

    def remove_photos(self, job_id: str) -> None:
        """Remove every photo row of a job."""
        keys = self._items.all(f"JOB#{job_id}", PHOTO_PREFIX, "pk", "sk")
        self._items.write([{"DeleteRequest": {"Key": key}} for key in keys])

    def _postpone(self, request: Mapping[str, Any]) -> bool:
        try:
            self._items.update(ReturnValuesOnConditionCheckFailure="ALL_OLD", **request)
        except self.client.exceptions.ConditionalCheckFailedException as error:
            row = cast("Item | None", error.response.get("Item"))
            return row is not None and is_own_postponement(request, row)
        return True

    @cached_property
    def _items(self) -> ItemTable:
        return ItemTable(self.client, self.name, self.clock)

    @cached_property
    def _transactions(self) -> Transactions:
        return Transactions(self.name)

    def _has_begun(self, photos: Sequence[Photo]) -> bool:
        """Whether these very generations are there, whatever became of them since.

        The SDK repeats a write whose answer was lost, and is told that it came too late. It was
        written all or nothing, so that one photo of it tells.
        """
        return any(
            now is not None
            and (now.generation, now.waiting_since) == (photo.generation, photo.waiting_since)
            for photo in photos
            for now in [self.photo(photo.job_id, photo.photo_id)]
        )
