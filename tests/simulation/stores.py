"""The stores of tests/fakes.py, with what only a simulation needs of them.

A call that takes several writes is `torn_`: it does the first of them, and answers the rest.
A `stale_` one answers what was true a while ago.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import Any, Self, cast

from darkroom.jobs import Job, Photo, Source, Tombstone
from darkroom.keys import upload_key
from darkroom.library.contents import Library
from darkroom.ports import Due, KeyedRequest
from darkroom.ports.library_table import LibraryLog
from tests.fakes import InMemoryJobTable, InMemoryResultStore, InMemoryUploadStore, ManualClock
from tests.library_fakes import InMemoryLibraryTable
from tests.simulation.scheduler import VirtualClock

Watch = Callable[[Any, Any], None]
"""Told of a row as it was and as it is; None for one that is not there."""


class Rows(dict[Any, Any]):
    """Rows by key; somebody watches every write."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self._watch = watch

    def __setitem__(self, key: object, row: object) -> None:
        before = self.get(key)
        super().__setitem__(key, row)
        self._watch(before, row)

    def __delitem__(self, key: object) -> None:
        before = self[key]
        super().__delitem__(key)
        self._watch(before, None)

    def __ior__(self, rows: Any) -> Self:  # type: ignore[misc] # noqa: ANN401 - of dict's overloads, only one is used
        for key, row in rows.items():
            self[key] = row
        return self

    def pop(self, key: object, default: object = None) -> Any:  # noqa: ANN401 - any row
        """Remove a row, if it is there."""
        if key not in self:
            return default
        row = self[key]
        del self[key]
        return row


class SimulatedTable(InMemoryJobTable):
    """The table; its index is not always up to date."""

    def __init__(self, clock: VirtualClock, watch: Watch) -> None:
        super().__init__(
            clock=cast("ManualClock", clock),
            _jobs=Rows(watch),
            _photos=Rows(watch),
            _tombstones=Rows(watch),
        )
        self._seen: dict[int, Sequence[Due]] = {}

    def due(self, now: datetime, shard: int, limit: int) -> Sequence[Due]:
        """What is due; nobody has asked for it in another order."""
        found = super().due(now, shard, limit)
        self._seen[shard] = found
        return found

    def stale_due(self, now: datetime, shard: int, limit: int) -> Sequence[Due]:
        """What was due when somebody looked last."""
        before = self._seen.get(shard, ())
        self.due(now, shard, limit)
        return before

    def torn_create(
        self, job: Job, photos: Sequence[Photo], keyed: KeyedRequest | None
    ) -> Callable[[], None]:
        """Write the photos."""
        self._add(photos)
        return lambda: self.create(job, (), keyed)

    def torn_remove_photos(self, job_id: str) -> Callable[[], None]:
        """Remove half of the rows."""
        for photo in self._photos_of(job_id)[::2]:
            del self._photos[job_id, photo.photo_id]
        return lambda: self.remove_photos(job_id)

    def rows(self) -> Iterator[Job | Photo | Tombstone]:
        """Every row that can be due."""
        yield from self._jobs.values()
        yield from self._photos.values()
        yield from self._tombstones.values()

    def photos_of(self, job_id: str) -> list[Photo]:
        """The photos of a job."""
        return self._photos_of(job_id)


class SimulatedLibraries(InMemoryLibraryTable):
    """The libraries and their logs."""

    def __init__(self, jobs: SimulatedTable, watch: Watch) -> None:
        super().__init__(jobs=jobs, _logs=Rows(watch))

    def logs(self) -> Iterator[LibraryLog]:
        """How far every user's log has come."""
        yield from self._logs.values()

    def library(self, user_id: str) -> Library:
        """All that is in a user's library."""
        return self._library_of(user_id)


class SimulatedUploads(InMemoryUploadStore):
    """The bucket of uploads."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(clock=cast("ManualClock", clock))
        self._numbers = count(1)

    def write(self, key: str, body: bytes, content_type: str) -> Source:
        """Store an object; no two versions are ever called the same."""
        del content_type
        source = Source(key=key, version_id=f"version-{next(self._numbers)}")
        self.versions[source] = body
        return source

    def body_of(self, photo: Photo) -> bytes | None:
        """The file that a photo is made of: its own version, or else the newest."""
        key = upload_key(photo.user_id, photo.job_id, photo.photo_id)
        source = photo.source or self.find(key)
        return self.versions.get(source) if source else None

    def torn_remove_all(self, prefix: str) -> Callable[[], None]:
        """Remove half of the versions."""
        for source in [each for each in self.versions if each.key.startswith(prefix)][::2]:
            del self.versions[source]
        return lambda: self.remove_all(prefix)


class SimulatedResults(InMemoryResultStore):
    """The bucket of results."""

    def torn_remove_all(self, prefix: str) -> Callable[[], None]:
        """Remove half of the objects."""
        for key in [key for key in self.objects if key.startswith(prefix)][::2]:
            del self.objects[key]
        return lambda: self.remove_all(prefix)
