"""The rows of a library that only change together, as the actions of one transaction."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from darkroom.adapters.job_updates import remembrance
from darkroom.adapters.library_rows import (
    accepted_key,
    album_item,
    album_key,
    applied_key,
    operation_item,
    operation_key,
    photo_item,
    photo_key,
    request_key,
)
from darkroom.adapters.rows import Item, due_attributes, marshal, tombstone_item
from darkroom.adapters.rows import photo_item as render_item
from darkroom.adapters.rows import photo_key as render_key
from darkroom.adapters.used_keys import use_of
from darkroom.ports.library_table import Entering, LibraryLog, NewOperations, OperationEnd

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef, UpdateTypeDef


@dataclass(frozen=True)
class LibraryTransactions:
    """What is done to the rows of one table."""

    table_name: str

    def acceptance(self, new: NewOperations) -> "list[TransactWriteItemTypeDef]":
        """Let the log grow, put operations, and the key that they came with.

        If photos of a job enter by them, the job remembers that last.
        """
        first = new.operations[0]
        key = accepted_key(new.user_id)
        grown = {"last": new.last, "accepted_at": first.accepted_at.isoformat()}
        grow = self._update(
            key,
            grown | due_attributes(key, new.due_at),
            _is_last(first.sequence - 1),
            {":before": first.sequence - 1},
        )
        used_for = {
            "first": first.sequence,
            "count": len(new.operations),
            "fingerprint": new.keyed.fingerprint,
        }
        used = request_key(new.user_id, new.keyed.key)
        return [
            grow,
            *(self._put(operation_item(each)) for each in new.operations),
            use_of(self.table_name, used, used_for, first.accepted_at),
            *([self._remembered(new.entering)] if new.entering else []),
        ]

    def end(self, end: OperationEnd) -> "list[TransactWriteItemTypeDef]":
        """End the next operation, if nothing is halted."""
        before = end.operation.sequence - 1
        step = self._update(
            applied_key(end.operation.user_id),
            {"last": end.operation.sequence},
            f"{_is_last(before)} AND attribute_not_exists(halted_since)",
            {":before": before},
        )
        return [step, *self._made(end)]

    def skipping(self, end: OperationEnd, due_at: datetime) -> "list[TransactWriteItemTypeDef]":
        """End the operation at which the log is halted, and have somebody look at the next."""
        user_id, before = end.operation.user_id, end.operation.sequence - 1
        step = self._update(
            applied_key(user_id),
            {"last": end.operation.sequence, "halted_since": None},
            f"{_is_last(before)} AND attribute_exists(#halted_since)",
            {":before": before},
        )
        return [step, *self._made(end), self._wake(user_id, due_at)]

    def halt(self, log: LibraryLog, at: datetime) -> "list[TransactWriteItemTypeDef]":
        """Halt a log where it is."""
        step = self._update(
            applied_key(log.user_id),
            {"last": log.applied, "halted_since": at.isoformat()},
            f"{_is_last(log.applied)} AND attribute_not_exists(#halted_since)",
            {":before": log.applied},
        )
        return [step]

    def resumption(self, log: LibraryLog, due_at: datetime) -> "list[TransactWriteItemTypeDef]":
        """Halt no longer where the log is halted, and have somebody look at what follows."""
        step = self._update(
            applied_key(log.user_id),
            {"last": log.applied, "halted_since": None},
            f"{_is_last(log.applied)} AND attribute_exists(#halted_since)",
            {":before": log.applied},
        )
        return [step, self._wake(log.user_id, due_at)]

    def _remembered(self, entering: Entering) -> "TransactWriteItemTypeDef":
        update = {"TableName": self.table_name} | remembrance(entering)
        return {"Update": cast("UpdateTypeDef", update)}

    def _made(self, end: OperationEnd) -> "Iterator[TransactWriteItemTypeDef]":
        """All that an operation changes; only one operation of a user is at it at any time."""
        ended, changes = end.operation, end.changes
        values = ended.model_dump(mode="json", include={"state", "ended_at", "error"})
        yield self._update(operation_key(ended.user_id, ended.sequence), values)
        for photo in changes.photos:
            yield self._put(photo_item(ended.user_id, photo))
        for album in changes.albums:
            yield self._put(album_item(ended.user_id, album))
        for photo in changes.deleted_photos:
            yield self._delete(photo_key(ended.user_id, photo.photo_id))
        for album in changes.deleted_albums:
            yield self._delete(album_key(ended.user_id, album.album_id))
        for photo in end.not_to_render:
            yield self._delete(render_key(photo.job_id, photo.photo_id))
        if end.render:
            yield self._put(render_item(end.render, None))
        for tombstone in end.tombstones:
            yield self._put(tombstone_item(tombstone, None))

    def _wake(self, user_id: str, due_at: datetime) -> "TransactWriteItemTypeDef":
        key = accepted_key(user_id)
        return self._update(key, due_attributes(key, due_at))

    def _put(self, item: Item) -> "TransactWriteItemTypeDef":
        return {"Put": {"TableName": self.table_name, "Item": item}}

    def _delete(self, key: Item) -> "TransactWriteItemTypeDef":
        return {"Delete": {"TableName": self.table_name, "Key": key}}

    def _update(
        self,
        key: Item,
        changes: Mapping[str, Any],
        condition: str = "attribute_exists(pk)",
        values: Mapping[str, Any] | None = None,
    ) -> "TransactWriteItemTypeDef":
        """Set what has a value, and remove what has none."""
        known = {name: value for name, value in changes.items() if value is not None}
        gone = [f"#{name}" for name in changes if name not in known]
        parts = [
            known and "SET " + ", ".join(f"#{name} = :{name}" for name in known),
            gone and "REMOVE " + ", ".join(gone),
        ]
        given = {f":{name}": value for name, value in known.items()} | dict(values or {})
        return {
            "Update": {
                "TableName": self.table_name,
                "Key": key,
                "UpdateExpression": " ".join(part for part in parts if part),
                "ConditionExpression": condition,
                "ExpressionAttributeNames": {f"#{name}": name for name in changes},
                "ExpressionAttributeValues": marshal(given),
            }
        }


def _is_last(sequence: int) -> str:
    """The condition that a sequence, named `:before`, is the last; there is no row for 0."""
    return "#last = :before" if sequence else "(attribute_not_exists(#last) OR #last = :before)"
