"""Mistakes in how rows are written."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, cast

from darkroom.jobs import Job, Photo
from darkroom.ports import JobTable, PhotoChange
from darkroom.progress import Progress
from darkroom.services.record_responses import RecordResponses
from tests.simulation.planted.altered import Altered
from tests.simulation.process import Handle
from tests.simulation.wiring import Wiring


class CountsInsteadOfMarking(Wiring):
    """A job counts the answers that it hears of, the same one twice."""

    @cached_property
    def table(self) -> JobTable:
        """The table."""
        return cast("JobTable", _Counter(super().table))


class _Counter(Altered):
    _next = 40_000

    def note_progress(self, user_id: str, job_id: str, seen: Progress) -> Job | None:
        job = self._port.job(user_id, job_id)
        if job and (seen.done & job.progress.done):
            type(self)._next += 1
            seen = seen.model_copy(update={"done": seen.done | {type(self)._next}})
        noted: Job | None = self._port.note_progress(user_id, job_id, seen)
        return noted


class TrustsEveryGeneration(Wiring):
    """An answer counts whatever generation it is for."""

    @cached_property
    def table(self) -> JobTable:
        """The table."""
        return cast("JobTable", _AnyGeneration(super().table))


class _AnyGeneration(Altered):
    def move_photo(self, change: PhotoChange) -> Photo | None:
        photo: Photo | None = self._port.photo(change.photo.job_id, change.photo.photo_id)
        if photo:
            address = change.photo.model_copy(update={"generation": photo.generation})
            change = replace(change, photo=address)
        before: Photo | None = self._port.move_photo(change)
        return before


class OverwritesUnasked(Wiring):
    """A photo moves wherever an answer says, also backwards."""

    @cached_property
    def table(self) -> JobTable:
        """The table."""
        return cast("JobTable", _Unconditional(super().table, self.environment.world.table))


class _Unconditional(Altered):
    def __init__(self, port: Any, rows: Any) -> None:  # noqa: ANN401 - any port
        super().__init__(port)
        self._rows = rows

    def move_photo(self, change: PhotoChange) -> Photo | None:
        before: Photo | None = self._port.move_photo(change)
        if before and not change.may_follow(before):
            moved = before.model_copy(update={"state": change.state, "due_at": change.due_at})
            self._rows._photos[before.job_id, before.photo_id] = moved
        return before


class OneLaneForgetsTheOther(Wiring):
    """A lane's results take the place of those that the other lane has written."""

    @cached_property
    def table(self) -> JobTable:
        """The table."""
        return cast("JobTable", _OneLane(super().table))


class _OneLane(Altered):
    def move_photo(self, change: PhotoChange) -> Photo | None:
        photo: Photo | None = self._port.photo(change.photo.job_id, change.photo.photo_id)
        if photo and change.rendered:
            change = replace(change, answered=photo.answered)
        before: Photo | None = self._port.move_photo(change)
        return before


class RetriesTheSameGeneration(Wiring):
    """A retry lets a photo begin again as what it was."""

    @cached_property
    def table(self) -> JobTable:
        """The table."""
        return cast("JobTable", _SameGeneration(super().table, self.environment.world.table))


class _SameGeneration(Altered):
    def __init__(self, port: Any, rows: Any) -> None:  # noqa: ANN401 - any port
        super().__init__(port)
        self._rows = rows

    def begin_again(self, job: Job, photos: Sequence[Photo]) -> None:
        self._port.begin_again(job, photos)
        for photo in photos:
            again = photo.model_copy(update={"generation": photo.generation - 1})
            self._rows._photos[photo.job_id, photo.photo_id] = again


class CompletesUnasked(Wiring):
    """A job is completed whatever has become of it since it was read."""

    @cached_property
    def table(self) -> JobTable:
        """The table."""
        return cast("JobTable", _Unasked(super().table))


class _Unasked(Altered):
    def complete(self, job: Job, at: Any) -> bool:  # noqa: ANN401 - a datetime
        now = self._port.job(job.user_id, job.job_id)
        is_done: bool = self._port.complete(now or job, at)
        return is_done


class TellsNobody(Wiring):
    """A job is not told of what becomes of its photos."""

    @cached_property
    def record_responses(self) -> Handle[Any]:
        """What record_response does."""
        service = cast("RecordResponses", super().record_responses)
        progress = replace(service.progress, table=cast("JobTable", _Untold(self.table)))
        return replace(service, progress=progress)


class _Untold(Altered):
    def note_progress(self, user_id: str, job_id: str, seen: Progress) -> None:
        del user_id, job_id, seen


class StartsAnyUpload(Wiring):
    """A later upload takes the place of the one that was checked."""

    @cached_property
    def table(self) -> JobTable:
        """The table."""
        return cast("JobTable", _Unpinned(super().table, self.environment.world.table))


class _Unpinned(Altered):
    def __init__(self, port: Any, rows: Any) -> None:  # noqa: ANN401 - any port
        super().__init__(port)
        self._rows = rows

    def move_photo(self, change: PhotoChange) -> Photo | None:
        before: Photo | None = self._port.move_photo(change)
        if before and change.source and before.source not in {None, change.source}:
            key = before.job_id, before.photo_id
            self._rows._photos[key] = self._rows._photos[key].model_copy(
                update={"source": change.source}
            )
        return before
