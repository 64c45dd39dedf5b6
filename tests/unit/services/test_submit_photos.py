"""Photos that come in the body of a request."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from darkroom.deadlines import UNSENT, WORKING
from darkroom.errors import KeyAlreadyUsedError
from darkroom.jobs import Job, Photo, PhotoAddress, PhotoState
from darkroom.keys import inline_key
from darkroom.messages import RenderRequest
from darkroom.ports import KeyedJob, KeyedRequest, PhotoChange
from darkroom.services.open_job import OpenedJob
from darkroom.services.submit_photos import SentPhoto, SubmitPhotos
from tests.builders import JPEG, NOW, USER, build_output
from tests.fakes import (
    InMemoryJobTable,
    InMemoryQueue,
    InMemoryUploadStore,
    ManualClock,
    OutOfReachError,
)

OUTPUTS = (build_output(),)
KEYED = KeyedRequest(key="key", fingerprint="f")
SENT = (
    SentPhoto(name="beach.jpg", content_type="image/jpeg", content=JPEG),
    SentPhoto(name="dog.jpg", content_type="image/jpeg", content=JPEG + b"dog"),
)


@dataclass
class Counter:
    """The use case over fakes."""

    table: InMemoryJobTable = field(default_factory=InMemoryJobTable)
    uploads: InMemoryUploadStore = field(default_factory=InMemoryUploadStore)
    requests: InMemoryQueue[RenderRequest] = field(default_factory=InMemoryQueue)

    def submit(self, keyed: KeyedRequest | None = None) -> OpenedJob:
        """Hand two photos in."""
        submit_photos = SubmitPhotos(
            table=self.table,
            uploads=self.uploads,
            requests=self.requests,
            clock=ManualClock(),
            retention=timedelta(days=14),
        )
        return submit_photos(USER, OUTPUTS, SENT, keyed)

    def rows(self, opened: OpenedJob) -> Sequence[Photo]:
        """The photos of a job as they are now."""
        return self.table.photos(opened.job.job_id, limit=10, cursor=None).items


@pytest.fixture
def counter() -> Counter:
    return Counter()


def test_photos_are_stored_and_queued_at_once(counter: Counter) -> None:
    opened = counter.submit()

    rows = counter.rows(opened)
    assert [row.photo_id for row in rows] == [photo.photo_id for photo in opened.photos]
    assert {photo.state for photo in rows} == {PhotoState.QUEUED}
    for photo, sent in zip(rows, SENT, strict=True):
        assert photo.source
        assert photo.source.key == inline_key(USER, opened.job.job_id, photo.photo_id)
        assert counter.uploads.versions[photo.source] == sent.content
        assert photo.bytes == len(sent.content)


def test_each_photo_is_asked_for_at_the_version_that_was_stored(counter: Counter) -> None:
    opened = counter.submit()

    assert counter.requests.sent == [
        RenderRequest(
            photo=PhotoAddress.of(photo),
            source=photo.source,
            outputs=OUTPUTS,
            queued_at=NOW,
        )
        for photo in opened.photos
        if photo.source
    ]
    assert len(counter.requests.sent) == 2


def test_the_same_request_again_opens_nothing_and_rings_again(counter: Counter) -> None:
    first = counter.submit(KEYED)

    again = counter.submit(KEYED)

    assert again.repeated
    assert again.job == first.job
    assert len(counter.requests.sent) == 4
    assert len(counter.uploads.versions) == 2


def test_the_same_request_again_leaves_what_is_no_longer_queued(counter: Counter) -> None:
    first = counter.submit(KEYED)
    done = PhotoAddress.of(first.photos[0])
    counter.table.move_photo(PhotoChange(photo=done, state=PhotoState.DONE, at=NOW))

    counter.submit(KEYED)

    assert [request.photo.number for request in counter.requests.sent] == [0, 1, 1]


def test_a_key_used_for_another_request_is_refused(counter: Counter) -> None:
    counter.submit(KEYED)

    with pytest.raises(KeyAlreadyUsedError):
        counter.submit(KeyedRequest(key="key", fingerprint="another"))

    assert len(counter.requests.sent) == 2


def test_a_photo_that_is_rung_for_is_given_time_to_be_made(counter: Counter) -> None:
    opened = counter.submit()

    assert [row.due_at for row in counter.rows(opened)] == [NOW + WORKING] * 2


def test_a_photo_whose_ring_nobody_heard_is_soon_looked_at(counter: Counter) -> None:
    counter.requests.refuses = lambda request: request.photo.number == 1

    opened = counter.submit()

    assert [row.due_at for row in counter.rows(opened)] == [NOW + WORKING, NOW + UNSENT]
    assert [row.state for row in counter.rows(opened)] == [PhotoState.QUEUED] * 2


def test_photos_that_nobody_heard_of_are_rung_for_by_the_same_request_again(
    counter: Counter,
) -> None:
    counter.requests.refuses = lambda request: request.photo.number == 1
    counter.submit(KEYED)
    counter.requests.refuses = lambda _: False

    again = counter.submit(KEYED)

    assert again.repeated
    assert {request.photo.number for request in counter.requests.sent} == {0, 1}
    assert [row.due_at for row in counter.rows(again)] == [NOW + WORKING] * 2


def test_a_photo_that_cannot_be_given_time_does_not_cost_its_neighbours(counter: Counter) -> None:
    class ForgetfulTable(InMemoryJobTable):
        def postpone(self, photo: Photo, due_at: datetime) -> bool:
            if photo.number == 0:
                raise OutOfReachError
            return super().postpone(photo, due_at)

    counter.table = ForgetfulTable()

    opened = counter.submit()

    assert len(counter.requests.sent) == 2
    assert [row.due_at for row in counter.rows(opened)] == [NOW + UNSENT, NOW + WORKING]


def test_whoever_loses_the_race_for_a_key_takes_its_photos_back(counter: Counter) -> None:
    class RacingTable(InMemoryJobTable):
        is_first = True

        def create(self, job: Job, photos: Sequence[Photo], keyed: KeyedRequest | None) -> None:
            if self.is_first:
                self.is_first = False
                winners.append(counter.submit(KEYED))
            super().create(job, photos, keyed)

    winners: list[OpenedJob] = []
    counter.table = RacingTable()

    opened = counter.submit(KEYED)

    assert opened.repeated
    assert opened.job == winners[0].job
    assert set(counter.uploads.versions) == {photo.source for photo in winners[0].photos}


def test_a_key_that_vanishes_after_the_race_is_refused_and_leaves_nothing(
    counter: Counter,
) -> None:
    class ForgetfulTable(InMemoryJobTable):
        def job_of_key(self, user_id: str, key: str) -> KeyedJob | None:
            del user_id, key
            return None

    counter.table = ForgetfulTable()
    first = counter.submit(KEYED)

    with pytest.raises(KeyAlreadyUsedError):
        counter.submit(KEYED)

    assert set(counter.uploads.versions) == {photo.source for photo in first.photos}
    assert len(counter.requests.sent) == 2
