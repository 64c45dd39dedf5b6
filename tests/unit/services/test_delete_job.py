"""What a deletion leaves: nothing."""

import pytest

from darkroom.deadlines import MEMORY
from darkroom.errors import NotFoundError
from darkroom.jobs import Job
from darkroom.keys import inline_key, result_prefix, upload_key
from darkroom.services.delete_job import DeleteJob
from darkroom.services.purge import Purge
from tests.builders import JPEG, NOW, USER, build_job, build_photos
from tests.fakes import (
    InMemoryJobTable,
    InMemoryResultStore,
    InMemoryUploadStore,
    ManualClock,
    OutOfReachError,
)


@pytest.fixture
def table() -> InMemoryJobTable:
    return InMemoryJobTable()


@pytest.fixture
def uploads() -> InMemoryUploadStore:
    return InMemoryUploadStore()


@pytest.fixture
def results() -> InMemoryResultStore:
    return InMemoryResultStore()


@pytest.fixture
def delete_job(
    table: InMemoryJobTable, uploads: InMemoryUploadStore, results: InMemoryResultStore
) -> DeleteJob:
    purge = Purge(table=table, uploads=uploads, results=results)
    return DeleteJob(table=table, purge=purge, clock=ManualClock())


def filled_job(service: DeleteJob, user_id: str = USER) -> Job:
    """A job with rows, originals and results."""
    job = build_job(user_id=user_id, photo_count=2)
    service.table.create(job, build_photos(job), None)
    come_in(service, job)
    return job


def come_in(service: DeleteJob, job: Job) -> None:
    """Have originals and a result of a job come in."""
    uploads, results = service.purge.uploads, service.purge.results
    uploads.write(upload_key(job.user_id, job.job_id, "pho_1"), JPEG, "image/jpeg")
    uploads.write(inline_key(job.user_id, job.job_id, "pho_2"), JPEG, "image/jpeg")
    results.write(result_prefix(job.user_id, job.job_id) + "web.jpg", JPEG, "image/jpeg")


def test_a_deleted_job_leaves_neither_rows_nor_objects(
    delete_job: DeleteJob,
    table: InMemoryJobTable,
    uploads: InMemoryUploadStore,
    results: InMemoryResultStore,
) -> None:
    job = filled_job(delete_job)

    delete_job(USER, job.job_id)

    assert table.job(USER, job.job_id) is None
    assert not table.count_states(job.job_id)
    assert (uploads.versions, results.objects) == ({}, {})


def test_other_jobs_stay_whole(
    delete_job: DeleteJob,
    table: InMemoryJobTable,
    uploads: InMemoryUploadStore,
    results: InMemoryResultStore,
) -> None:
    job, other = filled_job(delete_job), filled_job(delete_job)

    delete_job(USER, job.job_id)

    assert table.job(USER, other.job_id) == other
    assert sum(table.count_states(other.job_id).values()) == 2
    assert (len(uploads.versions), len(results.objects)) == (2, 1)


def test_another_users_job_stays_whole(
    delete_job: DeleteJob, uploads: InMemoryUploadStore, table: InMemoryJobTable
) -> None:
    job = filled_job(delete_job, "user-2")

    with pytest.raises(NotFoundError):
        delete_job(USER, job.job_id)

    assert table.job("user-2", job.job_id) == job
    assert len(uploads.versions) == 2


def test_a_deleted_job_is_not_there_to_delete_again(delete_job: DeleteJob) -> None:
    job = filled_job(delete_job)
    delete_job(USER, job.job_id)

    with pytest.raises(NotFoundError):
        delete_job(USER, job.job_id)


def test_a_deletion_that_fails_half_way_is_a_deletion_that_somebody_goes_on_with(
    delete_job: DeleteJob,
    table: InMemoryJobTable,
    results: InMemoryResultStore,
) -> None:
    job = filled_job(delete_job)
    results.is_out_of_reach = True

    delete_job(USER, job.job_id)

    tombstone = table.tombstone(job.job_id)
    assert table.job(USER, job.job_id) is None
    assert results.objects
    assert tombstone
    assert (tombstone.user_id, tombstone.at) == (USER, NOW)
    assert NOW < tombstone.due_at < NOW + MEMORY


def test_a_job_that_cannot_be_deleted_stays_whole(
    delete_job: DeleteJob, table: InMemoryJobTable, uploads: InMemoryUploadStore
) -> None:
    job = filled_job(delete_job)
    table.out_of_reach = {job.job_id}

    with pytest.raises(OutOfReachError):
        delete_job(USER, job.job_id)

    assert table.job(USER, job.job_id) == job
    assert sum(table.count_states(job.job_id).values()) == 2
    assert len(uploads.versions) == 2


def test_what_comes_in_after_a_deletion_is_removed_by_purging_again(
    delete_job: DeleteJob, uploads: InMemoryUploadStore, results: InMemoryResultStore
) -> None:
    job = filled_job(delete_job)
    delete_job(USER, job.job_id)
    come_in(delete_job, job)

    delete_job.purge(USER, job.job_id)

    assert (uploads.versions, results.objects) == ({}, {})
