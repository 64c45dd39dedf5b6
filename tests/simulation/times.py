"""How long everything took, and whether that was too long (P10)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from darkroom.jobs import TERMINAL, Job, JobState, Photo, PhotoState
from tests.simulation.environment import SKEW_MS
from tests.simulation.history import Life, life_of

if TYPE_CHECKING:
    from tests.simulation.history import Row
    from tests.simulation.world import World

_SECOND_MS: Final = 1_000
_MINUTE_MS: Final = 60_000
# Receives times visibility of the slowest queue, and two looks of reconcile.
_LONGEST_MS: Final = (5 * 20 + 2) * _MINUTE_MS
# What waits for an upload does so for twelve hours.
_PATIENCE_MS: Final = 12 * 60 * _MINUTE_MS + 15 * _MINUTE_MS
# A message that was lost between table and queue costs no more.
_LOST_MESSAGE_MS: Final = 2 * _MINUTE_MS
# As long as an invocation from before may still be under way.
_AFTERMATH_MS: Final = 20 * _MINUTE_MS
_WELL_BEFORE_MS: Final = 60 * _MINUTE_MS
_NEVER: Final = 10**15
# With nothing in the way; a single worker needs some time for hundreds of photos.
_PROMPT_MS: Final = 20 * _SECOND_MS
_PROMPT_PER_PHOTO_MS: Final = 250


class Times:
    """When what happened, in virtual milliseconds.

    Nothing goes wrong from `calm_ms` on, and from `settled_ms` on nothing is late because of what
    went wrong before; where `is_calm`, nothing ever does.
    """

    def __init__(self, world: "World") -> None:
        self.calm_ms = 0
        self.settled_ms = _NEVER
        self.is_calm = False
        self._world = world
        self._uploaded: dict[str, int] = {}
        self._begun: dict[Life, int] = {}
        self._queued: dict[Life, int] = {}
        self._late: list[str] = []
        self._last_end: dict[str, int] = {}

    def clear_up_at(self, calm_ms: int) -> None:
        """Nothing goes wrong from then on."""
        self.calm_ms = calm_ms
        self.settled_ms = calm_ms + _AFTERMATH_MS

    def uploaded(self, photo_id: str) -> None:
        """A photo is in the bucket."""
        self._uploaded.setdefault(photo_id, self._now_ms)

    def is_long_uploaded(self, photo: Photo) -> bool:
        """Whether a photo was uploaded well before anybody would give up on it."""
        uploaded_ms = self._uploaded.get(photo.photo_id, 0)
        return self._now_ms - uploaded_ms > _WELL_BEFORE_MS

    def watch(self, before: "Row", after: "Row") -> None:
        """A row was written."""
        if isinstance(after, Photo):
            assert before is None or isinstance(before, Photo)
            self._watch_photo(before, after)
        elif isinstance(after, Job) and after.state is JobState.COMPLETED:
            assert isinstance(before, Job)
            if before.state is not after.state:
                self._check_completion(after)

    def broken(self) -> Iterator[str]:
        """What took too long."""
        yield from self._late
        limit_ms = _LOST_MESSAGE_MS + _PROMPT_MS
        jobs = {row.job_id for row in self._world.table.rows() if isinstance(row, Job)}
        # Until then a look may be due that was set by a clock that was ahead.
        skew_ms = 0 if self.is_calm else SKEW_MS
        for life, queued_ms in self._queued.items():
            job_id, photo_id, _ = life
            # Of a library's versions only the last one of several has to be asked for.
            if job_id not in jobs:
                continue
            since_ms = max(queued_ms, self.calm_ms)
            sent_ms = self._world.mail.requested_ms.get(life)
            if sent_ms is None or sent_ms - since_ms > limit_ms + skew_ms:
                yield f"P10: {photo_id} waited for its message until {sent_ms}"

    @property
    def _now_ms(self) -> int:
        return self._world.scheduler.now_ms

    def _watch_photo(self, before: Photo | None, after: Photo) -> None:
        life = life_of(after)
        if before is None or before.generation != after.generation:
            self._begun[life] = self._now_ms
        if after.state is PhotoState.QUEUED:
            self._queued.setdefault(life, self._now_ms)
        if after.state in TERMINAL and (before is None or before.state not in TERMINAL):
            self._last_end[after.job_id] = self._now_ms
            self._check_end(after)

    def _check_end(self, photo: Photo) -> None:
        uploaded_ms = self._uploaded.get(photo.photo_id, 0)
        begun_ms = self._begun[life_of(photo)]
        took_ms = self._now_ms - max(uploaded_ms, begun_ms, self.calm_ms)
        limit_ms = _LONGEST_MS if photo.source else _PATIENCE_MS
        if photo.source and self.is_calm:
            limit_ms = self._prompt_ms(photo.job_id)
        if took_ms > limit_ms:
            self._late.append(f"P10: {photo.photo_id} was {photo.state} after {took_ms / 1000} s")

    def _check_completion(self, job: Job) -> None:
        ended_ms = self._last_end.get(job.job_id, 0)
        took_ms = self._now_ms - max(ended_ms, self.calm_ms)
        is_settled = self.is_calm or ended_ms > self.settled_ms
        limit_ms = self._prompt_ms(job.job_id) if is_settled else _LONGEST_MS
        if took_ms > limit_ms:
            self._late.append(f"P10: {job.job_id} was completed {took_ms / 1000} s after its end")

    def _prompt_ms(self, job_id: str) -> int:
        photos = len(self._world.table.photos_of(job_id))
        return _PROMPT_MS + photos * _PROMPT_PER_PHOTO_MS
