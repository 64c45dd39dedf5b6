"""Answers what is in a library, and where the operations stand that it comes from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeVar

from darkroom.errors import NotFoundError, OutputNotReadyError
from darkroom.file_names import photo_ending, with_photo_ending
from darkroom.jobs import Photo
from darkroom.library.albums import Album
from darkroom.library.contents import Touched
from darkroom.library.log import AcceptedOperation
from darkroom.library.photos import LibraryPhoto
from darkroom.ports import Page, ResultStore, UploadStore
from darkroom.ports.library_table import LibraryLog, LibraryTable
from darkroom.services.library_lookups import operation_of
from darkroom.services.lookups import download_of

_T = TypeVar("_T")

# How often to read while operations are applied at the same time.
_TRIES: Final = 3


@dataclass(frozen=True, kw_only=True)
class AsOf(Generic[_T]):
    """Something as it was once the operation `sequence` was applied, and the next one was not.

    In a library that does not stand still, some of the next ones may show in it as well.
    """

    sequence: int
    found: _T


class ShownPhoto(NamedTuple):
    """A photo, and its current version as the lanes know it; they know nothing of an original."""

    photo: LibraryPhoto
    version: Photo | None


class Placed(NamedTuple):
    """An operation, and the log in which it stands as it was a moment later."""

    operation: AcceptedOperation
    log: LibraryLog

    @property
    def is_halted(self) -> bool:
        """Whether the log waits at this operation for a person."""
        return self.operation.sequence == self.log.halted_at


@dataclass(frozen=True, kw_only=True)
class ReadLibrary:
    """Reads what one user may see; anything else is NotFoundError, like what never was."""

    table: LibraryTable
    uploads: UploadStore
    results: ResultStore

    def standing(self, user_id: str) -> tuple[LibraryLog, Placed | None]:
        """How far a user's log has come, and the operation at which it is halted."""
        log = self.table.log(user_id)
        if log.halted_at is None:
            return log, None
        return log, Placed(_there(self.table.operation(user_id, log.halted_at)), log)

    def operation(self, user_id: str, operation_id: str) -> Placed:
        """One operation of the log."""
        operation = operation_of(self.table, user_id, operation_id)
        return Placed(operation, self.table.log(user_id))

    def operations(self, user_id: str, *, after: int, limit: int) -> Page[Placed]:
        """The next operations of the log behind a sequence, which is what the cursor tells."""
        operations = self.table.operations(user_id, after=after, limit=limit)
        # Read behind them: what it is halted at now had not ended when it was read itself.
        log = self.table.log(user_id)
        last = operations[-1].sequence if operations else log.accepted
        return Page(
            items=tuple(Placed(operation, log) for operation in operations),
            cursor=str(last) if last < log.accepted else None,
        )

    def albums(self, user_id: str, *, limit: int, cursor: str | None) -> AsOf[Page[Album]]:
        """The albums of a library, by id."""
        return self._as_of(user_id, lambda: self.table.albums(user_id, limit=limit, cursor=cursor))

    def album(self, user_id: str, album_id: str) -> AsOf[Album]:
        """One album."""

        def read() -> Album:
            touched = Touched(album_ids=frozenset({album_id}))
            return _there(self.table.contents(user_id, touched).albums.get(album_id))

        return self._as_of(user_id, read)

    def photos(self, user_id: str, *, limit: int, cursor: str | None) -> AsOf[Page[ShownPhoto]]:
        """The photos of a library, by id."""

        def read() -> Page[ShownPhoto]:
            page = self.table.photos(user_id, limit=limit, cursor=cursor)
            versions = self.table.versions(page.items)
            shown = (ShownPhoto(each, versions.get(each.photo_id)) for each in page.items)
            return Page(items=tuple(shown), cursor=page.cursor)

        return self._as_of(user_id, read)

    def photo(self, user_id: str, photo_id: str) -> AsOf[ShownPhoto]:
        """One photo."""
        return self._as_of(user_id, lambda: self._photo(user_id, photo_id))

    def current_url(self, user_id: str, photo_id: str) -> str:
        """A short-lived URL that downloads what a photo looks like now, under its own name.

        Raises:
            OutputNotReadyError: It is not rendered yet.
            OutputFailedError: It could not be rendered.
        """
        photo, version = self._photo(user_id, photo_id)
        if photo.output is None:
            name = with_photo_ending(photo.name, photo_ending(photo.original.name))
            return self.uploads.sign_download(photo.original.source, name)
        if version is None:
            raise OutputNotReadyError
        key = download_of(version, photo.output.name)
        return self.results.sign_download(
            key, with_photo_ending(photo.name, f".{key.rpartition('.')[2]}")
        )

    def _photo(self, user_id: str, photo_id: str) -> ShownPhoto:
        touched = Touched(photo_ids=frozenset({photo_id}))
        photo = _there(self.table.contents(user_id, touched).photos.get(photo_id))
        return ShownPhoto(photo, self.table.versions([photo]).get(photo_id))

    def _as_of(self, user_id: str, read: Callable[[], _T]) -> AsOf[_T]:
        """Read again while something was applied meanwhile, but not for ever."""
        before = self.table.log(user_id).applied
        for _ in range(_TRIES - 1):
            found, after = read(), self.table.log(user_id).applied
            if after == before:
                return AsOf(sequence=before, found=found)
            before = after
        # An import goes on for minutes. What was applied before is in what is read now, at least.
        return AsOf(sequence=before, found=read())


def _there(found: _T | None) -> _T:
    if found is None:
        raise NotFoundError
    return found
