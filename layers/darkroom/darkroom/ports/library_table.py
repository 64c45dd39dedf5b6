"""The truth about users' libraries, and about the logs of operations that they come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from darkroom.jobs import Job, Photo, Tombstone
from darkroom.library.albums import Album
from darkroom.library.contents import Changes, Library, Touched
from darkroom.library.log import AcceptedOperation
from darkroom.library.photos import LibraryPhoto
from darkroom.ports.job_table import KeyedRequest
from darkroom.ports.pages import Page


@dataclass(frozen=True, kw_only=True)
class LibraryLog:
    """How far a user's log has come: the sequences that were accepted and applied last.

    While it is halted, the operation behind the last one that was applied waits for a person, and
    all others behind that. Somebody looks at `due_at` whether the log was forgotten.
    """

    user_id: str
    accepted: int = 0
    accepted_at: datetime | None = None
    applied: int = 0
    halted_since: datetime | None = None
    due_at: datetime | None = None

    @property
    def halted_at(self) -> int | None:
        """The sequence of the operation that waits for a person."""
        return self.applied + 1 if self.halted_since else None

    @property
    def is_waiting(self) -> bool:
        """Whether there is anything to apply that may be applied."""
        return self.applied < self.accepted and self.halted_since is None


@dataclass(frozen=True, kw_only=True)
class KeyedOperations:
    """The operations that an `Idempotency-Key` was first used for: `count` from `first` on."""

    first: int
    count: int
    fingerprint: str

    @property
    def last(self) -> int:
        """The sequence of the last of them."""
        return self.first + self.count - 1


@dataclass(frozen=True, kw_only=True)
class Entering:
    """Photos of a completed job that operations add: it remembers their numbers from then on."""

    job: Job
    numbers: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class NewOperations:
    """Operations to be accepted together, in the places that they are to have in the log."""

    operations: tuple[AcceptedOperation, ...]
    keyed: KeyedRequest
    due_at: datetime
    entering: Entering | None = None

    @property
    def user_id(self) -> str:
        """Whose they are."""
        return self.operations[0].user_id

    @property
    def last(self) -> int:
        """The sequence of the last of them."""
        return self.operations[-1].sequence


@dataclass(frozen=True, kw_only=True)
class OperationEnd:
    """An operation as it ended, and all that it changes.

    `render` is the row in which a new look of a photo waits to be rendered; a photo that looks like
    its original again has none. `tombstones` are of the photos' pseudo-jobs that are over.
    """

    operation: AcceptedOperation
    changes: Changes = field(default_factory=Changes)
    render: Photo | None = None
    tombstones: tuple[Tombstone, ...] = ()

    @property
    def not_to_render(self) -> tuple[LibraryPhoto, ...]:
        """Photos of which no version is to be rendered any more: gone, or as they were at first."""
        shown = (photo for photo in self.changes.photos if photo.version == self.operation.sequence)
        return (*self.changes.deleted_photos, *(() if self.render else shown))


class LibraryTable(Protocol):
    """Libraries and their logs. Reads are consistent."""

    def log(self, user_id: str) -> LibraryLog:
        """How far a user's log goes."""
        ...

    def accept(self, new: NewOperations) -> bool:
        """Write operations behind the log, all or none, with the key that they came with.

        Returns:
            Whether they have these places now: not if somebody else's have them.

        Raises:
            KeyAlreadyUsedError: The idempotency key belongs to an earlier request, or to this one,
                of which an earlier try was written.
            JobChangedError: The job whose photos enter has begun again since it was read, or is
                gone.
        """
        ...

    def operations_of_key(self, user_id: str, key: str) -> KeyedOperations | None:
        """What this idempotency key was used for, if it was within its 24 hours."""
        ...

    def operation(self, user_id: str, sequence: int) -> AcceptedOperation | None:
        """One operation of the log."""
        ...

    def operations(self, user_id: str, *, after: int, limit: int) -> tuple[AcceptedOperation, ...]:
        """The next operations of the log behind a sequence.

        There may be fewer than `limit` if they are large, but one at least if there are any.
        """
        ...

    def operations_between(
        self, user_id: str, first: int, last: int
    ) -> tuple[AcceptedOperation, ...]:
        """Every operation of the log from one sequence to another, however large they are."""
        ...

    def contents(self, user_id: str, touched: Touched) -> Library:
        """These photos and albums, as far as there are any, and which of those named are there.

        It holds no originals.
        """
        ...

    def found(self, user_id: str, touched: Touched) -> Touched:
        """Those of the photos and albums that are there, of which nothing else is read."""
        ...

    def photos(self, user_id: str, *, limit: int, cursor: str | None) -> Page[LibraryPhoto]:
        """The photos of a library, by id; fewer than `limit` if they are large."""
        ...

    def albums(self, user_id: str, *, limit: int, cursor: str | None) -> Page[Album]:
        """The albums of a library, by id; fewer than `limit` if they are large."""
        ...

    def versions(self, photos: Sequence[LibraryPhoto]) -> Mapping[str, Photo]:
        """The rows in which the current versions of photos are rendered, by photo id.

        There is none for a photo that looks like its original, or was changed meanwhile.
        """
        ...

    def end(self, end: OperationEnd) -> bool:
        """Write what the next operation of a log came to, unless the log is halted.

        Returns:
            Whether it ended like this, at this time; so it did if the same is asked twice.
        """
        ...

    def skip(self, end: OperationEnd, due_at: datetime) -> bool:
        """Leave out the operation at which the log is halted, and let the next ones be applied.

        Returns:
            Whether it ended like this, at this time; so it did if the same is asked twice.
        """
        ...

    def halt(self, log: LibraryLog, at: datetime) -> bool:
        """Apply nothing more; False if something was applied since the log was read."""
        ...

    def resume(self, log: LibraryLog, due_at: datetime) -> bool:
        """Apply again; False if the log is not halted, or elsewhere, since it was read."""
        ...

    def postpone(self, log: LibraryLog, due_at: datetime | None) -> bool:
        """Look at a log at another time, or never; False if it is due then since it was read."""
        ...
