"""What is lost or given up on, with real adapters and a clock that only tests move."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from darkroom.adapters.dead_letters import DynamoDbDeadLetterTable
from darkroom.adapters.dead_messages import read_dead_message
from darkroom.adapters.dynamodb import DynamoDbJobTable
from darkroom.adapters.library_table import DynamoDbLibraryTable
from darkroom.adapters.s3 import S3ResultStore, S3UploadStore
from darkroom.adapters.sqs import SqsQueue
from darkroom.adapters.sqs_batch import handle_records
from darkroom.dead_letters import QUEUES, DeadLetter, QueueName
from darkroom.deadlines import PATIENCE, UPLOADING
from darkroom.jobs import Job, JobState, Photo, PhotoState
from darkroom.keys import upload_key
from darkroom.messages import OperationsAccepted, parse_requests
from darkroom.services.append_operations import AppendOperations
from darkroom.services.bury_dead_letters import BuryDeadLetters
from darkroom.services.doorbell import Doorbell
from darkroom.services.end_photo import EndPhoto
from darkroom.services.enter_library import EnterLibrary
from darkroom.services.halt_library import HaltLibrary
from darkroom.services.job_progress import JobProgress
from darkroom.services.library_doorbell import LibraryDoorbell
from darkroom.services.look_after_jobs import LookAfterJobs
from darkroom.services.look_after_libraries import LookAfterLibraries
from darkroom.services.look_after_photos import LookAfterPhotos
from darkroom.services.open_job import NamedPhoto, OpenJob
from darkroom.services.purge import Purge
from darkroom.services.reconcile import Reconcile
from darkroom.services.start_photos import StartPhotos
from darkroom.services.submit_photos import SentPhoto, SubmitPhotos
from tests.builders import JPEG, USER, build_output
from tests.fakes import (
    InMemoryDeliveries,
    InMemoryQueue,
    ManualClock,
    RecordingMeter,
    RemainingTime,
)
from tests.integration.tables import create_table
from tests.letters import SOURCES, dead_record
from tests.malformed import MALFORMED

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

HOUR = timedelta(hours=1)
RETENTION = timedelta(days=14)
OUTPUTS = (build_output(),)


@dataclass(frozen=True, kw_only=True)
class Backstage:
    """Everything behind the API, on moto; `silent` is a queue that takes nothing."""

    clock: ManualClock
    table: DynamoDbJobTable
    letters: DynamoDbDeadLetterTable
    uploads: S3UploadStore
    results: S3ResultStore
    queue: SqsQueue
    silent: SqsQueue
    deliveries: InMemoryDeliveries = field(default_factory=InMemoryDeliveries)
    operations: InMemoryQueue[OperationsAccepted] = field(default_factory=InMemoryQueue)

    def submit(self, requests: SqsQueue) -> tuple[Job, Photo]:
        """Send a photo in the body of a request."""
        submit = SubmitPhotos(
            table=self.table,
            uploads=self.uploads,
            requests=requests,
            clock=self.clock,
            retention=RETENTION,
        )
        sent = SentPhoto(name="a.jpg", content_type="image/jpeg", content=JPEG)
        opened = submit(USER, OUTPUTS, [sent], None)
        return opened.job, opened.photos[0]

    def open(self) -> tuple[Job, Photo]:
        """Say that a photo will be uploaded."""
        open_job = OpenJob(table=self.table, clock=self.clock, retention=RETENTION)
        named = NamedPhoto(name="a.jpg", content_type="image/jpeg")
        opened = open_job(USER, OUTPUTS, [named], None)
        return opened.job, opened.photos[0]

    def wait(self, duration: timedelta, step: timedelta = timedelta(minutes=1)) -> None:
        """Let the time pass, and reconcile at each step: every minute, where that matters."""
        until = self.clock.now() + duration
        while self.clock.now() < until:
            self.clock.sleep(step.total_seconds())
            self._reconcile()

    def bury(self, *records: dict[str, Any]) -> list[str]:
        """Hand over dead messages; answers the ids of those that must come again."""
        bury = BuryDeadLetters(
            letters=self.letters,
            table=self.table,
            queues=dict.fromkeys(QUEUES, self.queue),
            end_photo=EndPhoto(table=self.table, progress=self._progress),
            halt_library=HaltLibrary(
                table=self._libraries, clock=self.clock, meter=RecordingMeter()
            ),
            clock=self.clock,
            meter=RecordingMeter(),
            time=RemainingTime(),
        )
        answer = handle_records(
            {"Records": records},
            partial(read_dead_message, sources=SOURCES),
            bury,
            self.deliveries,
            RemainingTime(),
        )
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def buried(self, queue: QueueName) -> dict[str, DeadLetter]:
        """Every letter of a queue, by what its message is called."""
        letters = self.letters.letters(queue, limit=1000, cursor=None).items
        return {letter.message_id: letter for letter in letters}

    def requested(self) -> list[str]:
        """Take every request that waits, and say which photos they are for."""
        answer = self.queue.client.receive_message(
            QueueUrl=self.queue.queue_url, MaxNumberOfMessages=10
        )
        bodies = [message["Body"] for message in answer.get("Messages", [])]
        return [request.photo.photo_id for body in bodies for request in parse_requests(body)]

    def now(self, photo: Photo) -> tuple[Job, Photo]:
        """A photo and its job as they are now."""
        job = self.table.job(photo.user_id, photo.job_id)
        again = self.table.photo(photo.job_id, photo.photo_id)
        assert job
        assert again
        return job, again

    @property
    def _libraries(self) -> DynamoDbLibraryTable:
        return DynamoDbLibraryTable(self.table.client, self.table.name, self.clock)

    @property
    def _doorbell(self) -> LibraryDoorbell:
        return LibraryDoorbell(table=self._libraries, queue=self.operations, clock=self.clock)

    @property
    def _progress(self) -> JobProgress:
        append = AppendOperations(table=self._libraries, doorbell=self._doorbell, clock=self.clock)
        enter_library = EnterLibrary(table=self.table, append=append)
        return JobProgress(table=self.table, enter_library=enter_library, clock=self.clock)

    def _reconcile(self) -> None:
        table, clock, meter, time = self.table, self.clock, RecordingMeter(), RemainingTime()
        purge = Purge(table=table, uploads=self.uploads, results=self.results)
        photos = LookAfterPhotos(
            table=table,
            uploads=self.uploads,
            doorbell=Doorbell(table=table, requests=self.queue, clock=clock),
            start_photos=StartPhotos(
                table=table,
                uploads=self.uploads,
                requests=self.queue,
                responses=self.queue,
                clock=clock,
                time=time,
                max_bytes=1000,
            ),
            end_photo=EndPhoto(table=table, progress=self._progress),
            purge=purge,
            clock=clock,
            meter=meter,
            time=time,
        )
        jobs = LookAfterJobs(table=table, progress=self._progress, purge=purge, clock=clock)
        libraries = LookAfterLibraries(
            table=self._libraries, doorbell=self._doorbell, clock=clock, meter=meter
        )
        reconcile = Reconcile(
            table=table,
            photos=photos,
            jobs=jobs,
            libraries=libraries,
            clock=clock,
            meter=meter,
            time=time,
        )
        reconcile()


@pytest.fixture
def backstage(
    dynamodb: "DynamoDBClient",
    s3: "S3Client",
    sqs: "SQSClient",
    clock: ManualClock,
    unique_name: Callable[[str], str],
) -> Backstage:
    name = create_table(dynamodb, unique_name("table"))
    uploads, results = unique_name("uploads"), unique_name("results")
    for bucket in (uploads, results):
        s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=uploads, VersioningConfiguration={"Status": "Enabled"})
    url = sqs.create_queue(QueueName=unique_name("queue"))["QueueUrl"]
    return Backstage(
        clock=clock,
        table=DynamoDbJobTable(dynamodb, name, clock),
        letters=DynamoDbDeadLetterTable(dynamodb, name, clock),
        uploads=S3UploadStore(s3, uploads, clock),
        results=S3ResultStore(s3, results),
        queue=SqsQueue(sqs, url),
        silent=SqsQueue(sqs, f"{url}-that-is-not-there"),
    )


def test_a_photo_whose_message_was_never_sent_is_rung_for_within_two_minutes(
    backstage: Backstage,
) -> None:
    _, photo = backstage.submit(backstage.silent)

    backstage.wait(timedelta(minutes=2))

    assert backstage.requested() == [photo.photo_id]


def test_a_photo_whose_message_is_on_its_queue_is_not_rung_for_again_soon(
    backstage: Backstage,
) -> None:
    _, photo = backstage.submit(backstage.queue)
    sent = backstage.requested()

    backstage.wait(timedelta(minutes=85), step=timedelta(minutes=5))
    soon = backstage.requested()
    backstage.wait(timedelta(minutes=5))

    assert (sent, soon, backstage.requested()) == ([photo.photo_id], [], [photo.photo_id])


def test_an_upload_that_nobody_announced_is_queued_once_its_form_has_ended(
    backstage: Backstage,
) -> None:
    _, photo = backstage.open()
    key = upload_key(photo.user_id, photo.job_id, photo.photo_id)
    source = backstage.uploads.write(key, JPEG, "image/jpeg")

    backstage.wait(UPLOADING)

    job, now = backstage.now(photo)
    assert (now.state, now.source) == (PhotoState.QUEUED, source)
    assert job.counts[PhotoState.QUEUED] == 1
    assert backstage.requested() == [photo.photo_id]


def test_a_job_that_nobody_uploads_to_completes_and_its_photo_says_why(
    backstage: Backstage,
) -> None:
    _, photo = backstage.open()

    backstage.wait(PATIENCE, step=HOUR)

    job, now = backstage.now(photo)
    assert now.state is PhotoState.EXPIRED
    assert now.error
    assert now.error.code == "upload_missing"
    assert (job.state, job.completed_at) == (JobState.COMPLETED, backstage.clock.now())


def test_a_photo_that_no_worker_answers_for_expires_and_says_why(backstage: Backstage) -> None:
    _, photo = backstage.submit(backstage.queue)

    backstage.wait(PATIENCE + HOUR, step=HOUR)

    job, now = backstage.now(photo)
    assert now.state is PhotoState.EXPIRED
    assert now.error
    assert now.error.code == "expired"
    assert job.state is JobState.COMPLETED


def test_a_deleted_job_leaves_nothing_even_of_what_comes_in_later(backstage: Backstage) -> None:
    job, photo = backstage.open()
    backstage.table.remove_job(job, backstage.clock.now())
    key = upload_key(photo.user_id, photo.job_id, photo.photo_id)
    for _ in range(3):
        backstage.uploads.write(key, JPEG, "image/jpeg")
        backstage.wait(timedelta(minutes=4))

    backstage.wait(timedelta(minutes=40))

    assert backstage.uploads.find(key) is None
    assert backstage.table.photo(photo.job_id, photo.photo_id) is None
    assert backstage.table.tombstone(photo.job_id) is None


def test_a_dead_letter_of_one_mebibyte_is_kept_whole(backstage: Backstage) -> None:
    body = "é" * (1_048_576 // 2)

    failed = backstage.bury(dead_record("ResponseQueue", body))

    (letter,) = backstage.buried("ResponseQueue").values()
    assert failed == []
    assert letter.body_bytes == 1_048_576
    assert backstage.letters.body(letter) == body


def test_a_photo_that_is_given_up_on_says_how_often_it_was_tried(backstage: Backstage) -> None:
    _, photo = backstage.submit(backstage.queue)
    answer = backstage.queue.client.receive_message(QueueUrl=backstage.queue.queue_url)
    (message,) = answer["Messages"]

    first = backstage.bury(dead_record("RequestQueue", message["Body"]))
    revived = backstage.requested()
    second = backstage.bury(dead_record("RequestQueue", message["Body"], revived="5"))

    job, now = backstage.now(photo)
    (letter,) = backstage.buried("RequestQueue").values()
    assert (first, revived, second) == ([], [photo.photo_id], [])
    assert now.state is PhotoState.FAILED
    assert now.error
    assert (now.error.code, "10 times" in now.error.message) == ("gave_up", True)
    assert job.state is JobState.COMPLETED
    assert [each.photo_id for each in letter.photos] == [photo.photo_id]


@pytest.mark.parametrize("queue", QUEUES)
def test_what_nobody_can_read_is_kept_as_it_was_and_with_a_reason(
    backstage: Backstage, queue: QueueName
) -> None:
    some = list(MALFORMED[queue].values())[::7]
    bodies = {f"message-{number}": body for number, body in enumerate(some)}
    records = [dead_record(queue, body, messageId=name) for name, body in bodies.items()]

    failed = backstage.bury(*records)

    letters = backstage.buried(queue)
    assert failed == []
    assert {name: backstage.letters.body(letter) for name, letter in letters.items()} == bodies
    assert {letter.reason for letter in letters.values()} == {"malformed"}
    assert all(letter.faults for letter in letters.values())
    assert backstage.requested() == []
