"""Libraries and their logs in a DynamoDB table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, cast

from darkroom.adapters.items import CONDITION_FAILED, ItemTable, cancellation_codes
from darkroom.adapters.library_rows import (
    ALBUM_PREFIX,
    OPERATION_PREFIX,
    PHOTO_PREFIX,
    accepted_key,
    album_key,
    applied_key,
    operation_key,
    operation_place,
    partition_of,
    photo_key,
    read_album,
    read_keyed,
    read_log,
    read_operation,
    read_photo,
    request_key,
)
from darkroom.adapters.library_transactions import LibraryTransactions
from darkroom.adapters.rows import Item, exact_epoch, marshal
from darkroom.adapters.rows import photo_key as render_key
from darkroom.adapters.rows import read_photo as read_render
from darkroom.adapters.used_keys import read_use
from darkroom.clock import Clock
from darkroom.errors import JobChangedError, KeyAlreadyUsedError
from darkroom.jobs import Photo
from darkroom.library.albums import Album
from darkroom.library.contents import Library, Touched
from darkroom.library.log import AcceptedOperation
from darkroom.library.photos import LibraryPhoto
from darkroom.ports import Page
from darkroom.ports.library_table import KeyedOperations, LibraryLog, NewOperations, OperationEnd

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


@dataclass(frozen=True)
class DynamoDbLibraryTable:
    """The rows of libraries, in the table of the jobs."""

    client: "DynamoDBClient"
    name: str
    clock: Clock

    def log(self, user_id: str) -> LibraryLog:
        """How far a user's log goes."""
        # In this order it never seems to have come further than it goes.
        applied = self._items.get(applied_key(user_id))
        return read_log(user_id, self._items.get(accepted_key(user_id)), applied)

    def accept(self, new: NewOperations) -> bool:
        """Write operations behind the log, in one transaction.

        Raises:
            KeyAlreadyUsedError: The idempotency key was used before.
            JobChangedError: The job whose photos enter has begun again, or is gone.
        """
        try:
            self._items.transact(self._transactions.acceptance(new))
        except self.client.exceptions.TransactionCanceledException as error:
            growth, *rest = cancellation_codes(error)
            if rest[len(new.operations)] == CONDITION_FAILED:
                raise KeyAlreadyUsedError from error
            if new.entering and rest[-1] == CONDITION_FAILED:
                raise JobChangedError from error
            if growth != CONDITION_FAILED:
                raise
            return False
        return True

    def operations_of_key(self, user_id: str, key: str) -> KeyedOperations | None:
        """What a key was used for."""
        known = read_use(self._items.get(request_key(user_id, key)), self.clock.now())
        return read_keyed(known) if known else None

    def operation(self, user_id: str, sequence: int) -> AcceptedOperation | None:
        """One operation of the log."""
        item = self._items.get(operation_key(user_id, sequence))
        return read_operation(item) if item else None

    def operations(self, user_id: str, *, after: int, limit: int) -> tuple[AcceptedOperation, ...]:
        """The next operations of the log behind a sequence."""
        partition, place = partition_of(user_id), operation_place(after)
        return tuple(
            map(read_operation, self._items.next(partition, OPERATION_PREFIX, place, limit))
        )

    def operations_between(
        self, user_id: str, first: int, last: int
    ) -> tuple[AcceptedOperation, ...]:
        """Every operation of the log from one sequence to another."""
        places = operation_place(first), operation_place(last)
        return tuple(map(read_operation, self._items.between(partition_of(user_id), *places)))

    def contents(self, user_id: str, touched: Touched) -> Library:
        """These photos and albums, as far as there are any, and which of those named are there."""
        named = Touched(photo_ids=touched.named_photo_ids)
        items = [*self._items.get_many(_keys(user_id, touched))]
        if touched.every_album:
            items += self._items.all(partition_of(user_id), ALBUM_PREFIX, "album")
        photos = [read_photo(item) for item in items if "photo" in item]
        albums = [read_album(item) for item in items if "album" in item]
        return Library(
            photos={photo.photo_id: photo for photo in photos},
            albums={album.album_id: album for album in albums},
            named_photo_ids=self.found(user_id, named).photo_ids,
        )

    def found(self, user_id: str, touched: Touched) -> Touched:
        """Those of the photos and albums that are there."""
        items = self._items.get_many(_keys(user_id, touched), "sk")
        names = {item["sk"]["S"] for item in items}
        return Touched(
            photo_ids=frozenset(it for it in touched.photo_ids if f"{PHOTO_PREFIX}{it}" in names),
            album_ids=frozenset(it for it in touched.album_ids if f"{ALBUM_PREFIX}{it}" in names),
        )

    def photos(self, user_id: str, *, limit: int, cursor: str | None) -> Page[LibraryPhoto]:
        """The photos of a library, by id."""
        partition = partition_of(user_id)
        items, last = self._items.page(partition, PHOTO_PREFIX, limit, cursor, forward=True)
        return Page(items=tuple(map(read_photo, items)), cursor=last)

    def albums(self, user_id: str, *, limit: int, cursor: str | None) -> Page[Album]:
        """The albums of a library, by id."""
        partition = partition_of(user_id)
        items, last = self._items.page(partition, ALBUM_PREFIX, limit, cursor, forward=True)
        return Page(items=tuple(map(read_album, items)), cursor=last)

    def versions(self, photos: Sequence[LibraryPhoto]) -> Mapping[str, Photo]:
        """The rows in which the current versions of photos are rendered."""
        edited = {photo.photo_id: photo for photo in photos if photo.output}
        keys = [render_key(photo.job_id, photo.photo_id) for photo in edited.values()]
        rows = map(read_render, self._items.get_many(keys))
        return {row.photo_id: row for row in rows if row.generation == edited[row.photo_id].version}

    def end(self, end: OperationEnd) -> bool:
        """Write what the next operation of a log came to, unless the log is halted."""
        return self._write_end(end, self._transactions.end(end))

    def skip(self, end: OperationEnd, due_at: datetime) -> bool:
        """Leave out the operation at which the log is halted."""
        return self._write_end(end, self._transactions.skipping(end, due_at))

    def halt(self, log: LibraryLog, at: datetime) -> bool:
        """Apply nothing more, if nothing was applied since the log was read."""
        return self._write(self._transactions.halt(log, at))

    def resume(self, log: LibraryLog, due_at: datetime) -> bool:
        """Apply again, if the log is halted as it was when it was read."""
        return self._write(self._transactions.resumption(log, due_at))

    def postpone(self, log: LibraryLog, due_at: datetime | None) -> bool:
        """Look at a log at another time, or never, if nobody else has changed that."""
        if log.due_at is None:
            return False
        values = {
            ":known": exact_epoch(log.due_at),
            ":accepted": log.accepted,
            ":due_at": exact_epoch(due_at) if due_at else None,
        }
        try:
            self._items.update(
                Key=accepted_key(log.user_id),
                UpdateExpression="SET due_at = :due_at" if due_at else "REMOVE due_shard, due_at",
                ConditionExpression="due_at = :known AND #last = :accepted",
                ExpressionAttributeNames={"#last": "last"},
                ExpressionAttributeValues=marshal(values),
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self.client.exceptions.ConditionalCheckFailedException as error:
            now = read_log(log.user_id, cast("Item | None", error.response.get("Item")), None)
            # The SDK repeats a write whose answer was lost, and is told that it came too late.
            return (now.accepted, now.due_at) == (log.accepted, due_at)
        return True

    def _write_end(self, end: OperationEnd, actions: "list[TransactWriteItemTypeDef]") -> bool:
        if self._write(actions):
            return True
        # The SDK repeats a write whose answer was lost, and is told that it came too late.
        now = self.operation(end.operation.user_id, end.operation.sequence)
        return now == end.operation

    def _write(self, actions: "list[TransactWriteItemTypeDef]") -> bool:
        """Write all of it; False if the log is not as it has to be."""
        try:
            self._items.transact(actions)
        except self.client.exceptions.TransactionCanceledException as error:
            if CONDITION_FAILED not in cancellation_codes(error):
                raise
            return False
        return True

    @cached_property
    def _items(self) -> ItemTable:
        return ItemTable(self.client, self.name, self.clock)

    @cached_property
    def _transactions(self) -> LibraryTransactions:
        return LibraryTransactions(self.name)


def _keys(user_id: str, touched: Touched) -> list[Item]:
    photos = (photo_key(user_id, photo_id) for photo_id in touched.photo_ids)
    albums = () if touched.every_album else touched.album_ids
    return [*photos, *(album_key(user_id, album_id) for album_id in albums)]
