"""What a job knows of its photos, and when it completes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from darkroom.jobs import Job, JobState, PhotoState, Sighting
from tests.builders import NOW, USER, build_job, build_photo
from tests.fakes import InMemoryJobTable, ManualClock, progress_over

DONE, FAILED, QUEUED = PhotoState.DONE, PhotoState.FAILED, PhotoState.QUEUED


@dataclass
class CountingTable(InMemoryJobTable):
    """Remembers how often all rows of a job were looked at."""

    counted: int = 0

    def count_states(self, job_id: str) -> Mapping[PhotoState, int]:
        """Count, and be counted."""
        self.counted += 1
        return super().count_states(job_id)


@dataclass
class Teller:
    """The use case over fakes, with a job of two photos in these states."""

    table: CountingTable = field(default_factory=CountingTable)

    def job_of(self, *states: PhotoState, **values: object) -> Job:
        """An open job with photos in these states, of which it has not been told."""
        job = build_job(photo_count=len(states), due_at=NOW, **values)
        photos = [build_photo(job, number, state=state) for number, state in enumerate(states)]
        self.table.create(job, photos, None)
        return job

    def note(self, job: Job, *sightings: Sighting) -> Job | None:
        """Tell a job, and look at it."""
        progress_over(self.table, ManualClock()).note(USER, job.job_id, sightings)
        return self.table.job(USER, job.job_id)


@pytest.fixture
def teller() -> Teller:
    return Teller()


def test_a_job_of_ended_photos_completes_when_it_is_told_of_all(teller: Teller) -> None:
    job = teller.job_of(DONE, FAILED)

    halfway = teller.note(job, Sighting(0, 1, DONE))
    now = teller.note(job, Sighting(1, 1, FAILED))

    assert halfway
    assert halfway.state is JobState.OPEN
    assert now
    assert (now.state, now.completed_at, now.due_at) == (JobState.COMPLETED, NOW, None)


def test_a_job_does_not_take_a_sightings_word_for_it(teller: Teller) -> None:
    job = teller.job_of(DONE, QUEUED)

    now = teller.note(job, Sighting(0, 1, DONE), Sighting(1, 1, DONE))

    assert now
    assert now.looks_complete
    assert now.state is JobState.OPEN


def test_a_sighting_from_before_a_photo_began_again_ends_nothing(teller: Teller) -> None:
    job = teller.job_of(DONE, FAILED)
    teller.note(job, Sighting(1, 2, QUEUED), Sighting(0, 1, DONE))

    now = teller.note(job, Sighting(1, 1, FAILED))

    assert now
    assert now.counts[QUEUED] == 1
    assert now.state is JobState.OPEN


@pytest.mark.parametrize(
    "sightings",
    [
        pytest.param([Sighting(0, 1, QUEUED)], id="nothing ended"),
        pytest.param([Sighting(0, 1, DONE)], id="not all ended"),
    ],
)
def test_rows_are_counted_only_when_all_seem_to_have_ended(
    teller: Teller, sightings: list[Sighting]
) -> None:
    job = teller.job_of(DONE, DONE)

    teller.note(job, *sightings)

    assert teller.table.counted == 0


def test_a_completed_job_is_told_and_stays_as_it_is(teller: Teller) -> None:
    job = teller.job_of(DONE)
    completed = teller.note(job, Sighting(0, 1, DONE))

    now = teller.note(job, Sighting(0, 1, DONE))

    assert completed
    assert now == completed.model_copy(update={"revision": completed.revision + 1})
    assert teller.table.counted == 1


def test_a_deleted_job_is_not_brought_back(teller: Teller) -> None:
    job = teller.job_of(DONE)
    teller.table.remove_job(job, NOW)

    assert teller.note(job, Sighting(0, 1, DONE)) is None
