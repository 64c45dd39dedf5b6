"""Whether reconcile ends in time, and what it does first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from darkroom.deadlines import UNSENT, UPLOADING
from darkroom.jobs import Job, Photo, PhotoAddress, PhotoState, Source
from darkroom.ports import SHARDS, Due
from tests.builders import NOW, build_job, build_photo
from tests.fakes import (
    InMemoryJobTable,
    InMemoryUploadStore,
    ManualClock,
    RemainingTime,
)
from tests.unit.services.nights import Night

MINUTE = timedelta(minutes=1)
TIMEOUT = timedelta(seconds=50)


@dataclass
class RunningTime:
    """The time of one invocation, by the clock."""

    clock: ManualClock
    ends_at: datetime

    def seconds_left(self) -> float:
        """Until it is ended."""
        return (self.ends_at - self.clock.at).total_seconds()

    def allows(self, seconds: float) -> bool:
        """Whether so much is left."""
        return self.seconds_left() >= seconds


@dataclass
class SlowUploads(InMemoryUploadStore):
    """Uploads that are found, after a while."""

    clock: ManualClock = field(default_factory=ManualClock)

    def find(self, key: str) -> Source | None:
        """Take five seconds."""
        self.clock.sleep(5)
        return super().find(key)


@dataclass
class SlowTable(InMemoryJobTable):
    """A table that needs a while to say what is due."""

    clock: ManualClock = field(default_factory=ManualClock)

    def due(self, now: datetime, shard: int, limit: int) -> Sequence[Due]:
        """Take ten seconds."""
        self.clock.sleep(10)
        return super().due(now, shard, limit)


@pytest.fixture
def night() -> Night:
    return Night()


def look(night: Night, *, after: timedelta) -> RunningTime:
    time = RunningTime(night.clock, NOW + after + TIMEOUT)
    night.time = time
    night.look(after=after)
    return time


def test_a_run_ends_in_time_while_uploads_are_found_slowly() -> None:
    clock = ManualClock()
    night = Night(clock=clock, uploads=SlowUploads(clock=clock))
    for _ in range(200):
        night.waiting_photo(PhotoState.AWAITING_UPLOAD)

    time = look(night, after=UNSENT)

    assert time.seconds_left() > 0
    assert 0 < night.meter.counts["DueRows"] < 10


def test_an_upload_that_is_found_slowly_is_started_all_the_same() -> None:
    clock = ManualClock()
    night = Night(clock=clock, uploads=SlowUploads(clock=clock))
    photos = [night.waiting_photo(PhotoState.AWAITING_UPLOAD) for _ in range(50)]
    for photo in photos:
        night.upload(photo)

    look(night, after=UNSENT)

    assert night.requests.sent


def test_who_waits_for_a_message_only_does_not_wait_for_s3(night: Night) -> None:
    rung_before = []

    class Watched(InMemoryUploadStore):
        def find(self, key: str) -> Source | None:
            rung_before.append(len(night.requests.sent))
            return super().find(key)

    night.uploads = Watched()
    for _ in range(SHARDS * 10):
        night.waiting_photo(PhotoState.AWAITING_UPLOAD, due_at=NOW)
        night.waiting_photo(PhotoState.QUEUED)

    night.look(after=UNSENT)

    assert len(rung_before) == SHARDS * 10
    assert rung_before[0] > 0


def test_every_shard_has_its_turn_while_there_is_never_time_for_all() -> None:
    clock = ManualClock()
    night = Night(clock=clock, table=SlowTable(clock=clock))
    photos = [night.waiting_photo(PhotoState.QUEUED) for _ in range(SHARDS * 4)]

    for minute in range(1, 1 + SHARDS):
        look(night, after=minute * MINUTE)

    assert {request.photo for request in night.requests.sent} == set(map(PhotoAddress.of, photos))


def test_a_job_is_looked_up_once_for_its_photos_of_a_lot() -> None:
    asked = []

    class Watched(InMemoryJobTable):
        def job(self, user_id: str, job_id: str) -> Job | None:
            asked.append(job_id)
            return super().job(user_id, job_id)

    night = Night(table=Watched())
    job = build_job(photo_count=100)
    waiting = {"state": PhotoState.AWAITING_UPLOAD, "due_at": NOW + UPLOADING}
    night.store(job, *[build_photo(job, number, **waiting) for number in range(100)])

    night.look(after=UPLOADING)

    assert night.meter.counts["DueRows"] == 100
    assert len(asked) == SHARDS


def test_who_there_is_no_time_to_ring_for_is_rung_for_the_next_minute() -> None:
    clock = ManualClock()

    class SlowRows(InMemoryJobTable):
        def photo(self, job_id: str, photo_id: str) -> Photo | None:
            clock.sleep(40)
            return super().photo(job_id, photo_id)

    night = Night(clock=clock, table=SlowRows())
    night.waiting_photo(PhotoState.QUEUED)

    look(night, after=UNSENT)
    first, night.time = list(night.requests.sent), RemainingTime()
    night.look(after=UNSENT + 2 * MINUTE)

    assert (first, len(night.requests.sent)) == ([], 1)
    assert night.meter.counts == {"DueRows": 1, "RungAgain": 1, "RowsFailed": 0}
