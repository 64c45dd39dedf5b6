"""What becomes of a job whose photos failed or expired."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from darkroom.deadlines import UNSENT, UPLOADING, WORKING
from darkroom.errors import JobChangedError, NotFoundError
from darkroom.jobs import (
    MOST_GENERATIONS,
    Job,
    JobState,
    Photo,
    PhotoAddress,
    PhotoState,
    Problem,
    Progress,
    Sighting,
    Source,
)
from darkroom.messages import RenderRequest
from darkroom.services.begin_again import BeginAgain
from darkroom.services.retry_job import RetryJob
from tests.builders import (
    NOW,
    USER,
    build_job,
    build_output,
    build_photo,
    build_result,
    source_of,
    uploaded,
)
from tests.fakes import InMemoryJobTable, InMemoryQueue, ManualClock

AWAITING_UPLOAD, QUEUED = PhotoState.AWAITING_UPLOAD, PhotoState.QUEUED
DONE, FAILED, EXPIRED = PhotoState.DONE, PhotoState.FAILED, PhotoState.EXPIRED
LATER = NOW + timedelta(days=1)


class BusyTable(InMemoryJobTable):
    """A table on which others do something just before each of the first new beginnings."""

    others: Sequence[Callable[[], object]] = ()

    def begin_again(self, job: Job, photos: Sequence[Photo]) -> None:
        """Be overtaken, then begin."""
        if self.others:
            other, *self.others = self.others
            other()
        super().begin_again(job, photos)


@dataclass
class Desk:
    """The use case over fakes, a day after a job completed."""

    table: BusyTable = field(default_factory=BusyTable)
    requests: InMemoryQueue[RenderRequest] = field(default_factory=InMemoryQueue)
    clock: ManualClock = field(default_factory=lambda: ManualClock(LATER))

    def completed(self, *states: PhotoState, **values: object) -> Job:
        """A completed job whose photos ended like this."""
        seen = Progress.of(Sighting(number, 1, state) for number, state in enumerate(states))
        outputs = (build_output("small", 256),)
        job = build_job(
            photo_count=len(states),
            outputs=outputs,
            state=JobState.COMPLETED,
            completed_at=NOW,
            progress=seen,
        )
        photos = [
            self._ended(build_photo(job, number, state=state), **values)
            for number, state in enumerate(states)
        ]
        self.table.create(job, photos, None)
        return job

    def retry(self, job: Job) -> Job:
        """Try what failed once more."""
        begin_again = BeginAgain(table=self.table, requests=self.requests, clock=self.clock)
        return RetryJob(table=self.table, begin_again=begin_again)(USER, job.job_id)

    def photos(self, job: Job) -> tuple[Photo, ...]:
        """The photos as they are now."""
        return self.table.photos(job.job_id, limit=1000, cursor=None).items

    @staticmethod
    def _ended(photo: Photo, **values: object) -> Photo:
        error = Problem(code="gave_up", message="It was tried five times; retry.")
        usual = {"error": None if photo.state is DONE else error}
        return uploaded(photo, f"v{photo.number}").model_copy(update=usual | values)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_photos_that_failed_or_expired_wait_once_more(desk: Desk) -> None:
    job = desk.completed(FAILED, DONE, EXPIRED)

    again = desk.retry(job)

    photos = desk.photos(job)
    assert [(photo.state, photo.generation) for photo in photos] == [
        (QUEUED, 2),
        (DONE, 1),
        (QUEUED, 2),
    ]
    assert (again.state, again.completed_at, again.retries) == (JobState.OPEN, None, 1)
    counts = {state: count for state, count in again.counts.items() if count}
    assert counts == {QUEUED: 2, DONE: 1}


def test_photos_are_rung_for_at_their_own_versions(desk: Desk) -> None:
    job = desk.completed(FAILED, DONE, EXPIRED)

    desk.retry(job)

    first, _, third = desk.photos(job)
    assert desk.requests.sent == [
        RenderRequest(
            photo=PhotoAddress.of(photo),
            source=source_of(photo, f"v{photo.number}"),
            outputs=job.outputs,
            queued_at=LATER,
        )
        for photo in (first, third)
    ]
    assert [photo.due_at for photo in (first, third)] == [LATER + WORKING] * 2


def test_nothing_of_the_last_generation_stays_but_the_upload(desk: Desk) -> None:
    job = desk.completed(FAILED)
    (photo,) = desk.photos(job)
    photo = photo.model_copy(
        update={
            "bytes": 64,
            "width": 4000,
            "height": 3000,
            "started": frozenset({"fast"}),
            "answered": frozenset({"fast"}),
            "results": (build_result(photo),),
            "warnings": ("no_face_found",),
        }
    )
    desk.table.create(job, [photo], None)

    desk.retry(job)

    (again,) = desk.photos(job)
    expected = build_photo(
        job,
        photo_id=photo.photo_id,
        state=QUEUED,
        generation=2,
        source=photo.source,
        bytes=64,
        updated_at=LATER,
        waiting_since=LATER,
        due_at=LATER + WORKING,
    )
    assert again == expected


def test_a_photo_whose_upload_never_came_awaits_it(desk: Desk) -> None:
    job = desk.completed(EXPIRED, source=None)

    again = desk.retry(job)

    (photo,) = desk.photos(job)
    assert (photo.state, photo.source, photo.generation) == (AWAITING_UPLOAD, None, 2)
    assert photo.spent == ()
    assert photo.due_at == LATER + UPLOADING
    assert again.counts[AWAITING_UPLOAD] == 1
    assert desk.requests.sent == []


@pytest.mark.parametrize(
    "code",
    [
        "upload_missing",
        "empty_upload",
        "not_a_photo",
        "unsupported_format",
        "too_many_bytes",
        "too_many_pixels",
        "corrupt_photo",
        "truncated_photo",
    ],
)
def test_a_photo_that_failed_for_its_file_awaits_another(desk: Desk, code: str) -> None:
    job = desk.completed(FAILED, error=Problem(code=code, message="Upload another."), bytes=64)
    (failed,) = desk.photos(job)

    desk.retry(job)

    (photo,) = desk.photos(job)
    assert (photo.state, photo.source, photo.bytes) == (AWAITING_UPLOAD, None, None)
    assert photo.spent == (failed.source,)
    assert desk.requests.sent == []


def test_a_photo_remembers_every_upload_that_it_failed_for(desk: Desk) -> None:
    unreadable = Problem(code="corrupt_photo", message="Upload another.")
    first = Source(key="uploads/user-1/job_1/pho_1", version_id="first")
    job = desk.completed(FAILED, error=unreadable, spent=(first,))
    (failed,) = desk.photos(job)

    desk.retry(job)

    (photo,) = desk.photos(job)
    assert photo.spent == (first, failed.source)


@pytest.mark.parametrize(
    "states", [(DONE, DONE), (DONE, QUEUED), (AWAITING_UPLOAD,)], ids=["done", "some", "none"]
)
def test_a_job_without_anything_to_retry_stays_as_it_is(
    desk: Desk, states: tuple[PhotoState, ...]
) -> None:
    job = desk.completed(*states)

    again = desk.retry(job)

    assert again == job
    assert desk.requests.sent == []


def test_a_retry_that_is_asked_for_twice_is_done_once(desk: Desk) -> None:
    job = desk.completed(FAILED)
    first = desk.retry(job)

    second = desk.retry(job)

    assert second == first
    assert len(desk.requests.sent) == 1


@pytest.mark.parametrize("photo_count", [99, 100, 250])
def test_a_job_of_any_size_is_retried_as_a_whole(desk: Desk, photo_count: int) -> None:
    job = desk.completed(*[FAILED] * photo_count)

    again = desk.retry(job)

    assert again.counts[QUEUED] == photo_count
    assert len(desk.requests.sent) == photo_count
    assert {photo.generation for photo in desk.photos(job)} == {2}


def test_a_photo_is_not_tried_for_ever(desk: Desk) -> None:
    job = desk.completed(FAILED, generation=MOST_GENERATIONS)

    again = desk.retry(job)

    assert again == job


def test_a_photo_whose_ring_nobody_heard_is_soon_looked_at(desk: Desk) -> None:
    job = desk.completed(FAILED)
    desk.requests.refuses = lambda _: True

    desk.retry(job)

    (photo,) = desk.photos(job)
    assert (photo.state, photo.due_at) == (QUEUED, LATER + UNSENT)


def test_two_who_retry_at_the_same_moment_retry_once(desk: Desk) -> None:
    job = desk.completed(FAILED, FAILED)

    def overtake() -> None:
        desk.clock.sleep(1)
        desk.retry(job)

    desk.table.others = [overtake]

    again = desk.retry(job)

    assert again.counts[QUEUED] == 2
    assert {photo.generation for photo in desk.photos(job)} == {2}
    assert len(desk.requests.sent) == 2


def test_a_job_that_others_keep_retrying_is_left_to_them(desk: Desk) -> None:
    job = desk.completed(FAILED)

    def begin() -> None:
        raise JobChangedError

    desk.table.others = [begin] * 10

    with pytest.raises(JobChangedError):
        desk.retry(job)


def test_a_job_deleted_at_the_same_moment_is_not_there(desk: Desk) -> None:
    job = desk.completed(FAILED)
    desk.table.others = [lambda: desk.table.remove_job(job, LATER)]

    with pytest.raises(NotFoundError):
        desk.retry(job)


def test_another_users_job_is_not_there(desk: Desk) -> None:
    job = desk.completed(FAILED)
    retry = RetryJob(
        table=desk.table,
        begin_again=BeginAgain(table=desk.table, requests=desk.requests, clock=desk.clock),
    )

    with pytest.raises(NotFoundError):
        retry("user-2", job.job_id)

    assert [photo.state for photo in desk.photos(job)] == [FAILED]
