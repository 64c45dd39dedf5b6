"""Watches every write, and says when one breaks a rule that holds at all times."""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import starmap
from typing import Final

from botocore.exceptions import ClientError

from darkroom.errors import TransientError
from darkroom.ids import is_library_job
from darkroom.jobs import TERMINAL, Job, JobState, Photo, PhotoAddress, PhotoState, Tombstone
from darkroom.keys import result_prefix

_RANKS: Final = {
    PhotoState.AWAITING_UPLOAD: 0,
    PhotoState.QUEUED: 1,
    PhotoState.PROCESSING: 2,
} | dict.fromkeys(TERMINAL, 3)
_MOST: Final = 20

Row = Job | Photo | Tombstone | None

Life = tuple[str, str, int]
"""A photo of a job, or a library's version of one, in one generation."""


def life_of(photo: Photo | PhotoAddress) -> Life:
    """Which life of a photo a row or a message is about."""
    return photo.job_id, photo.photo_id, photo.generation


class History:
    """What became of every row; `broken` says which rules were broken by whom."""

    def __init__(
        self,
        now_ms: Callable[[], int],
        photos_of: Callable[[str], Iterable[Photo]],
        is_bad_luck: Callable[[Photo], bool],
    ) -> None:
        self.broken: list[str] = []
        self.ends: Counter[Life] = Counter()
        self.failures: dict[str, str] = {}
        self.deleted: set[str] = set()
        self._completions: Counter[tuple[str, int]] = Counter()
        self._now_ms = now_ms
        self._photos_of = photos_of
        self._is_bad_luck = is_bad_luck

    def accuse(self, rule: str, what: str) -> None:
        """A rule is broken."""
        if len(self.broken) < _MOST:
            self.broken.append(f"{rule}: {what}, at {self._now_ms() / 1000:.3f} s")

    def excuse(self, error: BaseException) -> None:
        """A function failed; only outages may make it."""
        if not isinstance(error, TransientError | ClientError):
            self.accuse("crash", f"a function brought out {error!r}")

    def watch(self, before: Row, after: Row) -> None:
        """A row was written."""
        if isinstance(after, Photo) or isinstance(before, Photo):
            assert not isinstance(before, Job | Tombstone)
            assert not isinstance(after, Job | Tombstone)
            self._watch_photo(before, after)
        elif isinstance(after, Job) or isinstance(before, Job):
            assert not isinstance(before, Tombstone)
            assert not isinstance(after, Tombstone)
            self._watch_job(before, after)

    def _watch_photo(self, before: Photo | None, after: Photo | None) -> None:
        if after is None:
            return
        if before is None and after.job_id in self.deleted:
            self.accuse("P7", f"{after.photo_id} was added after its job was deleted")
        if (after.due_at is None) is not (after.state in TERMINAL):
            self.accuse("P11", f"{after.photo_id} is {after.state} and due at {after.due_at}")
        if before is not None:
            self._compare(before, after)
        if after.state in TERMINAL and (before is None or before.state not in TERMINAL):
            self._note_end(after)

    def _compare(self, before: Photo, after: Photo) -> None:
        if (before.user_id, before.number) != (after.user_id, after.number):
            self.accuse("P8", f"{after.photo_id} became somebody else's")
        if after.generation == before.generation:
            if _RANKS[after.state] < _RANKS[before.state]:
                self.accuse("P5", f"{after.photo_id} fell from {before.state} to {after.state}")
            if before.state in TERMINAL and after != before:
                self.accuse("P1", f"{after.photo_id} changed after it was {before.state}")
        elif is_library_job(after.job_id):
            # A newer look takes the place of an older one, whatever has become of that.
            if after.generation < before.generation:
                self.accuse("P5", f"{after.photo_id} fell back to version {after.generation}")
        elif (
            after.generation != before.generation + 1
            or before.state not in {PhotoState.FAILED, PhotoState.EXPIRED}
            or after.state in TERMINAL
        ):
            was, became = (f"{it.state} of generation {it.generation}" for it in (before, after))
            self.accuse("P5", f"{after.photo_id} became {became} and had been {was}")

    def _note_end(self, photo: Photo) -> None:
        self.ends[life_of(photo)] += 1
        if self.ends[life_of(photo)] > 1:
            self.accuse("P1", f"{photo.photo_id} ended twice")
        if photo.state is not PhotoState.DONE and self._is_bad_luck(photo):
            self.failures[photo.photo_id] = photo.error.code if photo.error else "no reason"
        prefix = result_prefix(photo.user_id, photo.job_id)
        own = f"{prefix}{photo.photo_id}/{photo.generation}/"
        if not all((result.key or own).startswith(own) for result in photo.results):
            self.accuse("P8", f"{photo.photo_id} has results that are not its own")

    def _watch_job(self, before: Job | None, after: Job | None) -> None:
        if after is None:
            assert before
            self.deleted.add(before.job_id)
            return
        if after.job_id in self.deleted:
            self.accuse("P7", f"{after.job_id} was written after it was deleted")
        # A completed one is due until its photos have been offered to the library.
        if after.due_at is None and after.state is not JobState.COMPLETED:
            self.accuse("P11", f"{after.job_id} is {after.state} and due at {after.due_at}")
        if before and not all(starmap(_grows, _sets(before, after))):
            self.accuse("P5", f"{after.job_id} forgot where it saw photos")
        if after.state is JobState.COMPLETED and not (before and before.state is after.state):
            self._note_completion(after)

    def _note_completion(self, job: Job) -> None:
        self._completions[job.job_id, job.retries] += 1
        if self._completions[job.job_id, job.retries] > 1:
            self.accuse("P2", f"{job.job_id} was completed twice")
        photos = list(self._photos_of(job.job_id))
        ended = sum(photo.state in TERMINAL for photo in photos)
        if (len(photos), ended) != (job.photo_count, job.photo_count):
            self.accuse("P2", f"{job.job_id} is completed and {ended}/{job.photo_count} ended")


def _sets(before: Job, after: Job) -> Iterable[tuple[frozenset[int], frozenset[int]]]:
    if before.progress is after.progress:
        return ()
    states = type(before.progress).model_fields
    return ((getattr(before.progress, it), getattr(after.progress, it)) for it in states)


def _grows(before: frozenset[int], after: frozenset[int]) -> bool:
    return before <= after
