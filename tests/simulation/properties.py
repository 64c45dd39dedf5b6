"""What has to hold once nothing happens any more; `history` has watched over the rest."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from darkroom.dead_letters import REVIVED
from darkroom.ids import is_library_job
from darkroom.jobs import TERMINAL, Job, JobState, Photo, PhotoAddress, PhotoState, Tombstone
from darkroom.keys import inline_key, result_key, upload_key
from darkroom.recipes import lanes_of
from tests.simulation.contents import Content, made_of
from tests.simulation.libraries.properties import broken_of_libraries, is_kept

if TYPE_CHECKING:
    from tests.simulation.world import World

_DAY_MS = 86_400_000


def broken(world: "World") -> list[str]:
    """Every rule that was broken, in words."""
    end = _End(world)
    return [
        *world.history.broken,
        *end.of_jobs(),
        *end.of_photos(),
        *end.of_letters(),
        *end.of_queues(),
        *end.of_objects(),
        *broken_of_libraries(world),
        *world.times.broken(),
    ]


class _End:
    def __init__(self, world: "World") -> None:
        self._world = world
        rows = list(world.table.rows())
        self._jobs = {row.job_id: row for row in rows if isinstance(row, Job)}
        photos = (row for row in rows if isinstance(row, Photo))
        self._photos = [row for row in photos if not is_library_job(row.job_id)]
        self._tombstones = [row for row in rows if isinstance(row, Tombstone)]

    def of_jobs(self) -> Iterator[str]:
        for job in self._jobs.values():
            states = Counter(it.state for it in self._photos if it.job_id == job.job_id)
            if job.state is not JobState.COMPLETED:
                yield f"P2: {job.job_id} is {job.state} in the end"
            if job.due_at:
                yield f"P11: {job.job_id} is still due"
            if states.total() != job.photo_count:
                yield f"P1: {job.job_id} has {states.total()} of {job.photo_count} photos"
            told = {state: count for state, count in job.counts.items() if count}
            if told != states:
                yield f"P2: {job.job_id} was told {told} of {dict(states)}"
        yield from self._of_opened()

    def _of_opened(self) -> Iterator[str]:
        for user in self._world.users:
            if user.job_id and user.job_id not in self._jobs.keys() | self._world.history.deleted:
                yield f"P1: {user.job_id} was opened and is not there"
            if user.is_deleted and user.job_id in self._jobs:
                yield f"P7: {user.job_id} was deleted and is there"

    def of_photos(self) -> Iterator[str]:
        for photo in self._photos:
            job = self._jobs.get(photo.job_id)
            if job is None:
                yield f"P7: {photo.photo_id} has no job"
                continue
            if photo.state not in TERMINAL:
                yield f"P1: {photo.photo_id} is {photo.state} in the end"
            if photo.state is PhotoState.DONE:
                yield from self._of_done(photo, job)

    def _of_done(self, photo: Photo, job: Job) -> Iterator[str]:
        assert photo.source
        if photo.answered != frozenset(lanes_of(job.outputs)):
            yield f"P4: {photo.photo_id} is done and only {set(photo.answered)} answered"
        names = [result.name for result in photo.results]
        if sorted(names) != sorted(output.name for output in job.outputs):
            yield f"P3: {photo.photo_id} has the results {names}"
        original = self._world.uploads.versions[photo.source]
        for result in photo.results:
            stored = self._world.results.objects.get(result.key or "")
            if stored != made_of(original, result.name):
                yield f"P3: {photo.photo_id} has another {result.name} than it should"
        if not Content.of(original).is_healthy:
            yield f"P3: {photo.photo_id} is done and cannot be"

    def of_letters(self) -> Iterator[str]:
        """Whoever can be understood has two lives."""
        for letter in self._world.all_letters():
            if letter.reason == "gave_up" and REVIVED not in letter.attributes:
                yield f"P9: {letter.letter_id} was given up on in its first life"

    def of_queues(self) -> Iterator[str]:
        """Nothing waits any more."""
        for queue in self._world.sqs.queues.values():
            if len(queue):
                yield f"P11: {len(queue)} messages are in {queue.name}"
        for tombstone in self._tombstones:
            yield f"P11: there is a tombstone of {tombstone.job_id}"

    def of_objects(self) -> Iterator[str]:
        """Every object belongs to a photo, and of deleted jobs nothing is left."""
        originals = {key for photo in self._photos for key in _originals(photo)}
        results = {key for photo in self._photos for key in self._results(photo)}
        deleted = self._world.history.deleted
        kept = {key for key in self._keys() if is_kept(self._world, key)}
        for source in self._world.uploads.versions:
            # What a request leaves in whose body photos came is no job's before it has one; the
            # bucket removes it in the end.
            is_orphan = source.key.startswith("inline/") and _job_of(source.key) not in deleted
            if source.key not in originals | kept and not is_orphan:
                yield f"P7: {source.key} is left"
        for key in self._world.results.objects:
            if key not in results | kept:
                yield f"P7: {key} is left"

    def _keys(self) -> Iterator[str]:
        yield from (source.key for source in self._world.uploads.versions)
        yield from self._world.results.objects

    def _results(self, photo: Photo) -> Iterator[str]:
        """Every key that any generation of a photo may have written to."""
        job = self._jobs.get(photo.job_id)
        for generation in range(1, photo.generation + 1):
            address = PhotoAddress.of(photo).model_copy(update={"generation": generation})
            for output in job.outputs if job else ():
                yield result_key(address, output.name, "jpg")


def _originals(photo: Photo) -> Iterator[str]:
    yield upload_key(photo.user_id, photo.job_id, photo.photo_id)
    yield inline_key(photo.user_id, photo.job_id, photo.photo_id)


def _job_of(key: str) -> str:
    return key.split("/")[2]
