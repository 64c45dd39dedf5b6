"""What every JobTable keeps of a job that was deleted."""

from datetime import datetime, timedelta

import pytest

from darkroom.jobs import Job, Tombstone
from darkroom.ports import SHARDS, Due, DueTombstone, JobTable
from tests.builders import NOW, USER, build_job, build_photos

AT = NOW + timedelta(seconds=10, microseconds=123_456)
MINUTE = timedelta(minutes=1)


def due_by(table: JobTable, now: datetime) -> list[Due]:
    return [each for shard in range(SHARDS) for each in table.due(now, shard, 100)]


@pytest.fixture
def job(table: JobTable) -> Job:
    """A job that is there, and due."""
    job = build_job(due_at=NOW)
    table.create(job, build_photos(job), None)
    return job


@pytest.fixture
def tombstone(table: JobTable, job: Job) -> Tombstone:
    """The tombstone of a job that was deleted."""
    table.remove_job(job, AT)
    tombstone = table.tombstone(job.job_id)
    assert tombstone
    return tombstone


def test_a_job_that_is_there_has_no_tombstone(table: JobTable, job: Job) -> None:
    assert table.tombstone(job.job_id) is None


def test_a_deleted_job_has_a_tombstone_in_its_place(
    table: JobTable, job: Job, tombstone: Tombstone
) -> None:
    assert table.job(USER, job.job_id) is None
    assert (tombstone.user_id, tombstone.job_id, tombstone.at) == (USER, job.job_id, AT)


def test_a_deleted_job_is_looked_at_a_minute_later(
    table: JobTable, job: Job, tombstone: Tombstone
) -> None:
    assert tombstone.due_at == AT + MINUTE
    assert due_by(table, AT) == []
    assert due_by(table, AT + MINUTE) == [DueTombstone(job_id=job.job_id)]


def test_deleting_a_job_twice_is_deleting_it(
    table: JobTable, job: Job, tombstone: Tombstone
) -> None:
    table.remove_job(job, AT)

    assert table.job(USER, job.job_id) is None
    assert table.tombstone(job.job_id) == tombstone
    assert table.jobs(USER, limit=20, cursor=None).items == ()


def test_deleting_a_job_leaves_the_others(table: JobTable, job: Job) -> None:
    other = build_job()
    table.create(other, build_photos(other), None)

    table.remove_job(job, AT)

    assert table.jobs(USER, limit=20, cursor=None).items == (other,)
    assert table.tombstone(other.job_id) is None


def test_a_postponed_tombstone_is_due_later(
    table: JobTable, job: Job, tombstone: Tombstone
) -> None:
    later = AT + 2 * MINUTE

    is_postponed = table.postpone_tombstone(tombstone, later)

    assert is_postponed
    assert table.tombstone(job.job_id) == tombstone.model_copy(update={"due_at": later})
    assert due_by(table, AT + MINUTE) == []
    assert due_by(table, later) == [DueTombstone(job_id=job.job_id)]


def test_of_two_who_postpone_the_same_tombstone_one_does(
    table: JobTable, tombstone: Tombstone
) -> None:
    first = table.postpone_tombstone(tombstone, AT + 2 * MINUTE)
    second = table.postpone_tombstone(tombstone, AT + 3 * MINUTE)

    assert (first, second) == (True, False)


def test_a_tombstone_is_postponed_once_by_who_says_it_twice(
    table: JobTable, tombstone: Tombstone
) -> None:
    later = AT + 2 * MINUTE

    assert table.postpone_tombstone(tombstone, later)
    assert table.postpone_tombstone(tombstone, later)


def test_a_removed_tombstone_is_forgotten(table: JobTable, job: Job, tombstone: Tombstone) -> None:
    table.remove_tombstone(job.job_id)
    table.remove_tombstone(job.job_id)

    assert table.tombstone(job.job_id) is None
    assert due_by(table, AT + MINUTE) == []
    assert not table.postpone_tombstone(tombstone, AT + 2 * MINUTE)
    assert table.tombstone(job.job_id) is None
