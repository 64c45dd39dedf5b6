"""The ports in memory; `tests/integration/contracts` holds them to what the real adapters do."""
# ruff: noqa: D102 - the ports say what each method does.

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar
from urllib.parse import quote
from zlib import crc32

from darkroom.clock import Clock
from darkroom.deadlines import UNSENT
from darkroom.errors import (
    JobChangedError,
    KeyAlreadyUsedError,
    ObjectMissingError,
    TooManyBytesError,
    TransientError,
)
from darkroom.jobs import (
    ENDED_BADLY,
    Job,
    JobState,
    Photo,
    PhotoState,
    Progress,
    Sighting,
    Source,
    Tombstone,
)
from darkroom.ports import (
    SHARDS,
    Due,
    DueJob,
    DueLibrary,
    DuePhoto,
    DueTombstone,
    JobTable,
    KeyedJob,
    KeyedRequest,
    Page,
    PhotoChange,
    UploadForm,
    UploadHead,
)
from darkroom.services.job_progress import JobProgress
from tests.builders import NOW
from tests.pages import page_of, short_page_of

_Message = TypeVar("_Message")


class OutOfReachError(TransientError):
    """A fake was told that this is out of reach."""


@dataclass
class ManualClock:
    """Time that passes only when somebody sleeps; `while_sleeping` sees the new hour."""

    at: datetime = NOW
    while_sleeping: Callable[[], None] = lambda: None

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.while_sleeping()


@dataclass
class RemainingTime:
    """As much time as a test says, none once it is stopped."""

    seconds: float = 900
    is_stopped: bool = False

    def seconds_left(self) -> float:
        return self.seconds

    def allows(self, seconds: float) -> bool:
        return not self.is_stopped and self.seconds >= seconds


@dataclass
class InMemoryDeliveries:
    """For how many seconds each receipt was hidden, from the first time to the last."""

    hidden: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    queue_arns: set[str] = field(default_factory=set)

    def hide(self, queue_arn: str, seconds: Mapping[str, int]) -> None:
        self.queue_arns.add(queue_arn)
        for receipt, duration in seconds.items():
            self.hidden[receipt].append(duration)


@dataclass
class RecordingMeter:
    """Keeps what was measured."""

    counts: Counter[str] = field(default_factory=Counter)
    durations: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def count(self, name: str, occurrences: int = 1) -> None:
        self.counts[name] += occurrences

    def milliseconds(self, name: str, value: float) -> None:
        self.durations[name].append(value)


@dataclass
class InMemoryQueue(Generic[_Message]):
    """A queue that takes everything but what `refuses` says."""

    sent: list[_Message] = field(default_factory=list)
    refuses: Callable[[_Message], bool] = lambda _: False

    def send(self, messages: Sequence[_Message]) -> frozenset[int]:
        untaken = {place for place, message in enumerate(messages) if self.refuses(message)}
        self.sent += [each for place, each in enumerate(messages) if place not in untaken]
        return frozenset(untaken)


@dataclass
class InMemoryUploadStore:
    """Every version of every original."""

    clock: ManualClock = field(default_factory=ManualClock)
    versions: dict[Source, bytes] = field(default_factory=dict)

    def find(self, key: str) -> Source | None:
        return next((source for source in reversed(self.versions) if source.key == key), None)

    def read_head(self, source: Source, length: int) -> UploadHead:
        if source not in self.versions:
            raise ObjectMissingError
        body = self.versions[source]
        return UploadHead(size=len(body), head=body[:length])

    def read(self, source: Source, max_bytes: int) -> bytes:
        if source not in self.versions:
            raise ObjectMissingError
        if len(self.versions[source]) > max_bytes:
            raise TooManyBytesError.over(max_bytes)
        return self.versions[source]

    def write(self, key: str, body: bytes, content_type: str) -> Source:
        del content_type
        source = Source(key=key, version_id=f"version-{len(self.versions) + 1}")
        self.versions[source] = body
        return source

    def copy(self, source: Source, key: str) -> Source:
        return self.write(key, self.read(source, max_bytes=sys.maxsize), "image/jpeg")

    def sign_upload(self, key: str, content_type: str, max_bytes: int) -> UploadForm:
        return UploadForm(
            url="https://uploads.example",
            fields={"key": key, "Content-Type": content_type, "policy": f"up to {max_bytes}"},
            expires_at=self.clock.now() + timedelta(minutes=10),
        )

    def sign_download(self, source: Source, file_name: str) -> str:
        version = quote(source.version_id)
        return f"https://uploads.example/{source.key}?version={version}&as={quote(file_name)}"

    def remove(self, source: Source) -> None:
        self.versions.pop(source, None)

    def remove_all(self, prefix: str) -> None:
        for source in [source for source in self.versions if source.key.startswith(prefix)]:
            del self.versions[source]


@dataclass
class InMemoryResultStore:
    """Finished outputs by key."""

    objects: dict[str, bytes] = field(default_factory=dict)
    is_out_of_reach: bool = False

    def write(self, key: str, body: bytes, content_type: str) -> None:
        del content_type
        self.objects[key] = body

    def sign_download(self, key: str, file_name: str) -> str:
        return f"https://results.example/{key}?as={quote(file_name)}"

    def remove_all(self, prefix: str) -> None:
        if self.is_out_of_reach:
            raise OutOfReachError
        for key in [key for key in self.objects if key.startswith(prefix)]:
            del self.objects[key]


@dataclass
class InMemoryJobTable:
    """Jobs, photos and keys; a row whose id is `out_of_reach` cannot be written."""

    out_of_reach: set[str] = field(default_factory=set)
    clock: ManualClock = field(default_factory=ManualClock)
    # A condition is checked and its row written in one.
    _writing: Lock = field(default_factory=Lock)
    _jobs: dict[tuple[str, str], Job] = field(default_factory=dict)
    _photos: dict[tuple[str, str], Photo] = field(default_factory=dict)
    _keys: dict[tuple[str, str], tuple[KeyedJob, datetime]] = field(default_factory=dict)
    _tombstones: dict[str, Tombstone] = field(default_factory=dict)
    _libraries: dict[str, datetime] = field(default_factory=dict)

    def create(self, job: Job, photos: Sequence[Photo], keyed: KeyedRequest | None) -> None:
        self._add(photos)
        self._reach(job.job_id)
        if keyed:
            if self._known(job.user_id, keyed.key):
                raise KeyAlreadyUsedError
            known = KeyedJob(job_id=job.job_id, fingerprint=keyed.fingerprint)
            expires_at = job.created_at + timedelta(hours=24)
            self._keys[job.user_id, keyed.key] = (known, expires_at)
        self._jobs[job.user_id, job.job_id] = job

    def job_of_key(self, user_id: str, key: str) -> KeyedJob | None:
        return self._known(user_id, key)

    def _known(self, user_id: str, key: str) -> KeyedJob | None:
        known, expires_at = self._keys.get((user_id, key), (None, self.clock.now()))
        return known if expires_at > self.clock.now() else None

    def add_photos(self, job: Job, photos: Sequence[Photo]) -> None:
        now = self._jobs.get((job.user_id, job.job_id))
        if all((photo.job_id, photo.photo_id) in self._photos for photo in photos):
            return
        if now is None or now.state is not JobState.OPEN or now.photo_count != job.photo_count:
            raise JobChangedError
        self._add(photos)
        self._update(now, photo_count=now.photo_count + len(photos))

    def job(self, user_id: str, job_id: str) -> Job | None:
        return self._jobs.get((user_id, job_id))

    def jobs(self, user_id: str, *, limit: int, cursor: str | None) -> Page[Job]:
        rows = {job_id: job for (user, job_id), job in self._jobs.items() if user == user_id}
        newest_first = dict(sorted(rows.items(), reverse=True))
        return short_page_of(newest_first, "job_", limit, cursor)

    def photo(self, job_id: str, photo_id: str) -> Photo | None:
        return self._photos.get((job_id, photo_id))

    def photos(self, job_id: str, *, limit: int, cursor: str | None) -> Page[Photo]:
        rows = {photo.photo_id: photo for photo in self._photos_of(job_id)}
        return page_of(dict(sorted(rows.items())), "pho_", limit, cursor)

    def count_states(self, job_id: str) -> Mapping[PhotoState, int]:
        return Counter(photo.state for photo in self._photos_of(job_id))

    def move_photo(self, change: PhotoChange) -> Photo | None:
        address = change.photo
        self._reach(address.photo_id)
        with self._writing:
            before = self._photos.get((address.job_id, address.photo_id))
            if before and change.may_follow(before):
                moved = before.model_copy(update=_values(change) | _lanes(change, before))
                self._photos[address.job_id, address.photo_id] = moved
        return before

    def note_progress(self, user_id: str, job_id: str, seen: Progress) -> Job | None:
        self._reach(job_id)
        with self._writing:
            job = self._jobs.get((user_id, job_id))
            return self._update(job, progress=_together(job.progress, seen)) if job else None

    def complete(self, job: Job, at: datetime) -> bool:
        now = self._jobs.get((job.user_id, job.job_id))
        if now is None:
            return False
        is_as_read = (now.photo_count, now.retries) == (job.photo_count, job.retries)
        if now.state is not JobState.OPEN or not is_as_read:
            return now.completed_at == at
        self._update(now, state=JobState.COMPLETED, completed_at=at, due_at=at + UNSENT)
        return True

    def settle(self, job: Job) -> bool:
        return self._change_completed(job, lambda _: {"due_at": None})

    def remember(self, job: Job, numbers: frozenset[int]) -> bool:
        """Have a completed job know which of its photos are in a library."""
        return self._change_completed(job, lambda now: {"kept": now.kept | numbers})

    def _change_completed(self, job: Job, change: Callable[[Job], dict[str, object]]) -> bool:
        self._reach(job.job_id)
        now = self._jobs.get((job.user_id, job.job_id))
        if now is None or (now.state, now.retries) != (JobState.COMPLETED, job.retries):
            return False
        self._jobs[job.user_id, job.job_id] = now.model_copy(update=change(now))
        return True

    def due(self, now: datetime, shard: int, limit: int) -> Sequence[Due]:
        rows: list[tuple[datetime, Due]] = [
            (photo.due_at, DuePhoto(job_id=photo.job_id, photo_id=photo.photo_id))
            for photo in self._photos.values()
            if photo.due_at and _shard_of(photo.photo_id) == shard
        ]
        rows += [
            (job.due_at, DueJob(user_id=job.user_id, job_id=job.job_id))
            for job in self._jobs.values()
            if job.due_at and _shard_of(job.job_id) == shard
        ]
        rows += [
            (tombstone.due_at, DueTombstone(job_id=tombstone.job_id))
            for tombstone in self._tombstones.values()
            if _shard_of(tombstone.job_id) == shard
        ]
        rows += [
            (due_at, DueLibrary(user_id=user_id))
            for user_id, due_at in self._libraries.items()
            if _shard_of(user_id) == shard
        ]
        oldest_first = sorted(rows, key=lambda row: row[0])
        return [due for due_at, due in oldest_first if due_at <= now][:limit]

    def postpone(self, photo: Photo, due_at: datetime) -> bool:
        self._reach(photo.photo_id)
        now = self._photos.get((photo.job_id, photo.photo_id))
        if now is None or photo.due_at is None or now.generation != photo.generation:
            return False
        if now.due_at not in {photo.due_at, due_at}:
            return False
        self._add([now.model_copy(update={"due_at": due_at})])
        return True

    def postpone_job(self, job: Job, due_at: datetime) -> bool:
        self._reach(job.job_id)
        now = self._jobs.get((job.user_id, job.job_id))
        if now is None or job.due_at is None or now.due_at not in {job.due_at, due_at}:
            return False
        # Nobody who follows the job has to know.
        self._jobs[job.user_id, job.job_id] = now.model_copy(update={"due_at": due_at})
        return True

    def begin_again(self, job: Job, photos: Sequence[Photo]) -> None:
        self._reach(job.job_id)
        known = self._jobs.get((job.user_id, job.job_id))
        before = [self._photos.get((photo.job_id, photo.photo_id)) for photo in photos]
        if any(map(_is_begun, photos, before)):
            return
        if known is None or not all(map(_may_begin, photos, before)):
            raise JobChangedError
        self._add(photos)
        marks = Progress.of(Sighting(each.number, each.generation, each.state) for each in photos)
        self._update(
            known,
            state=JobState.OPEN,
            completed_at=None,
            due_at=min(photo.due_at for photo in photos if photo.due_at),
            retries=known.retries + 1,
            progress=_together(known.progress, marks),
        )

    def remove_job(self, job: Job, at: datetime) -> None:
        self._reach(job.job_id)
        self._jobs.pop((job.user_id, job.job_id), None)
        self._tombstones[job.job_id] = Tombstone.of(job.user_id, job.job_id, at)

    def tombstone(self, job_id: str) -> Tombstone | None:
        return self._tombstones.get(job_id)

    def postpone_tombstone(self, tombstone: Tombstone, due_at: datetime) -> bool:
        postponed = tombstone.model_copy(update={"due_at": due_at})
        if self._tombstones.get(tombstone.job_id) not in (tombstone, postponed):
            return False
        self._tombstones[tombstone.job_id] = postponed
        return True

    def remove_tombstone(self, job_id: str) -> None:
        self._tombstones.pop(job_id, None)

    def remove_photos(self, job_id: str) -> None:
        for photo in self._photos_of(job_id):
            del self._photos[job_id, photo.photo_id]

    def put(self, photos: Sequence[Photo], tombstones: Sequence[Tombstone]) -> None:
        """Have photos and tombstones that a library brought about."""
        self._add(photos)
        self._tombstones |= {tombstone.job_id: tombstone for tombstone in tombstones}

    def put_library(self, user_id: str, due_at: datetime | None) -> None:
        """Have a library be due, or not any more."""
        self._libraries.pop(user_id, None)
        if due_at:
            self._libraries[user_id] = due_at

    def _photos_of(self, job_id: str) -> list[Photo]:
        return [photo for (job, _), photo in self._photos.items() if job == job_id]

    def _add(self, photos: Sequence[Photo]) -> None:
        self._photos |= {(photo.job_id, photo.photo_id): photo for photo in photos}

    def _update(self, job: Job, **values: object) -> Job:
        job = job.model_copy(update={**values, "revision": job.revision + 1})
        self._jobs[job.user_id, job.job_id] = job
        return job

    def _reach(self, row_id: str) -> None:
        if row_id in self.out_of_reach:
            raise OutOfReachError


def progress_over(table: JobTable, clock: Clock) -> JobProgress:
    """What tells jobs of their photos, where there are no libraries to keep those in."""

    def keep_none(job: Job) -> None:
        table.settle(job)

    return JobProgress(table=table, enter_library=keep_none, clock=clock)


def _is_begun(photo: Photo, now: Photo | None) -> bool:
    is_same_time = now is not None and now.waiting_since == photo.waiting_since
    return is_same_time and now is not None and now.generation == photo.generation


def _may_begin(photo: Photo, now: Photo | None) -> bool:
    ended_badly = now is not None and now.state in ENDED_BADLY
    return ended_badly and now is not None and now.generation == photo.generation - 1


def _shard_of(row_id: str) -> int:
    return crc32(row_id.encode()) % SHARDS


def _together(one: Progress, other: Progress) -> Progress:
    return Progress.model_validate(
        {state: getattr(one, state) | getattr(other, state) for state in Progress.model_fields}
    )


def _values(change: PhotoChange) -> dict[str, object]:
    values: dict[str, object] = {
        "state": change.state,
        "updated_at": change.at,
        "due_at": change.due_at,
    }
    if change.state is PhotoState.QUEUED:
        values |= {"waiting_since": change.at}
    known = {"source": change.source, "bytes": change.bytes, "error": change.error}
    values |= {name: value for name, value in known.items() if value is not None}
    if change.rendered:
        made = change.rendered
        sizes = {"width": made.width, "height": made.height}
        values |= {name: side for name, side in sizes.items() if side is not None}
        values |= {"results": made.results, "warnings": made.warnings}
    return values


def _lanes(change: PhotoChange, before: Photo) -> dict[str, object]:
    if change.lane is None:
        return {}
    if change.rendered:
        return {"answered": before.answered | {change.lane}}
    return {"started": before.started | {change.lane}} if change.is_start else {}
