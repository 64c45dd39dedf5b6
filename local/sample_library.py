"""The sample's library: one photo, and a log of three operations of which none is applied yet."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from darkroom.adapters.library_rows import accepted_key, applied_key, operation_item, photo_item
from darkroom.adapters.rows import marshal
from darkroom.jobs import Source
from darkroom.keys import library_key
from darkroom.library.acceptance import Acceptance
from darkroom.library.log import AcceptedOperation
from darkroom.library.operations import UserOperation
from darkroom.library.photo_operations import ApplyEdit, Undo
from darkroom.library.photos import LibraryPhoto, Original
from darkroom.operations.rotate import Rotate

_JOB_ID = "lib_sample"
_PHOTO_ID = "pho_sample_kept"
_ROTATED = ApplyEdit(photo_id=_PHOTO_ID, operations=(Rotate(degrees=90),))
_UNDONE = Undo(photo_id=_PHOTO_ID)


def sample_original(user_id: str) -> str:
    """Return where the original of the library's photo lies."""
    return library_key(user_id, _JOB_ID, _PHOTO_ID)


def library_items(user_id: str, now: datetime) -> Iterator[dict[str, Any]]:
    """Yield the rows of the library as they are before anything is applied."""
    source = Source(key=sample_original(user_id), version_id="null")
    original = Original(name="rocket.jpg", source=source, content_type="image/jpeg")
    # It was added by an operation before those in the log.
    photo = LibraryPhoto(
        photo_id=_PHOTO_ID,
        job_id=_JOB_ID,
        name="rocket.jpg",
        original=original,
        version=0,
        added_at=now,
        changed_at=now,
    )
    operations: tuple[UserOperation, ...] = (_ROTATED, _UNDONE, _UNDONE)
    yield photo_item(user_id, photo)
    yield accepted_key(user_id) | marshal({"last": len(operations)})
    yield applied_key(user_id) | marshal({"last": 0})
    for sequence, operation in enumerate(operations, 1):
        acceptance = Acceptance(
            user_id=user_id,
            operation_id=f"op_{sequence:010x}{'0' * 24}",
            sequence=sequence,
            accepted_at=now - timedelta(minutes=1),
        )
        yield operation_item(AcceptedOperation.of(operation, acceptance))
