"""What one operation takes: to load what it touches, apply it, and say all that it changes."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from darkroom.clock import Clock
from darkroom.deadlines import UNSENT
from darkroom.errors import ObjectMissingError
from darkroom.jobs import Photo, PhotoState, Tombstone
from darkroom.keys import library_key
from darkroom.library.contents import Changes, Library, PhotoOfJob
from darkroom.library.log import AcceptedOperation, OperationState, apply
from darkroom.library.photo_operations import AddPhoto, library_job_id
from darkroom.library.photos import Original
from darkroom.library.rejections import RejectedOperationError
from darkroom.ports import JobTable, UploadStore
from darkroom.ports.library_table import LibraryTable, OperationEnd
from darkroom.services.originals import original_of


@dataclass(frozen=True, kw_only=True)
class OperationWork:
    """Works out what an operation comes to; that is not written yet."""

    table: LibraryTable
    jobs: JobTable
    uploads: UploadStore
    clock: Clock

    def end_of(self, operation: AcceptedOperation) -> OperationEnd:
        """How the next operation of a log ends: applied, or rejected with its reason."""
        try:
            changes = apply(self._library_for(operation), operation)
        except RejectedOperationError as error:
            rejected = {"state": OperationState.REJECTED, "error": error.problem}
            now = self.clock.now()
            return OperationEnd(
                operation=operation.model_copy(update=rejected | {"ended_at": now}),
                tombstones=left_by(operation, now),
            )
        now = self.clock.now()
        applied = {"state": OperationState.APPLIED, "ended_at": now}
        return OperationEnd(
            operation=operation.model_copy(update=applied),
            changes=changes,
            render=_render_of(operation, changes, now),
            tombstones=tuple(
                Tombstone.of(operation.user_id, photo.job_id, now)
                for photo in changes.deleted_photos
            ),
        )

    def _library_for(self, operation: AcceptedOperation) -> Library:
        """As much of the library as the operation touches."""
        touched = operation.operation.touches()
        library = self.table.contents(operation.user_id, touched)
        new = (each for each in touched.originals if not library.has_photo(each[1]))
        return replace(library, originals=dict(self._originals(operation, new)))

    def _originals(
        self, operation: AcceptedOperation, wanted: Iterable[PhotoOfJob]
    ) -> Iterator[tuple[PhotoOfJob, Original]]:
        """Those that are there, as the library keeps them: what jobs have does not stay."""
        for job_id, photo_id in wanted:
            original = original_of(self.jobs, operation.user_id, job_id, photo_id)
            if original is None:
                continue
            copy_job_id = library_job_id(operation.operation_id)
            key = library_key(operation.user_id, copy_job_id, photo_id)
            # The job may have been deleted since its rows were read.
            with suppress(ObjectMissingError):
                source = self.uploads.copy(original.source, key)
                yield (job_id, photo_id), original.model_copy(update={"source": source})


def left_by(operation: AcceptedOperation, at: datetime) -> tuple[Tombstone, ...]:
    """What sees to it that nothing stays of a photo that was on its way into the library.

    A try that came to nothing may have copied it, and its original may be gone since.
    """
    if not isinstance(operation.operation, AddPhoto):
        return ()
    return (Tombstone.of(operation.user_id, library_job_id(operation.operation_id), at),)


def _render_of(operation: AcceptedOperation, changes: Changes, now: datetime) -> Photo | None:
    """The row in which the new look of a photo waits to be rendered, if there is one."""
    photo = changes.photos[0] if changes.needs_render else None
    if photo is None or photo.output is None:
        return None
    return Photo(
        job_id=photo.job_id,
        photo_id=photo.photo_id,
        number=0,
        user_id=operation.user_id,
        name=photo.name,
        content_type=photo.original.content_type,
        state=PhotoState.QUEUED,
        created_at=now,
        updated_at=now,
        waiting_since=now,
        due_at=now + UNSENT,
        generation=photo.version,
        outputs=(photo.output,),
        source=photo.original.source,
        bytes=photo.original.bytes,
    )
