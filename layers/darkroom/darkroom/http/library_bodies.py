"""The bodies of answers about a library."""

from datetime import datetime
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field

from darkroom.http.bodies import WARNINGS_LIST, OutputBody
from darkroom.jobs import OutputState, Photo, Problem
from darkroom.library.albums import Album
from darkroom.library.log import AcceptedOperation, OperationState
from darkroom.library.operations import UserOperation
from darkroom.library.photos import Entry, LibraryPhoto

_ORIGINAL: Final = "original"


class _Answer(BaseModel):
    # Built when it is first used: most cold starts never get to that.
    model_config = ConfigDict(frozen=True, defer_build=True)


class UserOperationBody(_Answer):
    """Where an operation stands. What is `rejected` was skipped; its `error` says why."""

    operation_id: str
    sequence: int
    state: OperationState
    operation: UserOperation
    error: Problem | None
    accepted_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, accepted: AcceptedOperation) -> Self:
        """The body for an operation of the log."""
        return cls(**{name: getattr(accepted, name) for name in cls.model_fields})


class AcceptedOperations(_Answer):
    """The operations of a request in their places in your log."""

    operations: tuple[UserOperationBody, ...]


class UserOperationList(_Answer):
    """A part of your log in its order; for the next, pass the last `sequence` on as `after`.

    `accepted` and `applied` are the sequences that your log has come to. While it is halted, the
    operation `halted_at` waits for you to retry or skip it, and all others wait behind it.
    """

    items: tuple[UserOperationBody, ...]
    accepted: int
    applied: int
    halted_at: int | None


class AlbumBody(_Answer):
    """An album. Its `cover` is its first photo unless another was chosen."""

    album_id: str
    name: str
    photo_count: int
    cover: str | None
    created_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, album: Album) -> Self:
        """The body for an album."""
        return cls(
            photo_count=len(album.photo_ids),
            cover=album.shown_cover,
            **album.model_dump(include=set(cls.model_fields) - {"photo_count", "cover"}),
        )


class AlbumWithPhotos(AlbumBody):
    """An album with its photos in order."""

    photo_ids: tuple[str, ...]


class AlbumList(_Answer):
    """Your albums, after the operation `applied` of your log."""

    items: tuple[AlbumBody, ...]
    applied: int


class LibraryPhotoBody(_Answer):
    """A photo of the library.

    `operations` are what is done to its original now, and `current` is what comes of that: the
    original itself while there are none. `version` is the sequence that last changed its look.
    """

    photo_id: str
    name: str
    version: int
    operations: Entry
    current: OutputBody
    warnings: Annotated[tuple[str, ...], Field(description=WARNINGS_LIST)]
    can_undo: bool
    can_redo: bool
    added_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, photo: LibraryPhoto, rendered: Photo | None) -> Self:
        """The body for a photo, of which that version was last rendered, or is about to be."""
        # What was told of an older version is of no use to anybody.
        told = rendered if rendered and rendered.generation == photo.version else None
        made = {"current": _current(photo, told), "warnings": told.warnings if told else ()}
        own = {name: getattr(photo, name) for name in cls.model_fields.keys() - made.keys()}
        return cls(**made, **own)


class LibraryPhotoWithHistory(LibraryPhotoBody):
    """A photo with its `history`, of which it shows the entry at `position`, counted from 0."""

    history: tuple[Entry, ...]
    position: int


class LibraryPhotoList(_Answer):
    """A page of your photos; pass `cursor` on for the next, null at the end.

    They are as after the operation `applied` of your log, or a later one.
    """

    items: tuple[LibraryPhotoBody, ...]
    cursor: str | None
    applied: int


def _current(photo: LibraryPhoto, rendered: Photo | None) -> OutputBody:
    path = f"/v1/library/photos/{photo.photo_id}"
    wanted, original = photo.output, photo.original
    if wanted is None:
        sizes = original.model_dump(include={"width", "height", "bytes", "content_type"})
        url = f"{path}/{_ORIGINAL}"
        return OutputBody(name=_ORIGINAL, state=OutputState.DONE, url=url, **sizes)
    if rendered is None:
        return OutputBody(name=wanted.name, state=OutputState.PENDING)
    return OutputBody.of(rendered, wanted, f"{path}/{wanted.name}")
