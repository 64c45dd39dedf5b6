"""Photos of completed jobs, on their way into libraries."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from darkroom.deadlines import UNSENT
from darkroom.errors import TransientError
from darkroom.jobs import Job, Photo, PhotoState, Sighting
from darkroom.library.contents import Touched
from darkroom.ports.library_table import NewOperations
from darkroom.services.accept_operations import MAX_PENDING
from darkroom.services.enter_library import EnterLibrary
from darkroom.services.job_progress import JobProgress
from tests.builders import NOW, USER, build_job, build_photos, uploaded
from tests.fakes import InMemoryJobTable
from tests.libraries import fall_behind
from tests.library_fakes import InMemoryLibraryTable
from tests.unit.services.shelves import Shelf


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@dataclass
class BusyTable(InMemoryLibraryTable):
    """A table in which others are always quicker, but for the first time."""

    is_busy: bool = True

    def accept(self, new: NewOperations) -> bool:
        """Accept, unless others did meanwhile."""
        return not (self.is_busy and self.log(USER).accepted) and super().accept(new)


def completed(shelf: Shelf, *states: PhotoState) -> tuple[Job, list[Photo]]:
    """A completed job whose photos are in these states."""
    job = build_job(photo_count=len(states))
    photos = [
        uploaded(photo).model_copy(update={"state": state})
        for photo, state in zip(build_photos(job), states, strict=True)
    ]
    for photo in photos:
        assert photo.source
        shelf.uploads.versions[photo.source] = b"photo"
    shelf.jobs.create(job, photos, None)
    shelf.jobs.complete(job, NOW)
    return now_of(shelf, job), photos


def now_of(shelf: Shelf, job: Job) -> Job:
    now = shelf.jobs.job(USER, job.job_id)
    assert now
    return now


def enter(shelf: Shelf, job: Job) -> None:
    EnterLibrary(table=shelf.jobs, append=shelf.append)(job)


def in_library(shelf: Shelf, photos: list[Photo]) -> list[int]:
    """The numbers of those that are there once all is applied."""
    shelf.apply_sent()
    touched = Touched(photo_ids=frozenset(photo.photo_id for photo in photos))
    found = shelf.table.found(USER, touched).photo_ids
    return [photo.number for photo in photos if photo.photo_id in found]


def test_the_photos_that_are_done_enter(shelf: Shelf) -> None:
    job, photos = completed(
        shelf, PhotoState.DONE, PhotoState.FAILED, PhotoState.DONE, PhotoState.EXPIRED
    )

    enter(shelf, job)

    assert in_library(shelf, photos) == [0, 2]
    assert now_of(shelf, job).kept == {0, 2}
    assert now_of(shelf, job).due_at is None


def test_nothing_enters_of_a_job_of_which_nothing_is_done(shelf: Shelf) -> None:
    job, photos = completed(shelf, PhotoState.FAILED)

    enter(shelf, job)

    assert in_library(shelf, photos) == []
    assert shelf.table.log(USER).accepted == 0
    assert now_of(shelf, job).due_at is None


def test_hundreds_of_photos_enter_in_lots(shelf: Shelf) -> None:
    job, photos = completed(shelf, *[PhotoState.DONE] * 120)

    enter(shelf, job)

    assert [message.sequence for message in shelf.queue.sent] == [50, 100, 120]
    assert in_library(shelf, photos) == list(range(120))


def test_photos_enter_a_library_that_is_too_far_behind_for_requests(shelf: Shelf) -> None:
    fall_behind(shelf.table, by=MAX_PENDING)
    job, _ = completed(shelf, PhotoState.DONE)

    enter(shelf, job)

    assert shelf.table.log(USER).accepted == MAX_PENDING + 1
    assert now_of(shelf, job).kept == {0}


def test_who_enters_twice_is_added_once(shelf: Shelf) -> None:
    job, photos = completed(shelf, *[PhotoState.DONE] * 60)

    enter(shelf, job)
    enter(shelf, job)

    assert shelf.table.log(USER).accepted == 60
    assert in_library(shelf, photos) == list(range(60))


def test_what_was_cut_short_goes_on(shelf: Shelf) -> None:
    table = BusyTable(shelf.jobs)
    shelf.table = table
    job, photos = completed(shelf, *[PhotoState.DONE] * 60)
    with pytest.raises(TransientError):
        enter(shelf, job)
    assert now_of(shelf, job).due_at == NOW + UNSENT
    table.is_busy = False

    enter(shelf, job)

    assert shelf.table.log(USER).accepted == 60
    assert in_library(shelf, photos) == list(range(60))


def test_after_a_retry_only_those_enter_that_were_not_kept_before(shelf: Shelf) -> None:
    job, photos = completed(shelf, PhotoState.DONE, PhotoState.FAILED)
    enter(shelf, job)
    shelf.apply_sent()
    shelf.accepted({"operation": "delete_photo", "photo_id": photos[0].photo_id}, key="delete")
    again = photos[1].next_generation(NOW)
    shelf.jobs.begin_again(now_of(shelf, job), [again])
    shelf.jobs.put([again.model_copy(update={"state": PhotoState.DONE})], [])
    shelf.jobs.complete(now_of(shelf, job), NOW)

    enter(shelf, now_of(shelf, job))

    assert in_library(shelf, photos) == [1]
    assert now_of(shelf, job).kept == {0, 1}


def test_a_job_that_was_retried_before_its_photos_were_added_adds_them_once(
    shelf: Shelf,
) -> None:
    job, photos = completed(shelf, PhotoState.DONE, PhotoState.FAILED)
    again = photos[1].next_generation(NOW)
    shelf.jobs.begin_again(job, [again])

    enter(shelf, job)
    before = shelf.table.log(USER).accepted
    shelf.jobs.put([again.model_copy(update={"state": PhotoState.DONE})], [])
    shelf.jobs.complete(now_of(shelf, job), NOW)
    enter(shelf, now_of(shelf, job))

    assert (before, shelf.table.log(USER).accepted) == (0, 2)
    assert in_library(shelf, photos) == [0, 1]


def test_a_job_that_is_retried_while_its_photos_are_added_adds_none_of_them_again(
    shelf: Shelf,
) -> None:
    table = BusyTable(shelf.jobs)
    shelf.table = table
    job, photos = completed(shelf, *[PhotoState.DONE] * 60, PhotoState.FAILED)
    with pytest.raises(TransientError):
        enter(shelf, job)
    table.is_busy = False
    again = photos[-1].next_generation(NOW)
    shelf.jobs.begin_again(now_of(shelf, job), [again])
    shelf.jobs.put([again.model_copy(update={"state": PhotoState.DONE})], [])
    shelf.jobs.complete(now_of(shelf, job), NOW)

    enter(shelf, now_of(shelf, job))

    assert shelf.table.log(USER).accepted == 61
    assert in_library(shelf, photos) == list(range(61))


def test_they_enter_when_the_last_photo_ends(shelf: Shelf) -> None:
    job = build_job(photo_count=2)
    photos = [
        uploaded(photo).model_copy(update={"state": PhotoState.DONE}) for photo in build_photos(job)
    ]
    shelf.jobs.create(job, photos, None)
    enter_library = EnterLibrary(table=shelf.jobs, append=shelf.append)
    progress = JobProgress(table=shelf.jobs, enter_library=enter_library, clock=shelf.clock)

    progress.note(USER, job.job_id, [Sighting(0, 1, PhotoState.DONE)])
    before = shelf.table.log(USER).accepted
    progress.note(USER, job.job_id, [Sighting(1, 1, PhotoState.DONE)])

    assert (before, shelf.table.log(USER).accepted) == (0, 2)
    assert now_of(shelf, job).due_at is None


def test_a_job_is_completed_whatever_is_in_the_way_of_its_photos(shelf: Shelf) -> None:
    job = build_job(photo_count=1)
    photo = uploaded(build_photos(job)[0]).model_copy(update={"state": PhotoState.DONE})
    shelf.jobs.create(job, [photo], None)

    def fail(_: Job) -> None:
        raise TransientError

    progress = JobProgress(table=shelf.jobs, enter_library=fail, clock=shelf.clock)
    progress.note(USER, job.job_id, [Sighting(0, 1, PhotoState.DONE)])

    assert now_of(shelf, job).completed_at == NOW
    assert now_of(shelf, job).due_at == NOW + UNSENT


def test_who_comes_second_to_complete_a_job_leaves_its_photos_to_the_first(shelf: Shelf) -> None:
    class CompletedTable(InMemoryJobTable):
        """A table in which somebody else has just completed every job."""

        def complete(self, job: Job, at: datetime) -> bool:
            del job, at
            return False

    jobs = CompletedTable()
    job = build_job(photo_count=1)
    photo = uploaded(build_photos(job)[0]).model_copy(update={"state": PhotoState.DONE})
    jobs.create(job, [photo], None)
    enter_library = EnterLibrary(table=jobs, append=shelf.append)
    progress = JobProgress(table=jobs, enter_library=enter_library, clock=shelf.clock)

    progress.note(USER, job.job_id, [Sighting(0, 1, PhotoState.DONE)])

    assert shelf.table.log(USER).accepted == 0
