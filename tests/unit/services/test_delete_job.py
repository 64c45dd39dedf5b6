"""What a deletion leaves: nothing."""

import pytest

from darkroom.errors import NotFoundError
from darkroom.jobs import Job, JobState
from darkroom.keys import inline_key, result_prefix, upload_key
from darkroom.services.delete_job import DeleteJob
from tests.builders import JPEG, USER, build_job, build_photos
from tests.fakes import InMemoryJobTable, InMemoryResultStore, InMemoryUploadStore, OutOfReachError


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
    return DeleteJob(table=table, uploads=uploads, results=results)


def filled_job(service: DeleteJob, user_id: str = USER) -> Job:
    """A job with rows, originals and results."""
    job = build_job(user_id=user_id, photo_count=2)
    service.table.create(job, build_photos(job), None)
    service.uploads.write(upload_key(user_id, job.job_id, "pho_1"), JPEG, "image/jpeg")
    service.uploads.write(inline_key(user_id, job.job_id, "pho_2"), JPEG, "image/jpeg")
    service.results.write(result_prefix(user_id, job.job_id) + "web.jpg", JPEG, "image/jpeg")
    return job


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


def test_a_deletion_that_fails_half_way_can_be_repeated(
    delete_job: DeleteJob,
    table: InMemoryJobTable,
    uploads: InMemoryUploadStore,
    results: InMemoryResultStore,
) -> None:
    job = filled_job(delete_job)
    results.is_out_of_reach = True
    with pytest.raises(OutOfReachError):
        delete_job(USER, job.job_id)
    half_way = table.job(USER, job.job_id)
    results.is_out_of_reach = False

    delete_job(USER, job.job_id)

    assert half_way
    assert half_way.state is JobState.CANCELLED
    assert table.job(USER, job.job_id) is None
    assert (uploads.versions, results.objects) == ({}, {})
