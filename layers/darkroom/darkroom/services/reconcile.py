"""Looks at whatever was forgotten: a message was lost, or a worker died between two writes."""

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from darkroom.budgets import OBJECT_STEP_SECONDS
from darkroom.clock import Clock
from darkroom.ports import (
    SHARDS,
    Due,
    DueJob,
    DueLibrary,
    DuePhoto,
    DueTombstone,
    JobTable,
    Meter,
    WorkTime,
)
from darkroom.retries import Redelivery
from darkroom.services.batches import attempt_each
from darkroom.services.look_after_jobs import LookAfterJobs
from darkroom.services.look_after_libraries import LookAfterLibraries
from darkroom.services.look_after_photos import LookAfterPhotos

_LOT: Final = 25


@dataclass
class _Shard:
    """One shard's rows, as far as they have been looked at; `stuck` ones are still due."""

    number: int
    stuck: int = 0


@dataclass(frozen=True, kw_only=True)
class Reconcile:
    """Looks at every row that is due, the oldest of each shard first, while there is time."""

    table: JobTable
    photos: LookAfterPhotos
    jobs: LookAfterJobs
    libraries: LookAfterLibraries
    clock: Clock
    meter: Meter
    time: WorkTime

    def __call__(self) -> None:
        """Look at all of them once; a row that brings an error out costs no other its turn."""
        seen: set[Due] = set()
        again = Counter[Redelivery]()
        shards = deque(_Shard(number) for number in range(SHARDS))
        # Where there is no time for all of them, another one is the last each minute.
        shards.rotate(int(self.clock.now().timestamp() // 60))
        while shards and self._has_time():
            shard = shards.popleft()
            limit = shard.stuck + _LOT
            found = self.table.due(self.clock.now(), shard.number, limit)
            lot = [due for due in found if due not in seen]
            shard.stuck = len(found) - len(lot)
            again += self._look_at(lot)
            seen.update(lot)
            if len(found) == limit:
                shards.append(shard)
        self.meter.count("DueRows", len(seen) - again[Redelivery.NOW])
        # Rows that fail bring no run down: somebody has to be told of them.
        self.meter.count("RowsFailed", again[Redelivery.LATER])

    def _has_time(self) -> bool:
        return self.time.allows(OBJECT_STEP_SECONDS)

    def _look_at(self, lot: Sequence[Due]) -> Counter[Redelivery]:
        """Look at the rows of a lot; counts those that come again, and why."""
        again = self.photos([due for due in lot if isinstance(due, DuePhoto)])
        jobs = [due for due in lot if isinstance(due, DueJob | DueTombstone)]
        again += Counter(attempt_each(jobs, lambda _, due: self.jobs(due), self._has_time).values())
        libraries = [due for due in lot if isinstance(due, DueLibrary)]
        stuck = attempt_each(libraries, lambda _, due: self.libraries(due), self._has_time)
        return again + Counter(stuck.values())
