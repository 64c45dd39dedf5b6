"""What every JobTable does when photos begin again."""

from datetime import timedelta

import pytest

from darkroom.errors import JobChangedError
from darkroom.jobs import Job, JobState, Photo, PhotoState, Problem, Progress, Source
from darkroom.ports import SHARDS, DueJob, DuePhoto, JobTable
from tests.builders import NOW, USER, build_job, build_photo, build_result

AT = NOW + timedelta(hours=13, microseconds=123_456)
DUE = AT + timedelta(minutes=1)
INSTANT = timedelta(microseconds=1)
MOST = 99


def ended_badly(job: Job, number: int) -> Photo:
    """A photo that failed, or had failed half, when its job completed."""
    photo = build_photo(
        job,
        number,
        state=PhotoState.FAILED,
        source=Source(key="uploads/a", version_id=f"v{number}"),
        started=frozenset({"fast"}),
        answered=frozenset({"fast"}),
        error=Problem(code="expired", message="It took too long."),
    )
    return photo.model_copy(update={"results": (build_result(photo),)})


def next_of(photo: Photo, **values: object) -> Photo:
    """The photo as it begins again."""
    fresh: dict[str, object] = {
        "state": PhotoState.QUEUED,
        "generation": photo.generation + 1,
        "updated_at": AT,
        "waiting_since": AT,
        "due_at": DUE,
        "started": frozenset(),
        "answered": frozenset(),
        "results": (),
        "error": None,
    }
    return photo.model_copy(update=fresh | values)


def completed_job(table: JobTable, photo_count: int = 2) -> tuple[Job, list[Photo]]:
    """A completed job all of whose photos failed."""
    everyone = frozenset(range(photo_count))
    job = build_job(
        photo_count=photo_count,
        state=JobState.COMPLETED,
        completed_at=NOW,
        progress=Progress(queued=everyone, failed=everyone),
    )
    photos = [ended_badly(job, number) for number in range(photo_count)]
    table.create(job, photos, None)
    return job, photos


def now_of(table: JobTable, job: Job) -> tuple[Job, list[Photo]]:
    now = table.job(USER, job.job_id)
    assert now
    return now, list(table.photos(job.job_id, limit=100, cursor=None).items)


@pytest.mark.parametrize("photo_count", [1, 2, MOST])
def test_photos_begin_again_in_a_job_that_is_open_again(table: JobTable, photo_count: int) -> None:
    job, photos = completed_job(table, photo_count)
    again = [next_of(photo) for photo in photos]

    table.begin_again(job, again)

    now, rows = now_of(table, job)
    assert rows == again
    assert (now.state, now.completed_at, now.due_at) == (JobState.OPEN, None, DUE)
    assert (now.retries, now.revision) == (job.retries + 1, job.revision + 1)
    assert not now.looks_complete
    assert now.counts[PhotoState.QUEUED] == photo_count


def test_photos_and_the_job_are_due_again(table: JobTable) -> None:
    job, photos = completed_job(table, 1)

    table.begin_again(job, [next_of(photos[0])])

    due = [each for shard in range(SHARDS) for each in table.due(DUE, shard, 10)]
    photo_due = DuePhoto(job_id=job.job_id, photo_id=photos[0].photo_id)
    assert sorted(due, key=str) == [DueJob(user_id=USER, job_id=job.job_id), photo_due]


def test_a_photo_without_an_upload_begins_by_waiting_for_it(table: JobTable) -> None:
    job = build_job(state=JobState.COMPLETED, progress=Progress(expired=frozenset({0})))
    photo = build_photo(job, state=PhotoState.EXPIRED)
    table.create(job, [photo], None)
    spent = tuple(Source(key="uploads/a", version_id=version) for version in ("v1", "v2"))
    again = next_of(photo, state=PhotoState.AWAITING_UPLOAD, spent=spent)

    table.begin_again(job, [again])

    now, rows = now_of(table, job)
    assert rows == [again]
    assert now.counts[PhotoState.AWAITING_UPLOAD] == 1
    assert now.counts[PhotoState.EXPIRED] == 0


def test_the_other_photos_of_the_job_stay_as_they_are(table: JobTable) -> None:
    job, photos = completed_job(table, 2)

    table.begin_again(job, [next_of(photos[0])])

    now, rows = now_of(table, job)
    assert rows == [next_of(photos[0]), photos[1]]
    assert (now.counts[PhotoState.QUEUED], now.counts[PhotoState.FAILED]) == (1, 1)


@pytest.mark.parametrize(
    "state",
    [state for state in PhotoState if state not in {PhotoState.FAILED, PhotoState.EXPIRED}],
)
def test_a_photo_that_did_not_end_badly_keeps_all_from_beginning_again(
    table: JobTable, state: PhotoState
) -> None:
    job = build_job(photo_count=2)
    photos = [ended_badly(job, 0), build_photo(job, 1, state=state)]
    table.create(job, photos, None)

    with pytest.raises(JobChangedError):
        table.begin_again(job, [next_of(photo) for photo in photos])

    assert now_of(table, job) == (job, photos)


@pytest.mark.parametrize("generation", [1, 3])
def test_a_photo_begins_only_its_next_generation(table: JobTable, generation: int) -> None:
    job, photos = completed_job(table, 1)

    with pytest.raises(JobChangedError):
        table.begin_again(job, [next_of(photos[0], generation=generation)])

    assert now_of(table, job) == (job, photos)


def test_a_photo_that_is_gone_does_not_begin_again(table: JobTable) -> None:
    job, photos = completed_job(table, 1)
    table.remove_photos(job.job_id)

    with pytest.raises(JobChangedError):
        table.begin_again(job, [next_of(photos[0])])

    assert now_of(table, job) == (job, [])


def test_photos_of_a_deleted_job_do_not_begin_again(table: JobTable) -> None:
    job, photos = completed_job(table, 1)
    table.remove_job(job, AT)

    with pytest.raises(JobChangedError):
        table.begin_again(job, [next_of(photos[0])])

    assert table.job(USER, job.job_id) is None
    assert table.photo(job.job_id, photos[0].photo_id) == photos[0]


def test_whoever_is_not_told_that_photos_began_again_is_told_when_asking_again(
    table: JobTable,
) -> None:
    job, photos = completed_job(table)
    again = [next_of(photo) for photo in photos]
    table.begin_again(job, again)
    begun = now_of(table, job)

    table.begin_again(job, again)

    assert now_of(table, job) == begun


def test_whoever_else_had_them_begin_again_is_not_taken_for_oneself(table: JobTable) -> None:
    job, photos = completed_job(table)
    table.begin_again(job, [next_of(photo) for photo in photos])

    a_moment_later = [next_of(photo, waiting_since=AT + INSTANT) for photo in photos]
    with pytest.raises(JobChangedError):
        table.begin_again(job, a_moment_later)


def test_a_photo_may_begin_again_more_than_once(table: JobTable) -> None:
    job, photos = completed_job(table, 1)
    second = next_of(photos[0], state=PhotoState.FAILED, due_at=DUE)
    table.begin_again(job, [second])

    table.begin_again(job, [next_of(second, waiting_since=DUE)])

    now, rows = now_of(table, job)
    assert [photo.generation for photo in rows] == [3]
    assert (now.retries, now.counts[PhotoState.QUEUED]) == (2, 1)


def test_a_job_whose_photos_began_again_does_not_complete_for_who_saw_them_end(
    table: JobTable,
) -> None:
    job, photos = completed_job(table, 1)
    table.begin_again(job, [next_of(photos[0])])

    is_completed = table.complete(job, AT)

    assert not is_completed
    assert now_of(table, job)[0].state is JobState.OPEN
