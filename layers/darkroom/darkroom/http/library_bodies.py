"""The bodies of answers about a library."""

from datetime import datetime
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, RootModel

from darkroom.http.bodies import WARNINGS_LIST, OutputBody
from darkroom.jobs import OutputState, Photo, Problem
from darkroom.library.album_operations import CreateAlbum
from darkroom.library.albums import Album
from darkroom.library.log import AcceptedOperation
from darkroom.library.operations import UserOperation
from darkroom.library.photos import Entry, LibraryPhoto
from darkroom.ports.library_table import LibraryLog
from darkroom.services.read_library import AsOf, Placed, ShownPhoto

_CURRENT: Final = "current"
_HALTED: Final = Problem(
    code="gave_up",
    message="It failed again and again, for a reason that is ours; ask for a retry, or skip it.",
)


# What a photo tells of itself.
_OWN: Final = ("photo_id", "name", "version", "can_undo", "can_redo", "added_at", "changed_at")


_Sequence = Annotated[
    int,
    Field(
        description="The operation as of which this is, at least: while more are applied at the"
        " same time, some of those behind it may show as well."
    ),
]


class _Answer(BaseModel):
    # Built when it is first used: most cold starts never get to that.
    model_config = ConfigDict(frozen=True, defer_build=True)


class UserOperationBody(_Answer):
    """Where an operation stands.

    It is `accepted` until its turn, and then `applied`, or `rejected` with the reason in `error`.
    One that is `halted` waits for you to retry or skip it, and all others wait behind it.
    """

    operation_id: str
    sequence: int
    state: Literal["accepted", "applied", "rejected", "skipped", "halted"]
    operation: UserOperation
    error: Problem | None
    accepted_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, placed: Placed) -> Self:
        """The body for an operation of the log."""
        accepted = placed.operation
        shown = {name: getattr(accepted, name) for name in cls.model_fields}
        if placed.is_halted:
            shown |= {"state": "halted", "error": _HALTED}
        return cls(**shown)


class AcceptedOperationBody(_Answer):
    """The place of an operation in your log; `album_id` is that of an album it creates."""

    operation_id: str
    sequence: int
    album_id: str | None

    @classmethod
    def of(cls, accepted: AcceptedOperation) -> Self:
        """The body for an operation of a request."""
        made = accepted.operation
        return cls(
            operation_id=accepted.operation_id,
            sequence=accepted.sequence,
            album_id=made.album_id if isinstance(made, CreateAlbum) else None,
        )


class AcceptedOperations(_Answer):
    """The places of the operations of a list, in its order."""

    operations: tuple[AcceptedOperationBody, ...]


class AcceptedRequestBody(RootModel[AcceptedOperationBody | AcceptedOperations]):
    """One place for one operation, `operations` for a list."""

    model_config = ConfigDict(frozen=True, defer_build=True)


class UserOperationList(_Answer):
    """A page of your log in its order; pass `cursor` on for the next, null at the end."""

    items: tuple[UserOperationBody, ...]
    cursor: str | None


class HaltBody(_Answer):
    """The operation that everything behind it waits for, until you retry or skip it."""

    sequence: int
    operation_id: str
    reason: Problem

    @classmethod
    def of(cls, placed: Placed) -> Self:
        """The body for the operation at which a log is halted."""
        operation = placed.operation
        return cls(sequence=operation.sequence, operation_id=operation.operation_id, reason=_HALTED)


class LibraryBody(_Answer):
    """How far your library has come: the sequences that were `accepted` and `applied` last."""

    accepted: int
    applied: int
    halted: HaltBody | None

    @classmethod
    def of(cls, log: LibraryLog, halted: Placed | None) -> Self:
        """The body for a log."""
        halt = HaltBody.of(halted) if halted else None
        return cls(accepted=log.accepted, applied=log.applied, halted=halt)


class AlbumBody(_Answer):
    """An album. Its `cover` is its first photo unless another was chosen."""

    album_id: str
    name: str
    photo_count: int
    cover: str | None
    created_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, album: Album, **more: object) -> Self:
        """The body for an album."""
        own = album.model_dump(include=set(cls.model_fields))
        shown = {"photo_count": len(album.photo_ids), "cover": album.shown_cover}
        return cls(**own | shown | more)


class AlbumWithPhotos(AlbumBody):
    """An album with its photos in order, as of the operation `sequence`."""

    sequence: _Sequence
    photo_ids: tuple[str, ...]

    @classmethod
    def as_of(cls, album: AsOf[Album]) -> Self:
        """The body for one album."""
        return cls.of(album.found, sequence=album.sequence)


class AlbumList(_Answer):
    """A page of your albums, as of the operation `sequence`.

    Pass `cursor` on for the next, null at the end; the next one may be of a later `sequence`.
    """

    sequence: _Sequence
    items: tuple[AlbumBody, ...]
    cursor: str | None


class LibraryPhotoBody(_Answer):
    """A photo of the library; `version` is the sequence that last changed what it looks like.

    `current` is that version as far as it is rendered, which an original need not be.
    """

    photo_id: str
    name: str
    version: int
    current: OutputBody
    warnings: Annotated[tuple[str, ...], Field(description=WARNINGS_LIST)]
    can_undo: bool
    can_redo: bool
    added_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, shown: ShownPhoto, **more: object) -> Self:
        """The body for a photo."""
        photo, version = shown
        own = {name: getattr(photo, name) for name in _OWN}
        warnings = version.warnings if version else ()
        return cls(**own, current=_current(photo, version), warnings=warnings, **more)


class HistoryBody(_Answer):
    """What was done to a photo: each entry is all that is done to the original, the first nothing.

    The photo shows the entry at `position`, counted from 0. An undo goes back, a redo forth, and
    an edit puts its entry in the place of all that is behind it.
    """

    position: int
    entries: tuple[Entry, ...]


class LibraryPhotoWithHistory(LibraryPhotoBody):
    """A photo with its history, as of the operation `sequence`."""

    sequence: _Sequence
    history: HistoryBody

    @classmethod
    def as_of(cls, shown: AsOf[ShownPhoto]) -> Self:
        """The body for one photo."""
        photo = shown.found.photo
        history = HistoryBody(position=photo.position, entries=photo.history)
        return cls.of(shown.found, sequence=shown.sequence, history=history)


class LibraryPhotoList(_Answer):
    """A page of your photos, as of the operation `sequence`.

    Pass `cursor` on for the next, null at the end; the next one may be of a later `sequence`.
    """

    sequence: _Sequence
    items: tuple[LibraryPhotoBody, ...]
    cursor: str | None


def _current(photo: LibraryPhoto, version: Photo | None) -> OutputBody:
    url = f"/v1/library/photos/{photo.photo_id}/{_CURRENT}"
    wanted, original = photo.output, photo.original
    if wanted is None:
        sizes = original.model_dump(include={"width", "height", "bytes", "content_type"})
        return OutputBody(name=_CURRENT, state=OutputState.DONE, url=url, **sizes)
    if version is None:
        return OutputBody(name=_CURRENT, state=OutputState.PENDING)
    return OutputBody.of(version, wanted, url)
