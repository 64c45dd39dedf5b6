"""Mistakes in how jobs are opened, shown, rendered and deleted."""

import logging
from collections.abc import Sequence
from functools import cached_property
from random import Random
from typing import Any, cast

from darkroom.jobs import Job, Photo, Source
from darkroom.ports import JobTable, KeyedRequest, ResultStore, UploadStore
from darkroom.services.purge import Purge
from tests.simulation.planted.altered import Altered
from tests.simulation.wiring import Wiring


class NeverPurges(Wiring):
    """A deleted job leaves everything behind."""

    @cached_property
    def purge(self) -> Purge:
        """Nobody cleans up."""
        return _NoPurge(table=self.table, uploads=self.uploads, results=self.results)


class _NoPurge(Purge):
    def __call__(self, user_id: str, job_id: str) -> None:
        del user_id, job_id


class PurgesOnce(Wiring):
    """A deleted job is cleaned up after when it is deleted, and never again."""

    @cached_property
    def table(self) -> JobTable:
        """The table."""
        return cast("JobTable", _NoMemory(super().table))


class _NoMemory(Altered):
    def remove_job(self, job: Job, at: Any) -> None:  # noqa: ANN401 - a datetime
        self._port.remove_job(job, at)
        self._port.remove_tombstone(job.job_id)


class ForgetsTheKey(Wiring):
    """An idempotency key is not kept."""

    @cached_property
    def table(self) -> JobTable:
        """The table."""
        return cast("JobTable", _Keyless(super().table))


class _Keyless(Altered):
    def create(self, job: Job, photos: Sequence[Photo], keyed: KeyedRequest | None) -> None:
        del keyed
        self._port.create(job, photos, None)


class ReadsTheNewestUpload(Wiring):
    """A worker renders what was uploaded last, not what was checked."""

    @cached_property
    def uploads(self) -> UploadStore:
        """The bucket of uploads."""
        return cast("UploadStore", _Newest(super().uploads))


class _Newest(Altered):
    def read(self, source: Source, max_bytes: int) -> bytes:
        body: bytes = self._port.read(self._port.find(source.key) or source, max_bytes)
        return body


class ShowsEverything(Wiring):
    """Whoever knows a job's id sees its photos."""

    @cached_property
    def table(self) -> JobTable:
        """The table."""
        return cast("JobTable", _Public(super().table, self.environment.world.table))


class _Public(Altered):
    def __init__(self, port: Any, rows: Any) -> None:  # noqa: ANN401 - any port
        super().__init__(port)
        self._rows = rows

    def job(self, user_id: str, job_id: str) -> Job | None:
        job: Job | None = self._port.job(user_id, job_id)
        return job or next((it for it in self._rows._jobs.values() if it.job_id == job_id), None)


class LogsNames(Wiring):
    """A photo's name is in the logs."""

    @cached_property
    def table(self) -> JobTable:
        """The table."""
        return cast("JobTable", _Talkative(super().table))


class _Talkative(Altered):
    def photo(self, job_id: str, photo_id: str) -> Photo | None:
        photo: Photo | None = self._port.photo(job_id, photo_id)
        if photo:
            logging.getLogger("darkroom").info("Photo read", extra={"photo_name": photo.name})
        return photo


class NamesResultsAtRandom(Wiring):
    """The same work twice makes two objects."""

    @cached_property
    def results(self) -> ResultStore:
        """The bucket of results."""
        return cast("ResultStore", _Random(super().results, self.environment.world.random))


class _Random(Altered):
    def __init__(self, port: Any, random: Random) -> None:  # noqa: ANN401 - any port
        super().__init__(port)
        self._random = random

    def write(self, key: str, body: bytes, content_type: str) -> None:
        self._port.write(f"{key}{self._random.random()}", body, content_type)


class LosesThePhotosOfAJob(Wiring):
    """A job can be found before its photos are there."""

    @cached_property
    def table(self) -> JobTable:
        """The table."""
        return cast("JobTable", _JobFirst(super().table))


class _JobFirst(Altered):
    def create(self, job: Job, photos: Sequence[Photo], keyed: KeyedRequest | None) -> None:
        self._port.create(job, (), keyed)
        self._port.torn_create(job, photos, None)
