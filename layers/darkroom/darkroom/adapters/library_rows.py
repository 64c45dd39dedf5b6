"""How libraries and their logs are written as DynamoDB items.

All that is a user's lies under `LIB#<user>`. How far the log goes and how far the library has come
are two items, so that who accepts and who applies are never in each other's way. Of what has floats
in it, or is only ever read whole, JSON is kept: the serializer knows no floats.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from darkroom.adapters.rows import LIBRARY_PREFIX, Item, due_moment, marshal, unmarshal
from darkroom.library.albums import Album
from darkroom.library.log import AcceptedOperation
from darkroom.library.photos import LibraryPhoto
from darkroom.library.user_operation import KEPT
from darkroom.ports.library_table import KeyedOperations, LibraryLog

OPERATION_PREFIX: Final = "OP#"
PHOTO_PREFIX: Final = "PHOTO#"
ALBUM_PREFIX: Final = "ALBUM#"


def partition_of(user_id: str) -> str:
    """Where all items of a user's library lie."""
    return f"{LIBRARY_PREFIX}{user_id}"


def accepted_key(user_id: str) -> Item:
    """The primary key of how far a log goes."""
    return _key(user_id, "ACCEPTED")


def applied_key(user_id: str) -> Item:
    """The primary key of how far a library has come."""
    return _key(user_id, "APPLIED")


def operation_key(user_id: str, sequence: int) -> Item:
    """The primary key of an operation of the log."""
    return _key(user_id, operation_place(sequence))


def operation_place(sequence: int) -> str:
    """The sort key of an operation: those of a log sort by their sequences."""
    return f"{OPERATION_PREFIX}{sequence:012d}"


def request_key(user_id: str, key: str) -> Item:
    """The primary key of a used `Idempotency-Key`."""
    return _key(user_id, f"KEY#{key}")


def photo_key(user_id: str, photo_id: str) -> Item:
    """The primary key of a photo of the library."""
    return _key(user_id, f"{PHOTO_PREFIX}{photo_id}")


def album_key(user_id: str, album_id: str) -> Item:
    """The primary key of an album."""
    return _key(user_id, f"{ALBUM_PREFIX}{album_id}")


def read_log(user_id: str, accepted: Item | None, applied: Item | None) -> LibraryLog:
    """A log from its two items, of which there may be none yet."""
    goes, has_come = unmarshal(accepted or {}), unmarshal(applied or {})
    return LibraryLog(
        user_id=user_id,
        accepted=int(goes.get("last", 0)),
        accepted_at=_moment(goes.get("accepted_at")),
        applied=int(has_come.get("last", 0)),
        halted_since=_moment(has_come.get("halted_since")),
        due_at=due_moment(goes),
    )


def operation_item(accepted: AcceptedOperation) -> Item:
    """An operation of the log as an item."""
    plain = accepted.model_dump(mode="json", exclude={"operation"})
    plain["operation"] = accepted.operation.model_dump_json()
    return operation_key(accepted.user_id, accepted.sequence) | marshal(plain)


def read_operation(item: Mapping[str, Any]) -> AcceptedOperation:
    """An operation from its item."""
    plain = unmarshal(item)
    plain["operation"] = json.loads(plain["operation"])
    return AcceptedOperation.model_validate(plain, context=KEPT)


def read_keyed(known: Mapping[str, Any]) -> KeyedOperations:
    """The operations that a key was used for."""
    return KeyedOperations(
        first=int(known["first"]), count=int(known["count"]), fingerprint=known["fingerprint"]
    )


def photo_item(user_id: str, photo: LibraryPhoto) -> Item:
    """A photo of the library as an item."""
    return photo_key(user_id, photo.photo_id) | marshal({"photo": photo.model_dump_json()})


def read_photo(item: Mapping[str, Any]) -> LibraryPhoto:
    """A photo of the library from its item."""
    return LibraryPhoto.model_validate_json(item["photo"]["S"])


def album_item(user_id: str, album: Album) -> Item:
    """An album as an item."""
    return album_key(user_id, album.album_id) | marshal({"album": album.model_dump_json()})


def read_album(item: Mapping[str, Any]) -> Album:
    """An album from its item."""
    return Album.model_validate_json(item["album"]["S"])


def _key(user_id: str, name: str) -> Item:
    return marshal({"pk": partition_of(user_id), "sk": name})


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
