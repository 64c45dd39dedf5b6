"""The table of libraries in memory, beside that of the jobs."""
# ruff: noqa: D102 - the port says what each method does.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from darkroom.errors import JobChangedError, KeyAlreadyUsedError
from darkroom.jobs import Photo
from darkroom.library.albums import Album
from darkroom.library.contents import Library, Touched
from darkroom.library.log import AcceptedOperation
from darkroom.library.photos import LibraryPhoto
from darkroom.ports import Page
from darkroom.ports.library_table import KeyedOperations, LibraryLog, NewOperations, OperationEnd
from tests.fakes import InMemoryJobTable, OutOfReachError
from tests.pages import read_at_once, short_page_of


@dataclass
class InMemoryLibraryTable:
    """Libraries, logs and keys; operations at the places `out_of_reach` cannot be ended."""

    jobs: InMemoryJobTable
    out_of_reach: set[tuple[str, int]] = field(default_factory=set)
    _logs: dict[str, LibraryLog] = field(default_factory=dict)
    _libraries: dict[str, Library] = field(default_factory=dict)
    _operations: dict[str, dict[int, AcceptedOperation]] = field(default_factory=dict)
    _keys: dict[tuple[str, str], tuple[KeyedOperations, datetime]] = field(default_factory=dict)

    def log(self, user_id: str) -> LibraryLog:
        return self._logs.get(user_id, LibraryLog(user_id=user_id))

    def accept(self, new: NewOperations) -> bool:
        first, log = new.operations[0], self.log(new.user_id)
        if self.operations_of_key(new.user_id, new.keyed.key):
            raise KeyAlreadyUsedError
        if log.accepted != first.sequence - 1:
            return False
        if new.entering and not self.jobs.remember(new.entering.job, new.entering.numbers):
            raise JobChangedError
        known = KeyedOperations(
            first=first.sequence, count=len(new.operations), fingerprint=new.keyed.fingerprint
        )
        expires_at = first.accepted_at + timedelta(hours=24)
        self._keys[new.user_id, new.keyed.key] = (known, expires_at)
        for operation in new.operations:
            self._operations_of(new.user_id)[operation.sequence] = operation
        self._set(log, accepted=new.last, accepted_at=first.accepted_at, due_at=new.due_at)
        return True

    def operations_of_key(self, user_id: str, key: str) -> KeyedOperations | None:
        now = self.jobs.clock.now()
        known, expires_at = self._keys.get((user_id, key), (None, now))
        return known if expires_at > now else None

    def operation(self, user_id: str, sequence: int) -> AcceptedOperation | None:
        return self._operations_of(user_id).get(sequence)

    def operations(self, user_id: str, *, after: int, limit: int) -> tuple[AcceptedOperation, ...]:
        log = self._operations_of(user_id)
        behind = [log[sequence] for sequence in sorted(log) if sequence > after]
        return read_at_once(behind[:limit])

    def operations_between(
        self, user_id: str, first: int, last: int
    ) -> tuple[AcceptedOperation, ...]:
        log = self._operations_of(user_id)
        return tuple(log[sequence] for sequence in sorted(log) if first <= sequence <= last)

    def contents(self, user_id: str, touched: Touched) -> Library:
        library = self._library_of(user_id)
        album_ids = library.albums if touched.every_album else touched.album_ids
        return Library(
            photos={it: library.photos[it] for it in touched.photo_ids if it in library.photos},
            albums={it: library.albums[it] for it in album_ids if it in library.albums},
            named_photo_ids=touched.named_photo_ids & library.photos.keys(),
        )

    def found(self, user_id: str, touched: Touched) -> Touched:
        library = self._library_of(user_id)
        return Touched(
            photo_ids=touched.photo_ids & library.photos.keys(),
            album_ids=touched.album_ids & library.albums.keys(),
        )

    def photos(self, user_id: str, *, limit: int, cursor: str | None) -> Page[LibraryPhoto]:
        by_id = dict(sorted(self._library_of(user_id).photos.items()))
        return short_page_of(by_id, "pho_", limit, cursor)

    def albums(self, user_id: str, *, limit: int, cursor: str | None) -> Page[Album]:
        by_id = dict(sorted(self._library_of(user_id).albums.items()))
        return short_page_of(by_id, "alb_", limit, cursor)

    def versions(self, photos: Sequence[LibraryPhoto]) -> Mapping[str, Photo]:
        edited = (photo for photo in photos if photo.output)
        rows = ((each, self.jobs.photo(each.job_id, each.photo_id)) for each in edited)
        return {each.photo_id: row for each, row in rows if row and row.generation == each.version}

    def end(self, end: OperationEnd) -> bool:
        ended, log = end.operation, self.log(end.operation.user_id)
        if (ended.user_id, ended.sequence) in self.out_of_reach:
            raise OutOfReachError
        if log.applied != ended.sequence - 1 or log.halted_since:
            return self.operation(ended.user_id, ended.sequence) == ended
        self._make(end)
        self._set(log, applied=ended.sequence)
        return True

    def skip(self, end: OperationEnd, due_at: datetime) -> bool:
        ended, log = end.operation, self.log(end.operation.user_id)
        if log.applied != ended.sequence - 1 or log.halted_since is None:
            return self.operation(ended.user_id, ended.sequence) == ended
        self._make(end)
        self._set(log, applied=ended.sequence, halted_since=None, due_at=due_at)
        return True

    def halt(self, log: LibraryLog, at: datetime) -> bool:
        now = self.log(log.user_id)
        if now.applied != log.applied or now.halted_since:
            return False
        self._set(now, halted_since=at)
        return True

    def resume(self, log: LibraryLog, due_at: datetime) -> bool:
        now = self.log(log.user_id)
        if now.applied != log.applied or now.halted_since is None:
            return False
        self._set(now, halted_since=None, due_at=due_at)
        return True

    def postpone(self, log: LibraryLog, due_at: datetime | None) -> bool:
        now = self.log(log.user_id)
        if log.due_at is None or (now.due_at, now.accepted) != (log.due_at, log.accepted):
            return (now.due_at, now.accepted) == (due_at, log.accepted) and log.due_at is not None
        self._set(now, due_at=due_at)
        return True

    def _make(self, end: OperationEnd) -> None:
        ended, changes = end.operation, end.changes
        self._operations_of(ended.user_id)[ended.sequence] = ended
        self._libraries[ended.user_id] = self._library_of(ended.user_id).after(changes)
        for photo in end.not_to_render:
            self.jobs.remove_photos(photo.job_id)
        self.jobs.put([end.render] if end.render else [], end.tombstones)

    def _operations_of(self, user_id: str) -> dict[int, AcceptedOperation]:
        return self._operations.setdefault(user_id, {})

    def _library_of(self, user_id: str) -> Library:
        return self._libraries.get(user_id, Library())

    def _set(self, log: LibraryLog, **values: object) -> None:
        now = replace(log, **values)  # type: ignore[arg-type]  # fields of a log, by their names
        self._logs[log.user_id] = now
        self.jobs.put_library(now.user_id, now.due_at)
