"""What has to hold of libraries once nothing happens any more; `chronicle` watches the rest."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from darkroom.ids import is_library_job
from darkroom.jobs import TERMINAL, Job, JobState, Photo, PhotoState
from darkroom.keys import library_key, result_prefix
from darkroom.library.log import AcceptedOperation
from darkroom.library.photo_operations import AddPhoto
from darkroom.library.photos import LibraryPhoto
from darkroom.ports.library_table import LibraryLog
from tests.simulation.contents import made_of

if TYPE_CHECKING:
    from tests.simulation.world import World


def broken_of_libraries(world: "World") -> Iterator[str]:
    """Every rule about libraries that was broken, in words."""
    end = _End(world)
    for log in world.libraries.logs():
        yield from end.of_log(log)
        for photo in world.libraries.library(log.user_id).photos.values():
            yield from end.of_photo(log.user_id, photo)
    for owner in world.owners.values():
        yield from owner.broken()
    yield from end.of_versions()
    yield from end.of_jobs()


def is_kept(world: "World", key: str) -> bool:
    """Whether an object belongs to a photo that is in a library."""
    return any(
        key == library_key(log.user_id, photo.job_id, photo.photo_id)
        or key.startswith(f"{result_prefix(log.user_id, photo.job_id)}{photo.photo_id}/")
        for log in world.libraries.logs()
        for photo in world.libraries.library(log.user_id).photos.values()
    )


class _End:
    def __init__(self, world: "World") -> None:
        self._world = world
        rows = list(world.table.rows())
        self._jobs = [row for row in rows if isinstance(row, Job)]
        self._photos = [row for row in rows if isinstance(row, Photo)]
        self._logs = {log.user_id: self._operations(log) for log in world.libraries.logs()}

    def of_log(self, log: LibraryLog) -> Iterator[str]:
        """All that was accepted is applied, and every operation is there."""
        if log.applied != log.accepted or log.halted_since:
            yield f"P6: {log.user_id} is at {log.applied} of {log.accepted} in the end"
        if log.due_at:
            yield f"P11: the library of {log.user_id} is still due"
        if len(self._logs[log.user_id]) != log.accepted:
            yield f"P6: {len(self._logs[log.user_id])} of {log.accepted} operations are there"

    def of_photo(self, user_id: str, photo: LibraryPhoto) -> Iterator[str]:
        """Its original is there, and what it looks like now has been rendered."""
        original = self._world.uploads.versions.get(photo.original.source)
        if original is None:
            yield f"P3: the original of {photo.photo_id} of {user_id} is gone"
            return
        version = self._world.table.photo(photo.job_id, photo.photo_id)
        if photo.output is None:
            if version:
                yield f"P3: {photo.photo_id} looks like its original and has a version"
            return
        if version is None or version.generation != photo.version:
            yield f"P3: {photo.photo_id} has no version {photo.version}: {version}"
        elif version.state is PhotoState.DONE:
            (result,) = version.results
            stored = self._world.results.objects.get(result.key or "")
            if stored != made_of(original, result.name):
                yield f"P3: version {photo.version} of {photo.photo_id} is not what it should be"

    def of_versions(self) -> Iterator[str]:
        """Every version has come to an end, and is of a photo that is there."""
        for row in self._photos:
            if not is_library_job(row.job_id):
                continue
            photo = self._world.libraries.library(row.user_id).photos.get(row.photo_id)
            if photo is None or photo.job_id != row.job_id:
                yield f"P7: a version of {row.photo_id} is left"
            if row.state not in TERMINAL:
                yield f"P1: version {row.generation} of {row.photo_id} is {row.state} in the end"

    def of_jobs(self) -> Iterator[str]:
        """Each finished photo of a job that is completed was added, and once."""
        added = Counter(
            (it.operation.job_id, it.operation.photo_id)
            for log in self._logs.values()
            for it in log
            if isinstance(it.operation, AddPhoto)
        )
        completed = {job.job_id: job for job in self._jobs if job.state is JobState.COMPLETED}
        for photo in self._photos:
            job = completed.get(photo.job_id)
            if job is None or photo.state is not PhotoState.DONE:
                continue
            times = added[photo.job_id, photo.photo_id]
            if times != 1 and photo.photo_id not in self._world.added_by_people:
                yield f"P1: {photo.photo_id} was added to a library {times} times"
            if photo.number not in job.kept:
                yield f"P11: {photo.job_id} does not know that {photo.photo_id} is in a library"

    def _operations(self, log: LibraryLog) -> tuple[AcceptedOperation, ...]:
        return self._world.libraries.operations_between(log.user_id, 1, log.accepted)
