"""What every JobTable knows of the rows that somebody has to look at again."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from darkroom.errors import KeyAlreadyUsedError
from darkroom.jobs import TERMINAL, Job, Photo, PhotoAddress, PhotoState
from darkroom.ports import SHARDS, Due, DueJob, DuePhoto, JobTable, KeyedRequest, PhotoChange
from tests.builders import NOW, USER, build_job, build_photo

DUE = NOW + timedelta(seconds=30, microseconds=123_456)
INSTANT = timedelta(microseconds=1)
LATER = NOW + timedelta(hours=1)
ENDED = sorted(TERMINAL)


def due_by(table: JobTable, now: datetime, limit: int = 100) -> list[Due]:
    return [each for shard in range(SHARDS) for each in table.due(now, shard, limit)]


def stored(table: JobTable, **values: object) -> Photo:
    """A photo of a job that nobody has to look at."""
    job = build_job()
    photo = build_photo(job, 0, **values)
    table.create(job, [photo], None)
    return photo


def named(photo: Photo) -> Due:
    return DuePhoto(job_id=photo.job_id, photo_id=photo.photo_id)


def now_of(table: JobTable, photo: Photo) -> Photo:
    now = table.photo(photo.job_id, photo.photo_id)
    assert now
    return now


def job_now(table: JobTable, job: Job) -> Job:
    now = table.job(job.user_id, job.job_id)
    assert now
    return now


def change_of(photo: Photo, state: PhotoState) -> PhotoChange:
    return PhotoChange(photo=PhotoAddress.of(photo), state=state, at=NOW)


def test_a_photo_and_a_job_are_found_when_they_are_due(table: JobTable) -> None:
    job = build_job(due_at=DUE)
    photo = build_photo(job, due_at=DUE)
    table.create(job, [photo, build_photo(job, 1)], None)

    too_early, in_time = due_by(table, DUE - INSTANT), due_by(table, DUE)

    assert too_early == []
    assert sorted(in_time, key=str) == [DueJob(user_id=USER, job_id=job.job_id), named(photo)]


def test_photos_are_found_also_if_their_job_never_came(table: JobTable) -> None:
    first, second = build_job(), build_job()
    keyed = KeyedRequest(key="key", fingerprint="f")
    table.create(first, [build_photo(first)], keyed)
    photo = build_photo(second, due_at=DUE)

    with pytest.raises(KeyAlreadyUsedError):
        table.create(second, [photo], keyed)

    assert due_by(table, LATER) == [named(photo)]
    assert now_of(table, photo) == photo


def test_the_oldest_are_found_first_and_each_in_one_shard(table: JobTable) -> None:
    job = build_job(photo_count=60)
    photos = [
        build_photo(job, number, due_at=DUE - number * INSTANT) for number in range(job.photo_count)
    ]
    table.create(job, photos, None)
    oldest_first = {named(photo): place for place, photo in enumerate(reversed(photos))}

    shards = [table.due(DUE, shard, 100) for shard in range(SHARDS)]

    places = [[oldest_first[each] for each in shard] for shard in shards]
    assert sorted(place for shard in places for place in shard) == list(range(60))
    assert places == [sorted(shard) for shard in places]
    assert sum(map(bool, places)) > SHARDS / 2


def test_no_more_are_found_than_asked_for(table: JobTable) -> None:
    job = build_job(photo_count=60)
    photos = [build_photo(job, number, due_at=DUE) for number in range(job.photo_count)]
    table.create(job, photos, None)

    found = [table.due(DUE, shard, 2) for shard in range(SHARDS)]

    assert max(map(len, found)) == 2


def test_a_moved_photo_is_due_when_the_move_says(table: JobTable) -> None:
    photo = stored(table, due_at=DUE)

    table.move_photo(replace(change_of(photo, PhotoState.PROCESSING), due_at=LATER))

    assert now_of(table, photo).due_at == LATER
    assert due_by(table, LATER - INSTANT) == []
    assert due_by(table, LATER) == [named(photo)]


@pytest.mark.parametrize("state", ENDED)
def test_a_photo_that_has_ended_is_never_due(table: JobTable, state: PhotoState) -> None:
    photo = stored(table, due_at=DUE)

    table.move_photo(change_of(photo, state))

    assert now_of(table, photo).due_at is None
    assert due_by(table, LATER) == []


def test_a_photo_waits_anew_from_when_it_is_queued(table: JobTable) -> None:
    photo = stored(table)

    table.move_photo(replace(change_of(photo, PhotoState.QUEUED), at=LATER, due_at=DUE))
    queued = now_of(table, photo)
    table.move_photo(
        replace(change_of(photo, PhotoState.PROCESSING), at=LATER + INSTANT, due_at=DUE)
    )

    assert photo.waiting_since == NOW
    assert queued.waiting_since == LATER
    assert now_of(table, photo).waiting_since == LATER


@pytest.mark.parametrize("known", [DUE - INSTANT, DUE + INSTANT, LATER])
def test_a_photo_that_was_moved_since_it_was_read_stays(table: JobTable, known: datetime) -> None:
    photo = stored(table, due_at=DUE)

    table.move_photo(replace(change_of(photo, PhotoState.EXPIRED), while_due_at=known))

    assert now_of(table, photo) == photo


def test_a_photo_that_nobody_moved_since_it_was_read_expires(table: JobTable) -> None:
    photo = stored(table, due_at=DUE)

    before = table.move_photo(replace(change_of(photo, PhotoState.EXPIRED), while_due_at=DUE))

    assert before == photo
    assert now_of(table, photo).state is PhotoState.EXPIRED


def test_a_postponed_photo_is_as_it_was_and_due_later(table: JobTable) -> None:
    photo = stored(table, due_at=DUE)

    is_postponed = table.postpone(photo, LATER)

    assert is_postponed
    assert now_of(table, photo) == photo.model_copy(update={"due_at": LATER})
    assert due_by(table, DUE) == []
    assert due_by(table, LATER) == [named(photo)]


def test_of_two_who_postpone_the_same_photo_one_does(table: JobTable) -> None:
    photo = stored(table, due_at=DUE)

    first, second = table.postpone(photo, LATER), table.postpone(photo, LATER + INSTANT)

    assert (first, second) == (True, False)
    assert now_of(table, photo).due_at == LATER


def test_a_photo_is_postponed_once_by_who_says_it_twice(table: JobTable) -> None:
    photo = stored(table, due_at=DUE)

    first, second = table.postpone(photo, LATER), table.postpone(photo, LATER)

    assert (first, second) == (True, True)
    assert now_of(table, photo).due_at == LATER


def test_a_photo_whose_next_generation_is_due_by_chance_then_is_not_postponed(
    table: JobTable,
) -> None:
    photo = stored(table, due_at=LATER, generation=2)
    before = photo.model_copy(update={"generation": 1, "due_at": DUE})

    is_postponed = table.postpone(before, LATER)

    assert not is_postponed


@pytest.mark.parametrize("state", [PhotoState.PROCESSING, *ENDED])
def test_a_photo_that_has_moved_on_is_not_postponed(table: JobTable, state: PhotoState) -> None:
    photo = stored(table, due_at=DUE)
    due_at = LATER if state is PhotoState.PROCESSING else None
    table.move_photo(replace(change_of(photo, state), due_at=due_at))

    is_postponed = table.postpone(photo, LATER + INSTANT)

    assert not is_postponed
    assert now_of(table, photo).due_at == due_at


def test_a_photo_of_another_generation_is_not_postponed(table: JobTable) -> None:
    photo = stored(table, due_at=DUE, generation=2)

    is_postponed = table.postpone(photo.model_copy(update={"generation": 1}), LATER)

    assert not is_postponed
    assert now_of(table, photo) == photo


def test_a_photo_that_was_over_when_it_was_read_is_not_postponed(table: JobTable) -> None:
    photo = stored(table, state=PhotoState.DONE)

    is_postponed = table.postpone(photo, LATER)

    assert not is_postponed
    assert now_of(table, photo).due_at is None


def test_a_photo_that_is_gone_is_not_brought_back_by_being_postponed(table: JobTable) -> None:
    photo = stored(table, due_at=DUE)
    table.remove_photos(photo.job_id)

    is_postponed = table.postpone(photo, LATER)

    assert not is_postponed
    assert table.photo(photo.job_id, photo.photo_id) is None


@pytest.fixture
def job(table: JobTable) -> Job:
    """An open job that is due."""
    job = build_job(due_at=DUE)
    table.create(job, [build_photo(job)], None)
    return job


def test_a_postponed_job_is_as_it_was_and_due_later(table: JobTable, job: Job) -> None:
    is_postponed = table.postpone_job(job, LATER)

    assert is_postponed
    assert job_now(table, job) == job.model_copy(update={"due_at": LATER})
    assert due_by(table, DUE) == []
    assert due_by(table, LATER) == [DueJob(user_id=USER, job_id=job.job_id)]


def test_of_two_who_postpone_the_same_job_one_does(table: JobTable, job: Job) -> None:
    first, second = table.postpone_job(job, LATER), table.postpone_job(job, LATER + INSTANT)

    assert (first, second) == (True, False)
    assert job_now(table, job).due_at == LATER


def test_a_job_is_postponed_once_by_who_says_it_twice(table: JobTable, job: Job) -> None:
    first, second = table.postpone_job(job, LATER), table.postpone_job(job, LATER)

    assert (first, second) == (True, True)
    assert job_now(table, job).due_at == LATER


def test_a_completed_job_is_due_in_a_minute(table: JobTable, job: Job) -> None:
    table.complete(job, NOW)

    in_a_minute = NOW + timedelta(minutes=1)
    assert job_now(table, job).due_at == in_a_minute
    assert due_by(table, in_a_minute - INSTANT) == []
    assert due_by(table, in_a_minute) == [DueJob(user_id=USER, job_id=job.job_id)]
    assert not table.postpone_job(job, LATER)
    assert table.postpone_job(job_now(table, job), LATER)


def test_a_job_that_nobody_looked_at_is_due_when_it_is_completed(table: JobTable) -> None:
    job = build_job()
    table.create(job, [], None)

    table.complete(job, NOW)

    assert due_by(table, LATER) == [DueJob(user_id=USER, job_id=job.job_id)]


def test_a_job_that_is_settled_is_neither_due_nor_postponed(table: JobTable, job: Job) -> None:
    table.complete(job, NOW)

    taken = [table.settle(job), table.settle(job)]

    now = job_now(table, job)
    assert taken == [True, True]
    assert (now.due_at, now.completed_at) == (None, NOW)
    assert not table.postpone_job(now, LATER)
    assert due_by(table, LATER) == []


def test_an_open_job_is_not_settled(table: JobTable, job: Job) -> None:
    assert not table.settle(job)
    assert job_now(table, job) == job


def test_a_job_that_began_again_since_it_was_read_is_not_settled(table: JobTable) -> None:
    job = build_job(due_at=DUE)
    photo = build_photo(job, state=PhotoState.FAILED)
    table.create(job, [photo], None)
    table.complete(job, NOW)
    table.begin_again(job, [photo.next_generation(NOW)])
    retried = job_now(table, job)
    table.complete(retried, NOW + INSTANT)

    assert not table.settle(job)
    assert table.settle(retried)


def test_a_job_that_is_gone_is_not_settled(table: JobTable, job: Job) -> None:
    table.complete(job, NOW)
    table.remove_job(job, NOW)

    assert not table.settle(job)
    assert table.job(job.user_id, job.job_id) is None


def test_a_job_that_is_gone_is_not_brought_back_by_being_postponed(
    table: JobTable, job: Job
) -> None:
    table.remove_job(job, NOW)

    is_postponed = table.postpone_job(job, LATER)

    assert not is_postponed
    assert table.job(job.user_id, job.job_id) is None


def test_a_job_that_takes_more_photos_stays_due(table: JobTable, job: Job) -> None:
    table.add_photos(job, [build_photo(job, 1, due_at=DUE)])

    assert job_now(table, job).due_at == DUE
    assert len(due_by(table, DUE)) == 2
