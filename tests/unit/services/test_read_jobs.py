"""Where jobs and photos stand."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from darkroom.errors import NotFoundError, OutputFailedError, OutputNotReadyError
from darkroom.jobs import (
    Job,
    JobState,
    OutputState,
    Photo,
    PhotoAddress,
    PhotoState,
    Problem,
    Progress,
    Sighting,
)
from darkroom.ports import PhotoChange
from darkroom.services.read_jobs import ReadJobs
from tests.builders import (
    NOW,
    USER,
    build_failure,
    build_job,
    build_output,
    build_photo,
    build_photos,
    build_result,
)
from tests.fakes import InMemoryJobTable, InMemoryResultStore, ManualClock

WAIT = timedelta(seconds=20)


@pytest.fixture
def table() -> InMemoryJobTable:
    return InMemoryJobTable()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def read_jobs(table: InMemoryJobTable, clock: ManualClock) -> ReadJobs:
    return ReadJobs(table=table, results=InMemoryResultStore(), clock=clock)


@pytest.fixture
def job(table: InMemoryJobTable) -> Job:
    job = build_job(outputs=(build_output("web"), build_output("small", 256)))
    table.create(job, [build_photo(job)], None)
    return job


def photo_of(table: InMemoryJobTable, job: Job) -> Photo:
    (photo,) = table.photos(job.job_id, limit=1, cursor=None).items
    return photo


def after(clock: ManualClock, seconds: float, act: Callable[[], object]) -> None:
    """Have something happen once, while somebody sleeps on the clock."""
    due = NOW + timedelta(seconds=seconds)

    def look() -> None:
        if clock.now() >= due:
            clock.while_sleeping = lambda: None
            act()

    clock.while_sleeping = look


def move(table: InMemoryJobTable, photo: Photo, state: PhotoState) -> None:
    table.move_photo(PhotoChange(photo=PhotoAddress.of(photo), state=state, at=NOW))
    table.note_progress(
        photo.user_id, photo.job_id, Progress.of([Sighting(photo.number, 1, state)])
    )


def test_a_job_counts_its_photos_by_state(read_jobs: ReadJobs, table: InMemoryJobTable) -> None:
    job = build_job(photo_count=3)
    done, queued, _ = photos = build_photos(job)
    table.create(job, photos, None)
    move(table, done, PhotoState.DONE)
    move(table, queued, PhotoState.QUEUED)

    counts = read_jobs.job(USER, job.job_id).counts

    assert {state: count for state, count in counts.items() if count} == {
        PhotoState.AWAITING_UPLOAD: 1,
        PhotoState.QUEUED: 1,
        PhotoState.DONE: 1,
    }


def test_jobs_are_paged_newest_first(read_jobs: ReadJobs, table: InMemoryJobTable) -> None:
    jobs = [build_job(created_at=NOW + timedelta(minutes=minute)) for minute in range(3)]
    for job in jobs:
        table.create(job, build_photos(job), None)

    first = read_jobs.jobs(USER, limit=2, cursor=None)
    second = read_jobs.jobs(USER, limit=2, cursor=first.cursor)

    assert first.items == (jobs[2], jobs[1])
    assert second.items == (jobs[0],)
    assert second.cursor is None


def test_photos_are_paged_in_order(read_jobs: ReadJobs, table: InMemoryJobTable) -> None:
    job = build_job(photo_count=3)
    photos = build_photos(job)
    table.create(job, photos, None)

    _, first = read_jobs.photos(USER, job.job_id, limit=2, cursor=None)
    of_job, second = read_jobs.photos(USER, job.job_id, limit=2, cursor=first.cursor)

    assert of_job == job
    assert [*first.items, *second.items] == photos
    assert second.cursor is None


@pytest.mark.parametrize("user_id", [USER, "user-2"], ids=["missing", "another user's"])
def test_what_is_not_yours_is_not_there(
    read_jobs: ReadJobs, job: Job, table: InMemoryJobTable, user_id: str
) -> None:
    job_id = "job_of_nobody" if user_id == USER else job.job_id
    photo_id = photo_of(table, job).photo_id

    for look in (
        lambda: read_jobs.job(user_id, job_id),
        lambda: read_jobs.photos(user_id, job_id, limit=1, cursor=None),
        lambda: read_jobs.photo(user_id, job_id, photo_id),
        lambda: read_jobs.output_url(user_id, job_id, photo_id, "web"),
    ):
        with pytest.raises(NotFoundError):
            look()


def test_a_photo_of_another_job_is_not_there(
    read_jobs: ReadJobs, job: Job, table: InMemoryJobTable
) -> None:
    other = build_job()
    table.create(other, build_photos(other), None)

    with pytest.raises(NotFoundError):
        read_jobs.photo(USER, other.job_id, photo_of(table, job).photo_id)


def test_a_wait_ends_as_soon_as_a_photo_moves(
    read_jobs: ReadJobs, job: Job, table: InMemoryJobTable, clock: ManualClock
) -> None:
    seen = read_jobs.job(USER, job.job_id)
    after(clock, 3, lambda: move(table, photo_of(table, job), PhotoState.QUEUED))

    status = read_jobs.job_after(seen, wait=WAIT)

    assert status.counts[PhotoState.QUEUED] == 1
    assert clock.now() == NOW + timedelta(seconds=3)


def test_a_wait_without_news_ends_when_it_is_over(
    read_jobs: ReadJobs, job: Job, clock: ManualClock
) -> None:
    seen = read_jobs.job(USER, job.job_id)

    status = read_jobs.job_after(seen, wait=WAIT)

    assert status == seen
    assert clock.now() == NOW + WAIT


def test_moves_are_gathered_for_a_second(
    read_jobs: ReadJobs, table: InMemoryJobTable, clock: ManualClock
) -> None:
    job = build_job(photo_count=2)
    first, second = photos = build_photos(job)
    table.create(job, photos, None)
    seen = read_jobs.job(USER, job.job_id)
    move(table, first, PhotoState.QUEUED)
    after(clock, 0.5, lambda: move(table, second, PhotoState.QUEUED))

    status = read_jobs.job_after(seen, wait=WAIT)

    assert status.counts[PhotoState.QUEUED] == 2
    assert clock.now() == NOW + timedelta(seconds=1)


def test_the_end_of_a_job_is_told_at_once(
    read_jobs: ReadJobs, job: Job, table: InMemoryJobTable, clock: ManualClock
) -> None:
    seen = read_jobs.job(USER, job.job_id)
    after(clock, 0.5, lambda: table.complete(job, NOW))

    status = read_jobs.job_after(seen, wait=WAIT)

    assert status.state is JobState.COMPLETED
    assert clock.now() == NOW + timedelta(seconds=0.5)


def test_nobody_waits_for_a_job_that_has_ended(
    read_jobs: ReadJobs, job: Job, table: InMemoryJobTable, clock: ManualClock
) -> None:
    table.complete(job, NOW)
    seen = read_jobs.job(USER, job.job_id)

    job = read_jobs.job_after(seen, wait=WAIT)

    assert job.state is JobState.COMPLETED
    assert clock.now() == NOW


def test_a_job_deleted_during_a_wait_is_not_there(
    read_jobs: ReadJobs, job: Job, table: InMemoryJobTable, clock: ManualClock
) -> None:
    seen = read_jobs.job(USER, job.job_id)
    after(clock, 1, lambda: table.remove_job(job, NOW))

    with pytest.raises(NotFoundError):
        read_jobs.job_after(seen, wait=WAIT)


def test_a_wait_for_a_photo_ends_as_soon_as_it_moves(
    read_jobs: ReadJobs, job: Job, table: InMemoryJobTable, clock: ManualClock
) -> None:
    seen = photo_of(table, job)
    after(clock, 2, lambda: move(table, seen, PhotoState.PROCESSING))

    photo = read_jobs.photo_after(seen, wait=WAIT)

    assert photo.state is PhotoState.PROCESSING
    assert clock.now() == NOW + timedelta(seconds=2)


def test_a_wait_for_a_photo_without_news_ends_when_it_is_over(
    read_jobs: ReadJobs, job: Job, table: InMemoryJobTable, clock: ManualClock
) -> None:
    seen = photo_of(table, job)

    photo = read_jobs.photo_after(seen, wait=WAIT)

    assert photo == seen
    assert clock.now() == NOW + WAIT


def test_nobody_waits_for_a_photo_that_has_ended(
    read_jobs: ReadJobs, job: Job, table: InMemoryJobTable, clock: ManualClock
) -> None:
    move(table, photo_of(table, job), PhotoState.DONE)

    read_jobs.photo_after(photo_of(table, job), wait=WAIT)

    assert clock.now() == NOW


def test_a_photo_deleted_during_a_wait_is_not_there(
    read_jobs: ReadJobs, job: Job, table: InMemoryJobTable, clock: ManualClock
) -> None:
    seen = photo_of(table, job)
    after(clock, 1, lambda: table.remove_photos(job.job_id))

    with pytest.raises(NotFoundError):
        read_jobs.photo_after(seen, wait=WAIT)


def with_photo(table: InMemoryJobTable, job: Job, **values: object) -> Photo:
    table.remove_photos(job.job_id)
    photo = build_photo(job, 0, **values)
    table.create(job, [photo], None)
    return photo


def test_a_finished_output_downloads_under_the_photos_name(
    read_jobs: ReadJobs, job: Job, table: InMemoryJobTable
) -> None:
    photo = build_photo(job, 0, name="beach.png", state=PhotoState.DONE)
    photo = photo.model_copy(update={"results": (build_result(photo, "web"),)})
    table.create(job, [photo], None)

    url = read_jobs.output_url(USER, job.job_id, photo.photo_id, "web")

    key = f"results/{USER}/{job.job_id}/{photo.photo_id}/1/web.jpg"
    assert url == f"https://results.example/{key}?as=beach-web.jpg"


def test_an_output_that_nobody_asked_for_is_not_there(
    read_jobs: ReadJobs, job: Job, table: InMemoryJobTable
) -> None:
    with pytest.raises(NotFoundError):
        read_jobs.output_url(USER, job.job_id, photo_of(table, job).photo_id, "huge")


def test_an_output_of_an_unfinished_photo_is_not_ready(
    read_jobs: ReadJobs, job: Job, table: InMemoryJobTable
) -> None:
    with pytest.raises(OutputNotReadyError, match="wait until"):
        read_jobs.output_url(USER, job.job_id, photo_of(table, job).photo_id, "web")


def test_an_output_that_could_not_be_made_says_why(
    read_jobs: ReadJobs, job: Job, table: InMemoryJobTable
) -> None:
    failure = build_failure("web")
    photo = with_photo(table, job, state=PhotoState.FAILED, results=(failure,))

    with pytest.raises(OutputFailedError, match="lies outside"):
        read_jobs.output_url(USER, job.job_id, photo.photo_id, "web")


def test_an_output_of_a_refused_photo_says_why(
    read_jobs: ReadJobs, job: Job, table: InMemoryJobTable
) -> None:
    error = Problem(code="not_a_photo", message="This is a song.")
    photo = with_photo(table, job, state=PhotoState.FAILED, error=error)

    with pytest.raises(OutputFailedError, match="a song"):
        read_jobs.output_url(USER, job.job_id, photo.photo_id, "web")


def test_a_pending_output_is_not_ready(
    read_jobs: ReadJobs, job: Job, table: InMemoryJobTable
) -> None:
    photo = build_photo(job)
    pending = build_result(photo, "web", state=OutputState.PENDING)
    photo = with_photo(table, job, results=(pending,))

    with pytest.raises(OutputNotReadyError):
        read_jobs.output_url(USER, job.job_id, photo.photo_id, "web")
