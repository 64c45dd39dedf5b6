"""Jobs that are opened, and photos that are added to them."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from darkroom.deadlines import UNSENT, UPLOADING
from darkroom.errors import (
    JobChangedError,
    JobDeletedError,
    JobEndedError,
    KeyAlreadyUsedError,
    NotFoundError,
    TooManyPhotosError,
)
from darkroom.jobs import Job, JobState, Photo, PhotoState
from darkroom.ports import KeyedJob, KeyedRequest
from darkroom.services.open_job import AddPhotos, NamedPhoto, OpenedJob, OpenJob
from tests.builders import NOW, USER, build_job, build_output, build_photo, build_photos
from tests.fakes import InMemoryJobTable, ManualClock

RETENTION = timedelta(days=14)
MAX_PHOTOS = 10
OUTPUTS = (build_output(),)
KEYED = KeyedRequest(key="key", fingerprint="f")
NAMED = (
    NamedPhoto(name="../beach.jpg", content_type="image/jpeg"),
    NamedPhoto(name="dog.png", content_type="image/png"),
)


def open_job(table: InMemoryJobTable, keyed: KeyedRequest | None = None) -> OpenedJob:
    opener = OpenJob(table=table, clock=ManualClock(), retention=RETENTION)
    return opener(USER, OUTPUTS, NAMED, keyed)


def add_photos(
    table: InMemoryJobTable, job: Job, photos: Sequence[NamedPhoto] = NAMED
) -> OpenedJob:
    adder = AddPhotos(table=table, clock=ManualClock(), max_photos=MAX_PHOTOS)
    return adder(USER, job.job_id, photos)


def test_photos_are_looked_at_when_their_forms_have_ended() -> None:
    table = InMemoryJobTable()
    opened = open_job(table)
    added = add_photos(table, opened.job)

    assert [photo.due_at for photo in opened.photos + added.photos] == [NOW + UPLOADING] * 4
    assert opened.job.due_at == NOW + UNSENT


def stored(table: InMemoryJobTable, **values: object) -> Job:
    job = build_job(**values)
    table.create(job, build_photos(job), None)
    return job


def listed(table: InMemoryJobTable, job_id: str) -> tuple[Photo, ...]:
    return table.photos(job_id, limit=100, cursor=None).items


def test_an_opened_job_awaits_its_photos() -> None:
    table = InMemoryJobTable()

    opened = open_job(table)

    job = opened.job
    assert table.job(USER, job.job_id) == job
    assert (job.state, job.photo_count, job.outputs) == (JobState.OPEN, 2, OUTPUTS)
    assert (job.created_at, job.expires_at) == (NOW, NOW + RETENTION)
    assert listed(table, job.job_id) == opened.photos
    assert {photo.state for photo in opened.photos} == {PhotoState.AWAITING_UPLOAD}
    assert not opened.repeated


def test_photos_keep_their_order_and_get_clean_names() -> None:
    opened = open_job(InMemoryJobTable())

    assert [(photo.number, photo.name, photo.content_type) for photo in opened.photos] == [
        (0, "beach.jpg", "image/jpeg"),
        (1, "dog.png", "image/png"),
    ]


def test_without_a_key_every_request_opens_a_job() -> None:
    table = InMemoryJobTable()

    first, second = open_job(table), open_job(table)

    assert first.job.job_id != second.job.job_id


def test_the_same_request_under_the_same_key_opens_one_job() -> None:
    table = InMemoryJobTable()
    first = open_job(table, KEYED)

    again = open_job(table, KEYED)

    assert again == OpenedJob(job=first.job, photos=first.photos, repeated=True)
    assert len(table.jobs(USER, limit=10, cursor=None).items) == 1


def test_a_key_used_for_another_request_is_refused() -> None:
    table = InMemoryJobTable()
    open_job(table, KEYED)

    with pytest.raises(KeyAlreadyUsedError):
        open_job(table, KeyedRequest(key="key", fingerprint="another"))


def test_a_key_of_a_deleted_job_is_refused() -> None:
    table = InMemoryJobTable()
    table.remove_job(open_job(table, KEYED).job, NOW)

    with pytest.raises(JobDeletedError):
        open_job(table, KEYED)


def test_a_key_of_a_deleted_job_stays_that_of_its_request() -> None:
    table = InMemoryJobTable()
    table.remove_job(open_job(table, KEYED).job, NOW)

    with pytest.raises(KeyAlreadyUsedError):
        open_job(table, KeyedRequest(key="key", fingerprint="another"))


class RacingTable(InMemoryJobTable):
    """A table on which somebody else uses the key between our look and our write."""

    rival: Callable[[], object] = lambda: None

    def job_of_key(self, user_id: str, key: str) -> KeyedJob | None:
        """Look, and be overtaken."""
        known = super().job_of_key(user_id, key)
        rival, self.rival = self.rival, lambda: None
        rival()
        return known


class ForgetfulTable(InMemoryJobTable):
    """A table whose keys are never found again."""

    def job_of_key(self, user_id: str, key: str) -> KeyedJob | None:
        """Find nothing."""
        del user_id, key
        return None


def test_whoever_loses_the_race_for_a_key_is_answered_the_winners_job() -> None:
    table = RacingTable()
    winners: list[OpenedJob] = []
    table.rival = lambda: winners.append(open_job(table, KEYED))

    opened = open_job(table, KEYED)

    assert opened.repeated
    assert opened.job == winners[0].job


def test_whoever_loses_the_race_with_another_request_is_refused() -> None:
    table = RacingTable()
    table.rival = lambda: open_job(table, KeyedRequest(key="key", fingerprint="another"))

    with pytest.raises(KeyAlreadyUsedError):
        open_job(table, KEYED)


def test_a_key_that_vanishes_after_the_race_is_refused() -> None:
    table = ForgetfulTable()
    open_job(table, KEYED)

    with pytest.raises(KeyAlreadyUsedError):
        open_job(table, KEYED)


def test_added_photos_are_numbered_behind_the_others() -> None:
    table = InMemoryJobTable()
    job = stored(table, photo_count=3)

    opened = add_photos(table, job)

    now = table.job(USER, job.job_id)
    assert now
    assert (now.photo_count, opened.job.photo_count) == (5, 5)
    assert [photo.number for photo in opened.photos] == [3, 4]
    assert [photo.number for photo in listed(table, job.job_id)] == [0, 1, 2, 3, 4]


def test_photos_are_not_added_to_a_job_that_is_not_there() -> None:
    with pytest.raises(NotFoundError):
        add_photos(InMemoryJobTable(), build_job())


def test_photos_are_not_added_to_another_users_job() -> None:
    table = InMemoryJobTable()
    job = stored(table, user_id="user-2")

    with pytest.raises(NotFoundError):
        add_photos(table, job)


def test_a_job_that_has_ended_takes_no_more_photos() -> None:
    table = InMemoryJobTable()
    job = stored(table, state=JobState.COMPLETED)

    with pytest.raises(JobEndedError):
        add_photos(table, job)


class BusyTable(InMemoryJobTable):
    """A table on which others do something just before each of the first additions."""

    def __init__(self, *others: Callable[["BusyTable", Job], object]) -> None:
        super().__init__()
        self.others = list(others)

    def add_photos(self, job: Job, photos: Sequence[Photo]) -> None:
        """Be overtaken, and then add."""
        if self.others:
            self.others.pop(0)(self, job)
        super().add_photos(job, photos)


def _add_one(table: BusyTable, job: Job) -> None:
    InMemoryJobTable.add_photos(table, job, [build_photo(job, job.photo_count)])


def test_a_job_that_ends_meanwhile_takes_no_photos() -> None:
    table = BusyTable(lambda table, job: table.complete(job, NOW))
    job = stored(table)

    with pytest.raises(JobEndedError):
        add_photos(table, job)

    assert table.job(USER, job.job_id) == job.model_copy(
        update={
            "state": JobState.COMPLETED,
            "completed_at": NOW,
            "due_at": NOW + UNSENT,
            "revision": 1,
        }
    )


def test_photos_come_behind_those_that_somebody_else_adds_meanwhile() -> None:
    table = BusyTable(_add_one)
    job = stored(table)

    opened = add_photos(table, job)

    assert [photo.number for photo in opened.photos] == [2, 3]
    assert opened.job.photo_count == 4
    assert [photo.number for photo in listed(table, job.job_id)] == [0, 1, 2, 3]


def test_whoever_is_overtaken_again_and_again_is_told() -> None:
    table = BusyTable(*[_add_one] * 10)
    job = stored(table)

    with pytest.raises(JobChangedError):
        add_photos(table, job)


def test_a_job_takes_no_more_than_its_limit_also_while_others_add() -> None:
    table = BusyTable(*[_add_one] * 2)
    job = stored(table, photo_count=MAX_PHOTOS - 3)

    with pytest.raises(TooManyPhotosError):
        add_photos(table, job)

    now = table.job(USER, job.job_id)
    assert now
    assert now.photo_count == MAX_PHOTOS - 1
