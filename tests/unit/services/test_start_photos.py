"""What becomes of an upload that arrived."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from darkroom.deadlines import OPENING, UNSENT, WORKING
from darkroom.jobs import Job, Photo, PhotoAddress, PhotoState, Source
from darkroom.keys import upload_key
from darkroom.messages import RenderRequest, Response
from darkroom.ports import PhotoChange
from darkroom.retries import Redelivery
from darkroom.services.start_photos import StartPhotos
from tests.builders import JPEG, NOW, build_job, build_output, build_photo, refused
from tests.fakes import (
    InMemoryJobTable,
    InMemoryQueue,
    InMemoryUploadStore,
    ManualClock,
    OutOfReachError,
    RemainingTime,
)

MAX_BYTES = 1000


@dataclass
class Service:
    """The use case over fakes, with one job of three photos."""

    table: InMemoryJobTable = field(default_factory=InMemoryJobTable)
    uploads: InMemoryUploadStore = field(default_factory=InMemoryUploadStore)
    requests: InMemoryQueue[RenderRequest] = field(default_factory=InMemoryQueue)
    responses: InMemoryQueue[Response] = field(default_factory=InMemoryQueue)
    job: Job = field(
        default_factory=lambda: build_job(photo_count=3, outputs=(build_output("small", 256),))
    )
    photos: list[Photo] = field(default_factory=list)
    clock: ManualClock = field(default_factory=ManualClock)
    time: RemainingTime = field(default_factory=RemainingTime)

    def __post_init__(self) -> None:
        self.photos = [build_photo(self.job, number) for number in range(3)]
        self.table.create(self.job, self.photos, None)

    def upload(self, number: int = 0, body: bytes = JPEG) -> Source:
        """Send a photo's bytes to where its form says."""
        photo = self.photos[number]
        key = upload_key(photo.user_id, photo.job_id, photo.photo_id)
        return self.uploads.write(key, body, "image/jpeg")

    def start(self, *arrived: Source) -> dict[int, Redelivery]:
        """Hand over what arrived."""
        start_photos = StartPhotos(
            table=self.table,
            uploads=self.uploads,
            requests=self.requests,
            responses=self.responses,
            clock=self.clock,
            time=self.time,
            max_bytes=MAX_BYTES,
        )
        return start_photos(arrived)

    def move(self, number: int, state: PhotoState) -> None:
        """Put a photo in another state."""
        address = PhotoAddress.of(self.photos[number])
        self.table.move_photo(PhotoChange(photo=address, state=state, at=NOW))

    def photo(self, number: int = 0) -> Photo:
        """A photo as it is now."""
        photo = self.table.photo(self.job.job_id, self.photos[number].photo_id)
        assert photo
        return photo

    def revision(self) -> int:
        """How often the job has shown progress."""
        job = self.table.job(self.job.user_id, self.job.job_id)
        assert job
        return job.revision


@pytest.fixture
def service() -> Service:
    return Service()


def test_a_photo_is_queued_at_the_version_that_arrived(service: Service) -> None:
    source = service.upload()

    failed = service.start(source)

    photo = service.photo()
    assert failed == {}
    assert (photo.state, photo.source, photo.bytes) == (PhotoState.QUEUED, source, len(JPEG))
    (request,) = service.requests.sent
    assert (request.photo, request.source) == (PhotoAddress.of(photo), source)
    assert (request.outputs, request.queued_at) == (service.job.outputs, NOW)


def test_a_photo_that_is_rung_for_is_given_time_to_be_made(service: Service) -> None:
    service.start(service.upload())

    assert service.photo().due_at == NOW + WORKING


def test_a_photo_whose_ring_nobody_heard_is_soon_looked_at(service: Service) -> None:
    service.requests.refuses = lambda _: True

    service.start(service.upload())

    assert service.photo().due_at == NOW + UNSENT


def test_a_photo_that_is_rung_for_again_is_given_time_again(service: Service) -> None:
    source = service.upload()
    service.requests.refuses = lambda _: True
    service.start(source)
    service.requests.refuses = lambda _: False

    service.start(source)

    assert service.photo().due_at == NOW + WORKING


def test_a_worker_that_was_faster_than_its_ring_is_not_taken_back(service: Service) -> None:
    class QuickQueue(InMemoryQueue[RenderRequest]):
        def send(self, messages: Sequence[RenderRequest]) -> frozenset[int]:
            service.move(0, PhotoState.DONE)
            return super().send(messages)

    service.requests = QuickQueue()

    again = service.start(service.upload())

    assert again == {}
    assert (service.photo().state, service.photo().due_at) == (PhotoState.DONE, None)


def test_whoever_waits_for_the_job_sees_it_move(service: Service) -> None:
    service.start(service.upload(0), service.upload(1))

    assert service.revision() > service.job.revision


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(b"", "empty_upload", id="empty"),
        pytest.param(JPEG + bytes(MAX_BYTES), "too_many_bytes", id="too large"),
        pytest.param(b"MZ\x90\x00 a program", "not_a_photo", id="not a photo"),
        pytest.param(b"8BPS" + bytes(20), "unsupported_format", id="another format"),
    ],
)
def test_a_bad_upload_is_refused_and_its_neighbours_start(
    service: Service, body: bytes, code: str
) -> None:
    failed = service.start(service.upload(0), service.upload(1, body), service.upload(2))

    assert failed == {}
    assert [request.photo.number for request in service.requests.sent] == [0, 2]
    (refusal,) = service.responses.sent
    assert refusal.photo == PhotoAddress.of(service.photos[1])
    assert refusal.model_dump()["error"]["code"] == code


def test_a_file_exactly_as_large_as_allowed_is_queued(service: Service) -> None:
    service.start(service.upload(0, JPEG.ljust(MAX_BYTES, b"\x00")))

    assert service.photo().state is PhotoState.QUEUED


def test_a_queued_photo_is_rung_again_for_the_same_version(service: Service) -> None:
    source = service.upload()
    service.start(source)

    failed = service.start(source)

    assert failed == {}
    assert [request.source for request in service.requests.sent] == [source, source]


def test_an_upload_over_a_queued_photo_is_passed_over(service: Service) -> None:
    first = service.upload()
    service.start(first)

    failed = service.start(service.upload())

    assert failed == {}
    assert service.photo().source == first
    assert [request.source for request in service.requests.sent] == [first]


@pytest.mark.parametrize("body", [pytest.param(b"", id="empty"), pytest.param(JPEG, id="photo")])
@pytest.mark.parametrize(
    "state", [state for state in PhotoState if state not in {"awaiting_upload", "queued"}]
)
def test_an_upload_over_a_photo_in_hand_changes_nothing(
    service: Service, state: PhotoState, body: bytes
) -> None:
    service.move(0, state)
    before = service.photo()

    failed = service.start(service.upload(0, body))

    assert failed == {}
    assert service.photo() == before
    assert (service.requests.sent, service.responses.sent) == ([], [])


def test_a_bad_upload_over_a_queued_photo_does_not_refuse_it(service: Service) -> None:
    service.start(service.upload())

    failed = service.start(service.upload(0, b"not a photo"))

    assert failed == {}
    assert service.responses.sent == []


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("elsewhere/beach.jpg", id="not a key of ours"),
        pytest.param("uploads/user-1/job_1/pho_1", id="no such job"),
    ],
)
def test_an_object_that_belongs_to_no_photo_is_passed_over(service: Service, key: str) -> None:
    source = service.uploads.write(key, JPEG, "image/jpeg")

    failed = service.start(source, service.upload(1))

    assert failed == {}
    assert [request.photo.number for request in service.requests.sent] == [1]


def test_an_upload_for_a_photo_that_the_job_does_not_have_is_passed_over(service: Service) -> None:
    key = upload_key(service.job.user_id, service.job.job_id, "pho_of_nobody")

    failed = service.start(service.uploads.write(key, JPEG, "image/jpeg"))

    assert (failed, service.requests.sent) == ({}, [])


def test_an_upload_under_another_users_prefix_is_passed_over(service: Service) -> None:
    key = upload_key("user-2", service.job.job_id, service.photos[0].photo_id)

    failed = service.start(service.uploads.write(key, JPEG, "image/jpeg"))

    assert (failed, service.requests.sent) == ({}, [])
    assert service.photo().state is PhotoState.AWAITING_UPLOAD


def test_an_upload_of_a_deleted_job_is_passed_over(service: Service) -> None:
    source = service.upload()
    service.table.remove_job(service.job, NOW)

    failed = service.start(source)

    assert (failed, service.requests.sent) == ({}, [])


def forgotten(service: Service) -> Source:
    """An upload that ended after all else of its job was gone."""
    source = service.upload()
    service.table.remove_job(service.job, NOW)
    service.table.remove_photos(service.job.job_id)
    service.table.remove_tombstone(service.job.job_id)
    return source


def test_an_upload_of_a_job_that_was_forgotten_is_removed(service: Service) -> None:
    source = forgotten(service)
    earlier = service.upload()
    service.clock.at = NOW + OPENING

    failed = service.start(source)

    assert failed == {}
    assert list(service.uploads.versions) == [earlier]


def test_an_upload_that_is_older_than_its_jobs_row_may_be_stays(service: Service) -> None:
    source = forgotten(service)
    service.clock.at = NOW + OPENING - timedelta(seconds=1)

    service.start(source)

    assert source in service.uploads.versions


@pytest.mark.parametrize("left", ["job", "photo", "tombstone"])
def test_an_upload_of_which_anything_is_known_stays(service: Service, left: str) -> None:
    source = forgotten(service)
    service.clock.at = NOW + OPENING
    match left:
        case "job":
            service.table.create(service.job, [], None)
        case "photo":
            service.table.put(service.photos[:1], [])
        case _:
            service.table.remove_job(service.job, NOW)

    service.start(source)

    assert source in service.uploads.versions


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("elsewhere/beach.jpg", id="elsewhere"),
        pytest.param("uploads/user-1/job_1/pho_1", id="an id that we do not make"),
        pytest.param(f"inline/user-1/job_{'0' * 36}/pho_1", id="nothing that is announced"),
    ],
)
def test_an_object_that_is_none_of_ours_stays(service: Service, key: str) -> None:
    source = service.uploads.write(key, JPEG, "image/jpeg")
    service.clock.at = NOW + OPENING

    failed = service.start(source)

    assert failed == {}
    assert source in service.uploads.versions


def test_an_upload_that_cannot_be_removed_comes_again(service: Service) -> None:
    class Kept(InMemoryUploadStore):
        def remove(self, source: Source) -> None:
            del source
            raise OutOfReachError

    source = forgotten(service)
    service.uploads = Kept()
    service.clock.at = NOW + OPENING

    failed = service.start(source)

    assert failed == {0: Redelivery.LATER}


def test_an_upload_that_is_gone_is_passed_over(service: Service) -> None:
    source = service.upload()
    service.uploads.remove_all(source.key)

    failed = service.start(source)

    assert (failed, service.responses.sent) == ({}, [])
    assert service.photo().state is PhotoState.AWAITING_UPLOAD


def test_an_upload_that_its_photo_failed_for_is_not_started_again(service: Service) -> None:
    bad = service.upload(0, b"MZ a program")
    again = service.photos[0].model_copy(update={"generation": 2, "spent": (bad,)})
    service.table.create(service.job, [again], None)
    good = service.upload(0)

    failed = service.start(bad, good)

    assert (failed, service.responses.sent) == ({}, [])
    assert [request.source for request in service.requests.sent] == [good]


def test_a_photo_deleted_while_it_is_read_is_passed_over(service: Service) -> None:
    class LosingTable(InMemoryJobTable):
        def move_photo(self, change: PhotoChange) -> Photo | None:
            self.remove_photos(change.photo.job_id)
            return super().move_photo(change)

    service.table = LosingTable()
    service.table.create(service.job, service.photos, None)

    failed = service.start(service.upload())

    assert (failed, service.requests.sent) == ({}, [])


def test_a_request_that_is_not_taken_sends_only_its_upload_back(service: Service) -> None:
    service.requests.refuses = lambda request: request.photo.number == 1

    failed = service.start(service.upload(0), service.upload(1, JPEG), service.upload(2))

    assert failed == {1: "later"}
    assert [request.photo.number for request in service.requests.sent] == [0, 2]


def test_an_upload_sent_back_is_queued_when_it_comes_again(service: Service) -> None:
    source = service.upload()
    service.requests.refuses = lambda _: True
    service.start(source)
    service.requests.refuses = lambda _: False

    failed = service.start(source)

    assert failed == {}
    assert [request.source for request in service.requests.sent] == [source]


def test_a_refusal_that_is_not_taken_sends_only_its_upload_back(service: Service) -> None:
    expected = refused(service.photos[2]).photo
    service.responses.refuses = lambda response: response.photo == expected

    failed = service.start(service.upload(0), service.upload(1, b"bad"), service.upload(2, b"bad"))

    assert failed == {2: "later"}
    assert [response.photo.number for response in service.responses.sent] == [1]


def test_an_upload_that_fails_does_not_cost_its_neighbours(service: Service) -> None:
    service.table.out_of_reach = {service.photos[1].photo_id}

    failed = service.start(service.upload(0), service.upload(1), service.upload(2))

    assert failed == {1: "later"}
    assert [request.photo.number for request in service.requests.sent] == [0, 2]


def test_a_job_row_that_cannot_be_written_does_not_cost_another_jobs_photos(
    service: Service,
) -> None:
    other = build_job()
    photo = build_photo(other)
    service.table.create(other, [photo], None)
    service.table.out_of_reach = {other.job_id}
    key = upload_key(other.user_id, other.job_id, photo.photo_id)
    of_other = service.uploads.write(key, JPEG, "image/jpeg")

    failed = service.start(of_other, service.upload(0))

    assert failed == {0: "later"}
    assert service.photos[0].photo_id in {each.photo.photo_id for each in service.requests.sent}


def test_uploads_that_there_is_no_time_for_are_handed_back(service: Service) -> None:
    class BusyTable(InMemoryJobTable):
        def move_photo(self, change: PhotoChange) -> Photo | None:
            service.time.seconds -= 30
            return super().move_photo(change)

    service.table, service.time.seconds = BusyTable(), 60
    service.table.create(service.job, service.photos, None)

    failed = service.start(service.upload(0), service.upload(1), service.upload(2))

    assert failed == {2: "now"}
    assert [request.photo.number for request in service.requests.sent] == [0, 1]
