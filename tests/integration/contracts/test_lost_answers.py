"""Writes whose answer is lost, and which the SDK therefore makes once more, without being told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.httpsession import URLLib3Session

from darkroom.adapters.dynamodb import DynamoDbJobTable
from darkroom.jobs import Job, JobState, Photo, PhotoState, Tombstone
from darkroom.keys import upload_key
from darkroom.library.log import OperationState
from darkroom.messages import OperationsAccepted, RenderRequest
from darkroom.ports import JobTable, KeyedRequest
from darkroom.ports.library_table import LibraryTable, NewOperations, OperationEnd
from darkroom.services.append_operations import AppendOperations
from darkroom.services.library_doorbell import LibraryDoorbell
from darkroom.services.open_job import NamedPhoto, OpenJob
from darkroom.services.record_responses import RecordResponses
from darkroom.services.start_photos import StartPhotos
from tests.builders import (
    JPEG,
    NOW,
    USER,
    build_job,
    build_output,
    build_photo,
    rendered,
)
from tests.fakes import (
    InMemoryQueue,
    InMemoryUploadStore,
    ManualClock,
    RemainingTime,
    progress_over,
)
from tests.libraries import accept, read_operation

Loser = Callable[[str], list[str]]

AT = NOW + timedelta(minutes=1)
NAMED = [NamedPhoto(name="beach.jpg", content_type="image/jpeg")]
KEYED = KeyedRequest(key="key", fingerprint="f")

# The stand-in ignores the token by which DynamoDB itself knows a transaction again for ten
# minutes, so that here the table alone has to tell that a write is its own.
pytestmark = pytest.mark.parametrize("table", ["dynamodb"], indirect=True)


@pytest.fixture
def lose_an_answer(table: DynamoDbJobTable) -> Loser:
    """Has the next write of a kind done and its answer lost; its list grows with each write."""

    def lose(operation: str) -> list[str]:
        writes: list[str] = []

        # Any, for the stubs do not know that an answer may be given in place of the server's.
        def send(request: AWSPreparedRequest, **_: object) -> Any:  # noqa: ANN401
            writes.append(operation)
            if len(writes) > 1:
                return None
            done = URLLib3Session().send(request)
            return AWSResponse(done.url, 500, HTTPHeaders(), done.raw)

        table.client.meta.events.register(f"before-send.dynamodb.{operation}", send)
        return writes

    return lose


def stored(table: JobTable, state: PhotoState) -> tuple[Job, Photo]:
    job = build_job(due_at=NOW)
    photo = build_photo(job, state=state, due_at=NOW)
    table.create(job, [photo], None)
    return job, photo


def test_a_job_is_opened_once(table: JobTable, lose_an_answer: Loser) -> None:
    job = build_job()
    writes = lose_an_answer("TransactWriteItems")

    table.create(job, [], None)

    assert len(writes) == 2
    assert table.jobs(USER, limit=10, cursor=None).items == (job,)


def test_a_keyed_job_is_opened_once_and_found_by_its_key(
    table: JobTable, lose_an_answer: Loser
) -> None:
    open_job = OpenJob(table=table, clock=ManualClock(), retention=timedelta(days=1))
    writes = lose_an_answer("TransactWriteItems")

    opened = open_job(USER, (build_output(),), NAMED, KEYED)

    assert len(writes) == 2
    assert table.jobs(USER, limit=10, cursor=None).items == (opened.job,)


def test_photos_are_added_once(table: JobTable, lose_an_answer: Loser) -> None:
    job, photo = stored(table, PhotoState.AWAITING_UPLOAD)
    more = build_photo(job, 1)
    writes = lose_an_answer("TransactWriteItems")

    table.add_photos(job, [more])

    grown = table.job(USER, job.job_id)
    assert len(writes) == 2
    assert grown
    assert grown.photo_count == 2
    assert table.photos(job.job_id, limit=10, cursor=None).items == (photo, more)


def test_a_job_completes_once_and_says_so(table: JobTable, lose_an_answer: Loser) -> None:
    job, _ = stored(table, PhotoState.AWAITING_UPLOAD)
    writes = lose_an_answer("UpdateItem")

    is_completed = table.complete(job, AT)

    now = table.job(USER, job.job_id)
    assert len(writes) == 2
    assert is_completed
    assert now
    assert (now.state, now.completed_at) == (JobState.COMPLETED, AT)
    assert now.revision == job.revision + 1


def test_a_job_is_postponed_once_and_says_so(table: JobTable, lose_an_answer: Loser) -> None:
    job, _ = stored(table, PhotoState.AWAITING_UPLOAD)
    writes = lose_an_answer("UpdateItem")

    is_postponed = table.postpone_job(job, AT)

    now = table.job(USER, job.job_id)
    assert len(writes) == 2
    assert is_postponed
    assert now
    assert now.due_at == AT


def test_a_photo_is_postponed_once_and_says_so(table: JobTable, lose_an_answer: Loser) -> None:
    _, photo = stored(table, PhotoState.QUEUED)
    writes = lose_an_answer("UpdateItem")

    is_postponed = table.postpone(photo, AT)

    now = table.photo(photo.job_id, photo.photo_id)
    assert len(writes) == 2
    assert is_postponed
    assert now
    assert now.due_at == AT


def test_photos_begin_again_once(table: JobTable, lose_an_answer: Loser) -> None:
    job, photo = stored(table, PhotoState.FAILED)
    again = photo.next_generation(AT)
    writes = lose_an_answer("TransactWriteItems")

    table.begin_again(job, [again])

    now = table.job(USER, job.job_id)
    assert len(writes) == 2
    assert table.photo(job.job_id, photo.photo_id) == again
    assert now
    assert now.retries == 1


def test_a_job_is_removed_once(table: JobTable, lose_an_answer: Loser) -> None:
    job, _ = stored(table, PhotoState.AWAITING_UPLOAD)
    writes = lose_an_answer("TransactWriteItems")

    table.remove_job(job, AT)

    assert len(writes) == 2
    assert table.job(USER, job.job_id) is None
    assert table.tombstone(job.job_id) == Tombstone.of(USER, job.job_id, AT)


def test_a_photo_that_was_queued_is_rung_for(table: JobTable, lose_an_answer: Loser) -> None:
    job, photo = stored(table, PhotoState.AWAITING_UPLOAD)
    uploads = InMemoryUploadStore()
    upload = uploads.write(upload_key(USER, job.job_id, photo.photo_id), JPEG, "image/jpeg")
    requests: InMemoryQueue[RenderRequest] = InMemoryQueue()
    start_photos = StartPhotos(
        table=table,
        uploads=uploads,
        requests=requests,
        responses=InMemoryQueue(),
        clock=ManualClock(),
        time=RemainingTime(),
        max_bytes=1000,
    )
    writes = lose_an_answer("UpdateItem")

    again = start_photos([upload])

    assert len(writes) == 4
    assert again == {}
    assert [request.source for request in requests.sent] == [upload]


def test_an_answer_that_ended_a_photo_is_told_to_its_job(
    table: JobTable, lose_an_answer: Loser
) -> None:
    job, photo = stored(table, PhotoState.QUEUED)
    record = RecordResponses(
        table=table,
        progress=progress_over(table, ManualClock()),
        clock=ManualClock(),
        time=RemainingTime(),
    )
    writes = lose_an_answer("UpdateItem")

    again = record([rendered(photo)])

    now = table.job(USER, job.job_id)
    assert len(writes) == 5
    assert again == {}
    assert now
    assert (now.state, now.counts[PhotoState.DONE]) == (JobState.COMPLETED, 1)


def test_operations_are_accepted_once(libraries: LibraryTable, lose_an_answer: Loser) -> None:
    queue: InMemoryQueue[OperationsAccepted] = InMemoryQueue()
    clock = ManualClock()
    doorbell = LibraryDoorbell(table=libraries, queue=queue, clock=clock)
    append = AppendOperations(table=libraries, doorbell=doorbell, clock=clock)
    undo = read_operation({"operation": "undo", "photo_id": "pho_beach"})
    writes = lose_an_answer("TransactWriteItems")

    accepted = append(USER, [undo, undo], KEYED)

    assert len(writes) == 2
    assert libraries.log(USER).accepted == 2
    assert libraries.operations(USER, after=0, limit=10) == accepted.operations
    assert [message.sequence for message in queue.sent] == [2]


@pytest.mark.parametrize("is_skipped", [True, False])
def test_an_operation_ends_once_and_says_so(
    libraries: LibraryTable, lose_an_answer: Loser, *, is_skipped: bool
) -> None:
    operation = accept({"operation": "undo", "photo_id": "pho_beach"}, 1)
    libraries.accept(NewOperations(operations=(operation,), keyed=KEYED, due_at=AT))
    state = OperationState.SKIPPED if is_skipped else OperationState.APPLIED
    end = OperationEnd(operation=operation.model_copy(update={"state": state, "ended_at": AT}))
    if is_skipped:
        libraries.halt(libraries.log(USER), AT)
    writes = lose_an_answer("TransactWriteItems")

    has_ended = libraries.skip(end, AT) if is_skipped else libraries.end(end)

    assert len(writes) == 2
    assert has_ended
    assert libraries.operation(USER, 1) == end.operation
    assert libraries.log(USER).applied == 1
