"""What becomes of rows that were forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from darkroom.deadlines import MEMORY, PATIENCE, UNSENT, UPLOADING, WORKING
from darkroom.jobs import Job, JobState, Photo, PhotoAddress, PhotoState, Source
from darkroom.keys import result_key, upload_key
from darkroom.ports import SHARDS, Due, KeyedRequest, PhotoChange, UploadHead
from darkroom.ports.library_table import NewOperations
from darkroom.progress import Progress
from tests.builders import (
    NOW,
    build_job,
    build_output,
    build_photo,
    source_of,
)
from tests.fakes import (
    InMemoryJobTable,
    InMemoryUploadStore,
    OutOfReachError,
    RemainingTime,
)
from tests.libraries import accept
from tests.unit.services.nights import Night

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@dataclass
class StaleTable(InMemoryJobTable):
    """A table whose index says of every row ever due that it still is."""

    once_due: dict[int, list[Due]] = field(default_factory=dict)

    def due(self, now: datetime, shard: int, limit: int) -> Sequence[Due]:
        """What is due, and all that ever was."""
        known = self.once_due.setdefault(shard, [])
        known += [due for due in super().due(now, shard, limit) if due not in known]
        return known[:limit]


@dataclass
class ContestedTable(InMemoryJobTable):
    """A table in which somebody else always is a little faster."""

    def postpone(self, photo: Photo, due_at: datetime) -> bool:
        """Come second."""
        super().postpone(photo, due_at + SECOND)
        return super().postpone(photo, due_at)

    def postpone_job(self, job: Job, due_at: datetime) -> bool:
        """Come second."""
        super().postpone_job(job, due_at + SECOND)
        return super().postpone_job(job, due_at)


@pytest.fixture
def night() -> Night:
    return Night()


WAITING = [PhotoState.QUEUED, PhotoState.PROCESSING]


@pytest.mark.parametrize("state", WAITING)
def test_a_photo_whose_message_was_lost_is_rung_for_again(night: Night, state: PhotoState) -> None:
    photo = night.waiting_photo(state)

    night.look(after=UNSENT)

    (request,) = night.requests.sent
    assert request.photo == PhotoAddress.of(photo)
    assert (request.source, request.outputs) == (source_of(photo), night.job(photo.job_id).outputs)
    assert request.queued_at == NOW + UNSENT
    assert night.photo(photo).due_at == NOW + UNSENT + WORKING
    assert night.meter.counts == {"DueRows": 1, "RungAgain": 1, "RowsFailed": 0}


def test_a_photo_that_is_not_due_is_left_alone(night: Night) -> None:
    photo = night.waiting_photo(PhotoState.QUEUED)

    night.look(after=UNSENT - SECOND)

    assert night.requests.sent == []
    assert night.photo(photo) == photo


def test_a_photo_is_rung_for_less_and_less_often(night: Night) -> None:
    night.waiting_photo(PhotoState.QUEUED)
    rings = []

    for minutes in range(12 * 60):
        before = len(night.requests.sent)
        night.look(after=minutes * MINUTE)
        if len(night.requests.sent) > before:
            rings.append(minutes)

    assert rings == [1, 91, 182, 364]


def test_a_ring_that_is_not_taken_is_tried_a_minute_later(night: Night) -> None:
    photo = night.waiting_photo(PhotoState.QUEUED)
    night.requests.refuses = lambda _: True

    night.look(after=UNSENT)

    assert night.photo(photo).due_at == NOW + 2 * UNSENT
    assert "RungAgain" not in night.meter.counts


def test_every_row_that_fails_is_counted(night: Night) -> None:
    class Forbidden(InMemoryUploadStore):
        def find(self, key: str) -> Source | None:
            del key
            raise OutOfReachError

    night.uploads = Forbidden()
    night.waiting_photo(PhotoState.AWAITING_UPLOAD)
    night.waiting_photo(PhotoState.AWAITING_UPLOAD)
    unread, untaken = (night.waiting_photo(PhotoState.QUEUED) for _ in range(2))
    job = build_job(due_at=NOW + UNSENT)
    night.store(job, build_photo(job))
    night.table.out_of_reach = {unread.photo_id, job.job_id}
    night.requests.refuses = lambda _: True

    night.look(after=UNSENT)

    assert night.photo(untaken).due_at == NOW + 2 * UNSENT
    assert night.meter.counts == {"DueRows": 5, "RowsFailed": 5}


def test_a_photo_that_somebody_else_looks_at_is_left_to_them() -> None:
    night = Night(table=ContestedTable())
    night.waiting_photo(PhotoState.QUEUED)
    night.upload(night.waiting_photo(PhotoState.AWAITING_UPLOAD))

    night.look(after=UNSENT)

    assert night.requests.sent == []


def test_what_the_index_has_not_noticed_yet_is_left_alone() -> None:
    night = Night(table=StaleTable())
    ended = night.waiting_photo(PhotoState.QUEUED)
    later = night.waiting_photo(PhotoState.QUEUED)
    gone = night.waiting_photo(PhotoState.QUEUED)
    completed = build_job(due_at=NOW + UNSENT)
    night.store(completed, build_photo(completed, state=PhotoState.DONE))
    deleted = build_job()
    night.store(deleted)
    night.table.remove_job(deleted, NOW)
    night.look(after=UNSENT)
    sent = list(night.requests.sent)
    done = PhotoChange(photo=PhotoAddress.of(ended), state=PhotoState.DONE, at=NOW)
    night.table.move_photo(done)
    night.table.remove_photos(gone.job_id)
    night.table.remove_tombstone(deleted.job_id)

    night.look(after=2 * UNSENT)

    assert len(sent) == 3
    assert night.requests.sent == sent
    assert night.photo(later).due_at == NOW + UNSENT + WORKING


@pytest.mark.parametrize("state", WAITING)
def test_a_photo_of_which_nothing_came_in_time_expires(night: Night, state: PhotoState) -> None:
    photo = night.waiting_photo(state)

    night.look(after=PATIENCE)

    now = night.photo(photo)
    assert (now.state, now.due_at) == (PhotoState.EXPIRED, None)
    assert now.error
    assert now.error.code == "expired"
    assert "12 hours" in now.error.message
    assert night.requests.sent == []
    assert night.job(photo.job_id).state is JobState.COMPLETED
    assert night.meter.counts == {"DueRows": 1, "PhotosExpired": 1, "RowsFailed": 0}


def test_a_photo_that_moved_at_the_last_moment_does_not_expire() -> None:
    moved = NOW + timedelta(days=1)

    class LastMoment(InMemoryJobTable):
        def move_photo(self, change: PhotoChange) -> Photo | None:
            photo = self.photo(change.photo.job_id, change.photo.photo_id)
            assert photo
            assert super().postpone(photo, moved)
            return super().move_photo(change)

    night = Night(table=LastMoment())
    photo = night.waiting_photo(PhotoState.PROCESSING)

    night.look(after=PATIENCE)

    assert night.photo(photo) == photo.model_copy(update={"due_at": moved})
    assert "PhotosExpired" not in night.meter.counts


def test_an_upload_whose_announcement_was_lost_is_started(night: Night) -> None:
    photo = night.waiting_photo(PhotoState.AWAITING_UPLOAD)
    source = night.upload(photo)

    night.look(after=UNSENT)

    now = night.photo(photo)
    assert (now.state, now.source) == (PhotoState.QUEUED, source)
    assert [request.photo for request in night.requests.sent] == [PhotoAddress.of(photo)]


def test_a_bad_upload_whose_announcement_was_lost_is_refused(night: Night) -> None:
    photo = night.waiting_photo(PhotoState.AWAITING_UPLOAD)
    night.upload(photo, b"MZ a program")

    night.look(after=UNSENT)

    assert [refusal.photo for refusal in night.responses.sent] == [PhotoAddress.of(photo)]
    assert night.photo(photo).due_at == NOW + 2 * UNSENT


def test_an_upload_that_its_photo_failed_for_is_not_found_again(night: Night) -> None:
    photo = night.waiting_photo(PhotoState.AWAITING_UPLOAD)
    bad = night.upload(photo, b"MZ a program")
    again = photo.model_copy(update={"generation": 2, "spent": (bad,)})
    night.store(night.job(photo.job_id), again)
    night.look(after=UNSENT)
    before = list(night.responses.sent)
    good = night.upload(photo)

    night.look(after=UNSENT + UPLOADING)

    assert before == []
    assert [request.source for request in night.requests.sent] == [good]


def test_a_photo_in_place_of_whose_upload_no_other_came_expires(night: Night) -> None:
    photo = night.waiting_photo(PhotoState.AWAITING_UPLOAD)
    bad = night.upload(photo, b"MZ a program")
    again = photo.model_copy(update={"generation": 2, "spent": (bad,)})
    night.store(night.job(photo.job_id), again)

    night.look(after=PATIENCE)

    now = night.photo(photo)
    assert now.state is PhotoState.EXPIRED
    assert now.error
    assert now.error.code == "upload_missing"


def test_an_upload_is_waited_for_less_and_less_impatiently(night: Night) -> None:
    photo = night.waiting_photo(PhotoState.AWAITING_UPLOAD, due_at=NOW + UPLOADING)
    looks = []

    for minutes in range(12 * 60):
        before = night.meter.counts["DueRows"]
        night.look(after=minutes * MINUTE)
        if night.meter.counts["DueRows"] > before:
            looks.append(minutes)

    assert looks == [12, 24, 48, 96, 192, 384]
    assert night.photo(photo).due_at == NOW + PATIENCE


def test_an_upload_that_never_came_expires(night: Night) -> None:
    photo = night.waiting_photo(PhotoState.AWAITING_UPLOAD)

    night.look(after=PATIENCE)

    now = night.photo(photo)
    assert now.state is PhotoState.EXPIRED
    assert now.error
    assert now.error.code == "upload_missing"
    assert night.job(photo.job_id).state is JobState.COMPLETED


def test_a_job_is_told_at_once_of_photos_that_expire_together() -> None:
    class CountingTable(InMemoryJobTable):
        """A table that knows how often jobs were told of photos."""

        told = 0

        def note_progress(self, user_id: str, job_id: str, seen: Progress) -> Job | None:
            self.told += 1
            return super().note_progress(user_id, job_id, seen)

    table = CountingTable()
    night = Night(table=table)
    job = build_job(photo_count=20)
    states = [PhotoState.AWAITING_UPLOAD, PhotoState.PROCESSING] * 10
    photos = [
        build_photo(job, number, state=state, due_at=NOW + UNSENT)
        for number, state in enumerate(states)
    ]
    night.store(job, *photos)

    night.look(after=PATIENCE)

    assert {night.photo(photo).state for photo in photos} == {PhotoState.EXPIRED}
    assert night.job(job.job_id).state is JobState.COMPLETED
    # They are in as many shards.
    assert table.told <= SHARDS


def test_a_photo_that_is_deleted_at_the_last_moment_does_not_expire() -> None:
    class Vanishing(InMemoryJobTable):
        """A table from which a photo is deleted while somebody looks at it."""

        def move_photo(self, change: PhotoChange) -> Photo | None:
            self.remove_photos(change.photo.job_id)
            return super().move_photo(change)

    night = Night(table=Vanishing())
    photo = night.waiting_photo(PhotoState.AWAITING_UPLOAD)

    night.look(after=PATIENCE)

    assert night.table.photo(photo.job_id, photo.photo_id) is None
    assert night.job(photo.job_id).state is JobState.OPEN
    assert "PhotosExpired" not in night.meter.counts


def test_an_upload_that_came_late_is_started_all_the_same(night: Night) -> None:
    photo = night.waiting_photo(PhotoState.AWAITING_UPLOAD)
    night.upload(photo)

    night.look(after=PATIENCE)

    assert night.photo(photo).state is PhotoState.QUEUED


class Unreadable(InMemoryUploadStore):
    """A store that finds objects and cannot read them."""

    def read_head(self, source: Source, length: int) -> UploadHead:
        """Fail."""
        del source, length
        raise OutOfReachError


def test_an_upload_that_could_not_be_started_is_tried_again_soon() -> None:
    night = Night(uploads=Unreadable())
    photo = night.waiting_photo(PhotoState.AWAITING_UPLOAD)
    night.upload(photo)

    night.look(after=timedelta(hours=5))

    assert night.photo(photo).due_at == NOW + timedelta(hours=5) + UNSENT


@pytest.mark.parametrize(
    ("after", "state"),
    [(PATIENCE - SECOND, PhotoState.AWAITING_UPLOAD), (PATIENCE, PhotoState.EXPIRED)],
)
def test_an_upload_that_cannot_be_started_expires_too(after: timedelta, state: PhotoState) -> None:
    night = Night(uploads=Unreadable())
    photo = night.waiting_photo(PhotoState.AWAITING_UPLOAD)
    night.upload(photo)

    night.look(after=after)

    assert night.photo(photo).state is state


def test_a_photo_whose_job_is_still_being_opened_is_looked_at_later(night: Night) -> None:
    photo = night.waiting_photo(PhotoState.AWAITING_UPLOAD)
    night.table.remove_job(night.job(photo.job_id), NOW)
    night.table.remove_tombstone(photo.job_id)

    night.look(after=2 * UNSENT)

    assert night.photo(photo).due_at == NOW + 4 * UNSENT


def test_what_came_of_a_job_that_was_never_opened_is_removed(night: Night) -> None:
    photo = night.waiting_photo(PhotoState.AWAITING_UPLOAD)
    source = night.upload(photo)
    night.table.remove_job(night.job(photo.job_id), NOW)
    night.table.remove_tombstone(photo.job_id)

    night.look(after=timedelta(minutes=15))

    assert night.table.photo(photo.job_id, photo.photo_id) is None
    assert source not in night.uploads.versions


def test_a_photo_of_a_library_needs_no_job_to_be_rung_for(night: Night) -> None:
    outputs = (build_output("view"),)
    photo = night.waiting_photo(PhotoState.QUEUED, outputs=outputs)
    night.table.remove_job(night.job(photo.job_id), NOW)
    night.table.remove_tombstone(photo.job_id)

    night.look(after=timedelta(minutes=20))

    (request,) = night.requests.sent
    assert (request.photo, request.outputs) == (PhotoAddress.of(photo), outputs)


def test_a_job_is_told_of_photos_that_nobody_told_it_of(night: Night) -> None:
    job = build_job(photo_count=3, due_at=NOW + UNSENT)
    states = (PhotoState.AWAITING_UPLOAD, PhotoState.PROCESSING, PhotoState.FAILED)
    photos = [build_photo(job, number, state=state) for number, state in enumerate(states)]
    night.store(job, *photos)

    night.look(after=UNSENT)

    now = night.job(job.job_id)
    assert {state for state, count in now.counts.items() if count} == set(states)
    assert (now.state, now.due_at) == (JobState.OPEN, NOW + 2 * UNSENT)


class Untellable(InMemoryJobTable):
    """A table in which nobody can tell a job anything."""

    def note_progress(self, user_id: str, job_id: str, seen: Progress) -> Job | None:
        """Fail."""
        del user_id, job_id, seen
        raise OutOfReachError


def test_a_job_that_is_not_told_of_an_expiry_is_looked_at_soon() -> None:
    night = Night(table=Untellable())
    job = build_job(due_at=NOW + 2 * PATIENCE)
    photo = build_photo(job, due_at=NOW + PATIENCE)
    night.store(job, photo)

    night.look(after=PATIENCE)

    assert night.photo(photo).state is PhotoState.EXPIRED
    assert night.job(job.job_id).due_at == NOW + PATIENCE + UNSENT


def test_a_job_whose_photos_have_all_ended_is_completed(night: Night) -> None:
    job = build_job(photo_count=2, due_at=NOW + UNSENT)
    states = (PhotoState.DONE, PhotoState.EXPIRED)
    photos = [build_photo(job, number, state=state) for number, state in enumerate(states)]
    night.store(job, *photos)

    night.look(after=UNSENT)

    now = night.job(job.job_id)
    assert (now.state, now.completed_at) == (JobState.COMPLETED, NOW + UNSENT)


def test_a_job_that_was_retried_is_looked_at_as_soon_as_a_new_one(night: Night) -> None:
    retried_at = NOW + timedelta(hours=10)
    job = build_job(due_at=retried_at + UNSENT, retries=1)
    photo = build_photo(job, state=PhotoState.QUEUED, generation=2, waiting_since=retried_at)
    night.store(job, photo)

    night.look(after=timedelta(hours=10) + UNSENT)

    assert night.job(job.job_id).due_at == retried_at + 2 * UNSENT


def test_a_job_without_photos_is_looked_at_now_and_then(night: Night) -> None:
    job = build_job(photo_count=0, due_at=NOW + UNSENT)
    night.store(job)

    night.look(after=UNSENT)

    now = night.job(job.job_id)
    assert (now.state, now.due_at) == (JobState.OPEN, NOW + 2 * UNSENT)


def test_a_job_that_somebody_else_looks_at_is_due_when_they_say() -> None:
    night = Night(table=ContestedTable())
    job = build_job(due_at=NOW + UNSENT)
    night.store(job, build_photo(job, state=PhotoState.QUEUED))

    night.look(after=UNSENT)

    assert night.job(job.job_id).due_at == NOW + 2 * UNSENT + SECOND


def test_a_job_that_could_not_be_told_is_looked_at_the_next_minute() -> None:
    class Unwilling(InMemoryJobTable):
        def note_progress(self, user_id: str, job_id: str, seen: Progress) -> Job | None:
            if self.out_of_reach:
                raise OutOfReachError
            return super().note_progress(user_id, job_id, seen)

    night = Night(table=Unwilling(out_of_reach={"the job's progress"}))
    job = build_job(due_at=NOW + UNSENT)
    night.store(job, build_photo(job, state=PhotoState.DONE))
    night.look(after=timedelta(hours=5))
    night.table.out_of_reach.clear()

    night.look(after=timedelta(hours=5) + MINUTE)

    assert night.job(job.job_id).state is JobState.COMPLETED


def test_a_deletion_is_finished_and_repeated_until_nothing_can_come_in(night: Night) -> None:
    photo = night.waiting_photo(PhotoState.QUEUED)
    night.table.remove_job(night.job(photo.job_id), NOW)
    purged = []

    for minutes in range(60):
        late = night.upload(photo)
        night.results.write(result_key(PhotoAddress.of(photo), "web", "jpg"), b"", "image/jpeg")
        night.look(after=minutes * MINUTE)
        if late not in night.uploads.versions:
            assert night.results.objects == {}
            purged.append(minutes)

    assert purged == [1, 2, 4, 8, 16, 32]
    assert purged[-1] * MINUTE >= MEMORY
    assert night.table.tombstone(photo.job_id) is None
    assert night.table.photo(photo.job_id, photo.photo_id) is None


def test_a_purge_that_fails_is_tried_the_next_time(night: Night) -> None:
    photo = night.waiting_photo(PhotoState.QUEUED)
    night.table.remove_job(night.job(photo.job_id), NOW)
    night.results.is_out_of_reach = True
    night.look(after=UNSENT)
    night.results.is_out_of_reach = False
    source = night.upload(photo)

    night.look(after=UNSENT + SECOND)

    assert source not in night.uploads.versions


def test_every_row_is_looked_at_however_many_there_are(night: Night) -> None:
    photos = [night.waiting_photo(PhotoState.QUEUED) for _ in range(SHARDS * 60)]

    night.look(after=UNSENT)

    assert {request.photo for request in night.requests.sent} == set(map(PhotoAddress.of, photos))
    assert night.meter.counts["RungAgain"] == len(photos)


def test_rows_that_always_fail_do_not_keep_others_from_their_turn(night: Night) -> None:
    stuck = [night.waiting_photo(PhotoState.QUEUED, due_at=NOW) for _ in range(SHARDS * 60)]
    night.table.out_of_reach = {photo.photo_id for photo in stuck}
    last = night.waiting_photo(PhotoState.QUEUED)

    night.look(after=UNSENT)

    assert [request.photo for request in night.requests.sent] == [PhotoAddress.of(last)]


def test_a_photo_that_no_request_can_be_made_of_costs_no_other_its_ring(night: Night) -> None:
    foreign = Source(key=upload_key("user-2", "job_2", "pho_2"), version_id="version-1")
    bad = night.waiting_photo(PhotoState.QUEUED, source=foreign)
    good = [night.waiting_photo(PhotoState.QUEUED) for _ in range(SHARDS * 4)]

    night.look(after=UNSENT)

    assert {request.photo for request in night.requests.sent} == set(map(PhotoAddress.of, good))
    assert night.photo(bad).due_at == NOW + 2 * UNSENT
    assert night.meter.counts["RungAgain"] == len(good)


def test_nothing_is_begun_that_there_is_no_time_for(night: Night) -> None:
    photo = night.waiting_photo(PhotoState.QUEUED)
    night.time = RemainingTime(seconds=5)

    night.look(after=UNSENT)

    assert night.photo(photo) == photo


def test_a_queued_photo_without_its_upload_expires_in_the_end(night: Night) -> None:
    photo = night.waiting_photo(PhotoState.QUEUED, source=None)
    night.look(after=UNSENT)

    night.look(after=PATIENCE)

    assert night.requests.sent == []
    assert night.photo(photo).state is PhotoState.EXPIRED


def test_a_library_that_waits_is_rung_for(night: Night) -> None:
    undo = accept({"operation": "undo", "photo_id": "pho_beach"}, 1)
    keyed = KeyedRequest(key="key", fingerprint="f")
    due_at = NOW + UNSENT
    night.libraries.accept(NewOperations(operations=(undo,), keyed=keyed, due_at=due_at))

    night.look(after=UNSENT)

    assert [message.sequence for message in night.operations.sent] == [1]
    assert night.meter.counts["RungAgain"] == 1


def test_a_completed_job_whose_photos_are_not_kept_is_looked_at_until_they_are(
    night: Night,
) -> None:
    job = build_job(due_at=NOW)
    night.store(job, build_photo(job, state=PhotoState.DONE))
    night.table.complete(job, NOW)

    night.look(after=UNSENT)

    assert night.job(job.job_id).due_at is None


def test_of_two_who_look_at_the_same_completed_job_one_keeps_its_photos(night: Night) -> None:
    night.table = ContestedTable()
    job = build_job(due_at=NOW)
    night.store(job, build_photo(job, state=PhotoState.DONE))
    night.table.complete(job, NOW)

    night.look(after=UNSENT)

    assert night.job(job.job_id).due_at


def test_a_version_that_is_not_rendered_in_time_expires_and_says_what_to_do(night: Night) -> None:
    photo = night.waiting_photo(PhotoState.QUEUED, outputs=(build_output("current"),))

    night.look(after=PATIENCE)

    error = night.photo(photo).error
    assert error
    assert error.code == "expired"
    assert "undo" in error.message
