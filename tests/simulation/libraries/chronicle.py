"""Watches every log: it grows at its end, and is applied once, in its order, as a replay would."""

from typing import TYPE_CHECKING

from darkroom.keys import library_key
from darkroom.library.contents import Library
from darkroom.library.log import AcceptedOperation, OperationState, replay
from darkroom.library.photo_operations import AddPhoto, library_job_id
from darkroom.library.photos import Original
from darkroom.ports.library_table import LibraryLog

if TYPE_CHECKING:
    from tests.simulation.world import World


class Chronicle:
    """What every log comes to when its operations are applied one after another."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._replayed: dict[str, Library] = {}
        self._last: dict[str, AcceptedOperation] = {}

    def watch(self, before: LibraryLog | None, after: LibraryLog) -> None:
        """How far a log has come was written."""
        was = before or LibraryLog(user_id=after.user_id)
        if after.accepted < was.accepted or not 0 <= after.applied - was.applied <= 1:
            self._accuse(f"the log of {after.user_id} went from {was} to {after}")
        if after.is_waiting and after.due_at is None:
            self._world.history.accuse("P11", f"the log of {after.user_id} waits and is not due")
        ended = self._world.libraries.operation(after.user_id, after.applied)
        if ended is None:
            return
        if after.applied == was.applied:
            if ended != self._last.get(after.user_id):
                self._accuse(f"{ended.operation_id} ended twice")
            return
        self._last[after.user_id] = ended
        if (ended.state is OperationState.SKIPPED) is not (was.halted_since is not None):
            self._accuse(f"{ended.operation_id} was {ended.state} at {was}")
        self._compare(ended)

    def _compare(self, ended: AcceptedOperation) -> None:
        """Hold the library against what it was before and what the operation makes of that."""
        user_id = ended.user_id
        library = self._world.libraries.library(user_id)
        before = self._replayed.get(user_id, Library())
        if ended.state is OperationState.SKIPPED:
            same, code = before, None
        else:
            found = replay([ended], self._with_original(ended, before, library))
            problem = found.rejected.get(ended.sequence)
            same, code = found.library, problem.code if problem else None
        if code != (ended.error.code if ended.error else None):
            self._accuse(f"{ended.operation_id} was {ended.state}: {ended.error}, and not {code}")
        self._replayed[user_id] = library
        if (same.photos, same.albums) != (library.photos, library.albums):
            self._accuse(f"{ended.operation_id} made something else of a library")

    def _with_original(self, ended: AcceptedOperation, before: Library, after: Library) -> Library:
        """The library with what an operation adds, which has to be a copy of the job's."""
        adds = ended.operation
        if not isinstance(adds, AddPhoto) or ended.error or adds.photo_id in before.photos:
            return before
        original = after.photos[adds.photo_id].original
        self._check_copy(adds, original, ended)
        return Library(
            photos=before.photos,
            albums=before.albums,
            originals={(adds.job_id, adds.photo_id): original},
        )

    def _check_copy(self, adds: AddPhoto, original: Original, ended: AcceptedOperation) -> None:
        job_id = library_job_id(ended.operation_id)
        own = library_key(ended.user_id, job_id, adds.photo_id)
        versions = self._world.uploads.versions
        copy = versions.get(original.source)
        row = self._world.table.photo(adds.job_id, adds.photo_id)
        # The job's own may be gone by now.
        uploaded = versions.get(row.source, copy) if row and row.source else copy
        if original.source.key != own or copy is None or copy != uploaded:
            self._accuse(f"{adds.photo_id} is no copy of its original")

    def _accuse(self, what: str) -> None:
        self._world.history.accuse("P6", what)
