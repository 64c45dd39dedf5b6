"""What every LibraryTable does with photos that enter it: their job remembers them at once."""

from dataclasses import replace

import pytest

from darkroom.errors import JobChangedError, KeyAlreadyUsedError
from darkroom.jobs import Job, PhotoState
from darkroom.ports import JobTable, KeyedRequest
from darkroom.ports.library_table import Entering, LibraryTable, NewOperations
from tests.builders import NOW, USER, build_job, build_photo
from tests.libraries import DUE, accept

ADD = {"operation": "add_photo", "job_id": "job_beach", "photo_id": "pho_beach"}


@pytest.fixture
def completed(table: JobTable) -> Job:
    """A job with a photo that failed."""
    job = build_job()
    table.create(job, [build_photo(job, state=PhotoState.FAILED)], None)
    table.complete(job, NOW)
    return now_of(table, job)


def now_of(table: JobTable, job: Job) -> Job:
    now = table.job(job.user_id, job.job_id)
    assert now
    return now


def entering(job: Job, *numbers: int, first: int = 1, key: str | None = None) -> NewOperations:
    """Photos of a job on their way into a library, from this place of its log on."""
    return NewOperations(
        operations=tuple(accept(ADD, first + place) for place in range(len(numbers))),
        keyed=KeyedRequest(key=key or f"key-{first}", fingerprint="f"),
        due_at=DUE,
        entering=Entering(job=job, numbers=frozenset(numbers)),
    )


def test_a_job_remembers_the_photos_that_enter(
    table: JobTable, libraries: LibraryTable, completed: Job
) -> None:
    assert libraries.accept(entering(completed, 0, 7))
    assert now_of(table, completed) == completed.model_copy(update={"kept": frozenset({0, 7})})

    assert libraries.accept(entering(completed, 8, first=3))
    assert now_of(table, completed).kept == {0, 7, 8}


def test_fifty_photos_enter_at_once(
    table: JobTable, libraries: LibraryTable, completed: Job
) -> None:
    assert libraries.accept(entering(completed, *range(50)))

    assert now_of(table, completed).kept == {*range(50)}
    assert libraries.log(USER).accepted == 50


def test_nothing_enters_of_a_job_that_began_again_since_it_was_read(
    table: JobTable, libraries: LibraryTable, completed: Job
) -> None:
    (photo,) = table.photos(completed.job_id, limit=1, cursor=None).items
    table.begin_again(completed, [photo.next_generation(NOW)])
    retried = now_of(table, completed)

    with pytest.raises(JobChangedError):
        libraries.accept(entering(completed, 0))
    table.complete(retried, DUE)
    with pytest.raises(JobChangedError):
        libraries.accept(entering(completed, 0))

    assert libraries.log(USER).accepted == 0
    assert now_of(table, completed).kept == frozenset()
    assert libraries.accept(entering(now_of(table, completed), 0))


def test_nothing_enters_of_a_job_that_is_gone(
    table: JobTable, libraries: LibraryTable, completed: Job
) -> None:
    table.remove_job(completed, NOW)

    with pytest.raises(JobChangedError):
        libraries.accept(entering(completed, 0))

    assert libraries.log(USER).accepted == 0
    assert table.job(completed.user_id, completed.job_id) is None


def test_a_job_remembers_nothing_that_was_not_accepted(
    table: JobTable, libraries: LibraryTable, completed: Job
) -> None:
    libraries.accept(replace(entering(completed, 0), entering=None))

    assert not libraries.accept(entering(completed, 0, key="another"))
    with pytest.raises(KeyAlreadyUsedError):
        libraries.accept(entering(completed, 0, first=2, key="key-1"))

    assert now_of(table, completed).kept == frozenset()
