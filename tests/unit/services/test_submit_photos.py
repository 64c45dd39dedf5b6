"""Photos that come in the body of a request."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from darkroom.errors import KeyAlreadyUsedError, TransientError
from darkroom.jobs import Job, Photo, PhotoAddress, PhotoState
from darkroom.keys import inline_key
from darkroom.messages import RenderRequest
from darkroom.ports import KeyedJob, KeyedRequest, PhotoChange
from darkroom.services.delete_job import DeleteJob
from darkroom.services.open_job import OpenedJob
from darkroom.services.purge import Purge
from darkroom.services.submit_photos import SentPhoto, SubmitPhotos
from tests.builders import JPEG, NOW, USER, build_output
from tests.fakes import (
    InMemoryJobTable,
    InMemoryQueue,
    InMemoryResultStore,
    InMemoryUploadStore,
    ManualClock,
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
        clock, results = ManualClock(), InMemoryResultStore()
        purge = Purge(table=self.table, uploads=self.uploads, results=results)
        submit_photos = SubmitPhotos(
            table=self.table,
            uploads=self.uploads,
            requests=self.requests,
            delete_job=DeleteJob(table=self.table, purge=purge, clock=clock),
            clock=clock,
            retention=timedelta(days=14),
        )
        return submit_photos(USER, OUTPUTS, SENT, keyed)


@pytest.fixture
def counter() -> Counter:
    return Counter()


def test_photos_are_stored_and_queued_at_once(counter: Counter) -> None:
    opened = counter.submit()

    rows = counter.table.photos(opened.job.job_id, limit=10, cursor=None).items
    assert rows == opened.photos
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


def test_a_photo_that_cannot_be_queued_asks_for_the_request_again(counter: Counter) -> None:
    counter.requests.refuses = lambda request: request.photo.number == 1
    with pytest.raises(TransientError, match="same request again"):
        counter.submit(KEYED)
    counter.requests.refuses = lambda _: False

    again = counter.submit(KEYED)

    assert again.repeated
    assert {request.photo.number for request in counter.requests.sent} == {0, 1}


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
