"""Libraries, what is in them, and what is done to them, with sensible values."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from pydantic import TypeAdapter

from darkroom.jobs import Photo, PhotoState, Source, Tombstone
from darkroom.library.acceptance import Acceptance
from darkroom.library.albums import Album
from darkroom.library.contents import Changes, Library, Touched
from darkroom.library.log import AcceptedOperation, OperationState, apply
from darkroom.library.operations import UserOperation
from darkroom.library.photos import LibraryPhoto, Original
from darkroom.ports import KeyedRequest
from darkroom.ports.library_table import LibraryTable, NewOperations, OperationEnd
from darkroom.recipes import Output
from tests.builders import NOW, USER

_operation: TypeAdapter[UserOperation] = TypeAdapter(UserOperation)

Asked = dict[str, object]
"""An operation as a request has it."""

AT: Final = NOW + timedelta(seconds=10)
"""When operations are applied."""

DUE: Final = NOW + timedelta(seconds=60)
"""When somebody looks whether they were forgotten, or what they brought about."""

ROTATE: Asked = {"operation": "rotate", "degrees": 90}
BRIGHTER: Asked = {"operation": "adjust", "brightness": 0.25}
FLIP: Asked = {"operation": "flip", "axis": "horizontal"}


def build_original(photo_id: str = "pho_beach") -> Original:
    """A finished photo of a job."""
    source = Source(key=f"uploads/{photo_id}", version_id="version-1")
    return Original(
        name=f"{photo_id}.jpg", source=source, content_type="image/jpeg", width=4000, height=3000
    )


def build_library_photo(photo_id: str = "pho_beach", **values: object) -> LibraryPhoto:
    """A photo that nothing was done to yet."""
    usual = {
        "photo_id": photo_id,
        "job_id": "lib_beach",
        "name": "beach.jpg",
        "original": build_original(photo_id),
        "version": 1,
        "added_at": NOW,
        "changed_at": NOW,
    }
    return LibraryPhoto.model_validate(usual | values)


def build_album(*photo_ids: str, album_id: str = "alb_lisbon", **values: object) -> Album:
    """An album with these photos."""
    usual = {
        "album_id": album_id,
        "name": "Lisbon",
        "photo_ids": photo_ids,
        "created_at": NOW,
        "changed_at": NOW,
    }
    return Album.model_validate(usual | values)


def build_library(*things: LibraryPhoto | Album) -> Library:
    """A library with these photos and albums."""
    return Library(
        photos={each.photo_id: each for each in things if isinstance(each, LibraryPhoto)},
        albums={each.album_id: each for each in things if isinstance(each, Album)},
    )


def read_operation(asked: Mapping[str, object]) -> UserOperation:
    """An operation as a request has it."""
    return _operation.validate_python(asked)


def accept(operation: Mapping[str, object], sequence: int = 7) -> AcceptedOperation:
    """An operation of a request in its place in the log; each was accepted after a second more."""
    acceptance = Acceptance(
        user_id=USER,
        operation_id=f"op_{sequence:010x}{'5eed' * 6}",
        sequence=sequence,
        accepted_at=NOW + timedelta(seconds=sequence),
    )
    return AcceptedOperation.of(read_operation(operation), acceptance)


def after(library: Library, *operations: Mapping[str, object]) -> Library:
    """A library after operations that can all be applied."""
    for sequence, operation in enumerate(operations, 101):
        library = library.after(apply(library, accept(operation, sequence)))
    return library


def change(
    libraries: LibraryTable,
    changes: Changes,
    *,
    render: Photo | None = None,
    tombstones: tuple[Tombstone, ...] = (),
    user_id: str = USER,
) -> None:
    """Have the next operation change a library like this."""
    sequence = libraries.log(user_id).accepted + 1
    operation = accept({"operation": "undo", "photo_id": "pho_beach"}, sequence)
    operation = operation.model_copy(update={"user_id": user_id})
    keyed = KeyedRequest(key=str(sequence), fingerprint="f")
    libraries.accept(NewOperations(operations=(operation,), keyed=keyed, due_at=DUE))
    ended = operation.model_copy(update={"state": OperationState.APPLIED, "ended_at": AT})
    end = OperationEnd(operation=ended, changes=changes, render=render, tombstones=tombstones)
    assert libraries.end(end)


def fall_behind(libraries: LibraryTable, *, by: int) -> None:
    """Have so many more operations wait to be applied."""
    first = libraries.log(USER).accepted + 1
    asked = accept({"operation": "undo", "photo_id": "pho_beach"}, first)
    operations = tuple(
        asked.model_copy(update={"operation_id": f"op_{sequence}", "sequence": sequence})
        for sequence in range(first, first + by)
    )
    keyed = KeyedRequest(key=f"behind {first}", fingerprint="f")
    assert libraries.accept(NewOperations(operations=operations, keyed=keyed, due_at=DUE))


def edited(photo: LibraryPhoto, *, version: int) -> LibraryPhoto:
    """The photo, made brighter."""
    output = Output.model_validate({"name": "current", "operations": [BRIGHTER]})
    history = (*photo.history, output.operations)
    shown = {"history": history, "position": len(history) - 1, "version": version}
    return photo.model_copy(update=shown)


def long_edits(count: int, photo_id: str = "pho_beach") -> list[Asked]:
    """Edits of 80 kB, of which no answer holds a hundred."""
    caption = {"operation": "caption", "text": "\U0001f3d6" * 1000}
    edit: Asked = {"operation": "apply_edit", "photo_id": photo_id, "operations": [caption] * 20}
    return [edit] * count


def with_long_history(photo_id: str, kilobytes: int = 200) -> LibraryPhoto:
    """A photo about as large as so many kilobytes, for all that was done to it."""
    caption = {"operation": "caption", "text": "\U0001f3d6" * 240}
    return build_library_photo(photo_id, history=[[], *[[caption]] * kilobytes], position=1)


def version_of(photo: LibraryPhoto) -> Photo:
    """The row in which the photo's version waits to be rendered."""
    assert photo.output
    return Photo(
        job_id=photo.job_id,
        photo_id=photo.photo_id,
        number=0,
        user_id=USER,
        name=photo.name,
        content_type=photo.original.content_type,
        state=PhotoState.QUEUED,
        created_at=AT,
        updated_at=AT,
        waiting_since=AT,
        due_at=DUE,
        generation=photo.version,
        outputs=(photo.output,),
        source=Source(key="library/beach", version_id="v1"),
    )


def part_of(library: Library, touched: Touched) -> Library:
    """No more of a library than an operation says that it touches."""
    album_ids = library.albums if touched.every_album else touched.album_ids
    return Library(
        photos={each: library.photos[each] for each in touched.photo_ids & library.photos.keys()},
        albums={each: library.albums[each] for each in album_ids if each in library.albums},
        named_photo_ids=touched.named_photo_ids & library.photos.keys(),
        originals={
            each: library.originals[each] for each in touched.originals & library.originals.keys()
        },
    )
