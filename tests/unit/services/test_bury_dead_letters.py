"""What becomes of messages that workers gave up on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from pydantic import BaseModel

from darkroom.dead_letters import QUEUES, DeadLetter, DeadMessage, QueueName
from darkroom.jobs import Job, JobState, Photo, PhotoAddress, PhotoState
from darkroom.keys import upload_key
from darkroom.messages import OperationsAccepted, RetouchRequest
from darkroom.ports.library_table import LibraryLog
from darkroom.retries import Redelivery
from darkroom.services.bury_dead_letters import BuryDeadLetters
from darkroom.services.end_photo import EndPhoto
from darkroom.services.halt_library import HaltLibrary
from tests.builders import (
    NOW,
    USER,
    build_job,
    build_photo,
    build_request,
    refused,
    rendered,
    s3_notification,
    source_of,
    started,
    uploaded,
)
from tests.fakes import InMemoryJobTable, ManualClock, RecordingMeter, RemainingTime, progress_over
from tests.letters import InMemoryDeadLetterTable, InMemorySourceQueue, dead_message
from tests.library_fakes import InMemoryLibraryTable
from tests.malformed import MALFORMED
from tests.unit.services.shelves import Shelf


@dataclass
class Graveyard:
    """The use case over fakes, with one job of one queued photo."""

    table: InMemoryJobTable = field(default_factory=InMemoryJobTable)
    letters: InMemoryDeadLetterTable = field(default_factory=InMemoryDeadLetterTable)
    queues: dict[QueueName, InMemorySourceQueue] = field(
        default_factory=lambda: {name: InMemorySourceQueue() for name in QUEUES}
    )
    meter: RecordingMeter = field(default_factory=RecordingMeter)
    time: RemainingTime = field(default_factory=RemainingTime)
    opened: Job = field(default_factory=build_job)

    def __post_init__(self) -> None:
        self.libraries: InMemoryLibraryTable = InMemoryLibraryTable(self.table)
        self.stored = self.store(PhotoState.QUEUED)

    def store(self, state: PhotoState) -> Photo:
        """Put the photo where it is now."""
        photo = build_photo(self.opened, state=state, due_at=NOW)
        self.stored = photo.model_copy(update={"photo_id": "pho_1"})
        self.table.create(self.opened, [self.stored], None)
        return self.stored

    def bury(self, *messages: DeadMessage) -> dict[int, Redelivery]:
        """Hand over a batch."""
        clock = ManualClock()
        bury = BuryDeadLetters(
            letters=self.letters,
            table=self.table,
            queues=self.queues,
            end_photo=EndPhoto(table=self.table, progress=progress_over(self.table, clock)),
            halt_library=HaltLibrary(table=self.libraries, clock=clock, meter=self.meter),
            clock=clock,
            meter=self.meter,
            time=self.time,
        )
        return bury(messages)

    def photo(self) -> Photo:
        """The photo as it is now."""
        photo = self.table.photo(self.opened.job_id, "pho_1")
        assert photo
        return photo

    def job(self) -> Job:
        """The job as it is now."""
        job = self.table.job(USER, self.opened.job_id)
        assert job
        return job

    def letter(self, queue: QueueName = "RequestQueue") -> DeadLetter:
        """The only letter of a queue."""
        (letter,) = self.letters.letters(queue, limit=10, cursor=None).items
        return letter

    def upload(self, photo: Photo) -> str:
        """S3's announcement of the photo's upload."""
        return s3_notification(upload_key(photo.user_id, photo.job_id, photo.photo_id))


def second_death(photo: Photo) -> DeadMessage:
    """A request for the photo that was given up on for the second time."""
    return dead_message("RequestQueue", build_request(photo).model_dump_json(), revived="5")


def build_retouch(photo: Photo) -> RetouchRequest:
    """A request to retouch the photo."""
    return RetouchRequest(lanes=("slow",), **dict(build_request(photo)))


@pytest.fixture
def yard() -> Graveyard:
    return Graveyard()


def test_a_message_that_can_be_read_is_sent_once_more(yard: Graveyard) -> None:
    body = build_request(yard.stored).model_dump_json()

    again = yard.bury(dead_message("RequestQueue", body, group_id=USER))

    assert again == {}
    assert yard.queues["RequestQueue"].revived == [(body, 5, USER)]
    assert yard.letters.letters("RequestQueue", limit=1, cursor=None).items == ()
    assert yard.photo() == yard.stored
    assert yard.meter.counts == {"MessagesRevived": 1}


def test_a_message_that_cannot_be_sent_stays_where_it_is(yard: Graveyard) -> None:
    yard.queues["RequestQueue"].is_out_of_reach = True
    body = build_request(yard.stored).model_dump_json()

    again = yard.bury(dead_message("RequestQueue", body))

    assert again == {0: Redelivery.LATER}
    assert not yard.meter.counts


def test_a_second_death_is_kept_and_fails_the_photo(yard: Graveyard) -> None:
    body = build_request(yard.stored).model_dump_json()

    again = yard.bury(dead_message("RequestQueue", body, revived="5"))

    now, letter = yard.photo(), yard.letter()
    assert again == {}
    assert yard.queues["RequestQueue"].revived == []
    assert (letter.reason, letter.tries, letter.faults) == ("gave_up", 10, ())
    assert letter.photos == (PhotoAddress.of(yard.stored),)
    assert yard.letters.body(letter) == body
    assert (now.state, now.due_at) == (PhotoState.FAILED, None)
    assert now.error
    assert now.error.code == "gave_up"
    assert "tried 10 times" in now.error.message
    assert yard.job().state is JobState.COMPLETED
    assert yard.meter.counts == {"DeadLetters": 1}


@pytest.mark.parametrize("queue", QUEUES)
def test_what_nobody_can_read_is_kept_at_once_and_says_why(
    yard: Graveyard, queue: QueueName
) -> None:
    again = yard.bury(dead_message(queue, '{"no": "sense"}'))

    letter = yard.letter(queue)
    assert again == {}
    assert letter.reason == "malformed"
    assert letter.faults
    assert letter.photos == ()
    assert yard.letters.body(letter) == '{"no": "sense"}'
    assert yard.photo() == yard.stored


@pytest.mark.parametrize("queue", QUEUES)
def test_whatever_nobody_can_read_becomes_a_letter(yard: Graveyard, queue: QueueName) -> None:
    bodies = {f"message-{number}": body for number, body in enumerate(MALFORMED[queue].values())}

    again = yard.bury(*(dead_message(queue, body, messageId=name) for name, body in bodies.items()))

    letters = yard.letters.letters(queue, limit=len(bodies), cursor=None).items
    assert again == {}
    assert {letter.message_id: yard.letters.body(letter) for letter in letters} == bodies
    assert {letter.reason for letter in letters} == {"malformed"}
    assert all(letter.faults for letter in letters)
    assert not any(queue.revived for queue in yard.queues.values())


def test_a_message_that_dies_of_the_same_again_is_one_letter(yard: Graveyard) -> None:
    message = second_death(yard.stored)
    yard.bury(message)
    ended = yard.photo()

    again = yard.bury(message)

    assert again == {}
    assert yard.letter().tries == 10
    assert yard.photo() == ended


def test_a_message_that_cannot_be_kept_stays_where_it_is(yard: Graveyard) -> None:
    yard.letters.out_of_reach = {"message-0"}
    message = second_death(yard.stored)

    again = yard.bury(message)

    assert again == {0: Redelivery.LATER}
    assert yard.photo() == yard.stored
    assert not yard.meter.counts


def test_a_photo_that_cannot_be_told_is_told_the_next_time(yard: Graveyard) -> None:
    message = second_death(yard.stored)
    yard.table.out_of_reach = {"pho_1"}
    first = yard.bury(message)
    yard.table.out_of_reach = {yard.opened.job_id}
    second = yard.bury(message)
    yard.table.out_of_reach = set()

    third = yard.bury(message)

    assert (first, second, third) == ({0: Redelivery.LATER}, {0: Redelivery.LATER}, {})
    assert yard.photo().state is PhotoState.FAILED
    assert yard.job().state is JobState.COMPLETED


@pytest.mark.parametrize("state", [PhotoState.DONE, PhotoState.EXPIRED])
def test_a_photo_that_has_ended_stays_as_it_is(yard: Graveyard, state: PhotoState) -> None:
    photo = yard.store(state)

    yard.bury(second_death(photo))

    assert yard.photo() == photo
    assert yard.letter().tries == 10


def test_an_older_generation_does_not_fail_the_present_one(yard: Graveyard) -> None:
    old = yard.stored
    present = old.model_copy(update={"generation": 2})
    yard.table.create(yard.opened, [present], None)

    yard.bury(second_death(old))

    assert yard.photo() == present
    assert yard.letter().photos == (PhotoAddress.of(old),)


def test_a_deleted_job_is_not_brought_back(yard: Graveyard) -> None:
    yard.table.remove_job(yard.opened, NOW)
    yard.table.remove_photos(yard.opened.job_id)

    again = yard.bury(second_death(yard.stored))

    assert again == {}
    assert yard.letter().tries == 10
    assert yard.table.job(USER, yard.opened.job_id) is None


def test_an_answer_that_could_not_be_recorded_fails_its_photo(yard: Graveyard) -> None:
    body = rendered(yard.stored).model_dump_json()

    yard.bury(dead_message("ResponseQueue", body, revived="10"))

    assert yard.photo().state is PhotoState.FAILED
    assert yard.letter("ResponseQueue").photos == (PhotoAddress.of(yard.stored),)


def test_a_refusal_that_could_not_be_recorded_fails_its_photo(yard: Graveyard) -> None:
    photo = yard.store(PhotoState.AWAITING_UPLOAD)
    body = refused(photo).model_dump_json()

    yard.bury(dead_message("ResponseQueue", body, revived="10"))

    assert yard.photo().state is PhotoState.FAILED
    assert yard.photo().source == source_of(photo)


@pytest.mark.parametrize(
    ("queue", "build"),
    [
        ("RequestQueue", build_request),
        ("RetouchQueue", build_retouch),
        ("ResponseQueue", refused),
    ],
)
def test_what_was_said_of_a_replaced_upload_does_not_fail_its_photo(
    yard: Graveyard, queue: QueueName, build: Callable[[Photo], BaseModel]
) -> None:
    photo = yard.store(PhotoState.QUEUED)
    good = uploaded(photo, "good")
    yard.table.create(yard.opened, [good], None)
    body = build(uploaded(photo, "bad")).model_dump_json()

    yard.bury(dead_message(queue, body, revived="10"))

    assert yard.photo() == good
    assert yard.letter(queue).photos == (PhotoAddress.of(photo),)


def test_a_lost_beginning_does_not_fail_a_photo(yard: Graveyard) -> None:
    body = started(yard.stored).model_dump_json()

    yard.bury(dead_message("ResponseQueue", body, revived="10"))

    assert yard.photo() == yard.stored
    assert yard.letter("ResponseQueue").photos == (PhotoAddress.of(yard.stored),)


def test_a_photo_whose_upload_could_not_be_started_fails(yard: Graveyard) -> None:
    photo = yard.store(PhotoState.AWAITING_UPLOAD)

    again = yard.bury(dead_message("UploadsQueue", yard.upload(photo), revived="10"))

    assert again == {}
    assert yard.photo().state is PhotoState.FAILED
    assert yard.letter("UploadsQueue").photos == (PhotoAddress.of(photo),)
    assert yard.job().state is JobState.COMPLETED


@pytest.mark.parametrize("state", [PhotoState.QUEUED, PhotoState.PROCESSING])
def test_an_upload_that_somebody_else_has_started_goes_on(
    yard: Graveyard, state: PhotoState
) -> None:
    photo = yard.store(state)

    yard.bury(dead_message("UploadsQueue", yard.upload(photo), revived="10"))

    assert yard.photo() == photo
    assert yard.letter("UploadsQueue").photos == (PhotoAddress.of(photo),)


def test_an_upload_in_whose_place_another_is_awaited_fails_nobody(yard: Graveyard) -> None:
    photo = yard.store(PhotoState.AWAITING_UPLOAD)
    again = photo.model_copy(update={"spent": (source_of(photo),)})
    yard.table.create(yard.opened, [again], None)

    yard.bury(dead_message("UploadsQueue", yard.upload(photo), revived="10"))

    assert yard.photo() == again
    assert yard.letter("UploadsQueue").photos == (PhotoAddress.of(photo),)


def test_the_job_of_an_upload_is_told_the_next_time(yard: Graveyard) -> None:
    photo = yard.store(PhotoState.AWAITING_UPLOAD)
    message = dead_message("UploadsQueue", yard.upload(photo), revived="10")
    yard.table.out_of_reach = {yard.opened.job_id}
    first = yard.bury(message)
    yard.table.out_of_reach = set()

    yard.bury(message)

    assert first == {0: Redelivery.LATER}
    assert yard.job().state is JobState.COMPLETED


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("uploads/user-1/job_1/pho_1", id="no such photo"),
        pytest.param("elsewhere/photo.jpg", id="none of our keys"),
    ],
)
def test_an_upload_of_no_photo_is_kept_all_the_same(yard: Graveyard, key: str) -> None:
    again = yard.bury(dead_message("UploadsQueue", s3_notification(key), revived="10"))

    assert again == {}
    assert yard.letter("UploadsQueue").photos == ()


def test_an_upload_under_another_users_key_is_not_their_photo(yard: Graveyard) -> None:
    photo = yard.store(PhotoState.AWAITING_UPLOAD)
    key = upload_key("user-2", photo.job_id, photo.photo_id)

    yard.bury(dead_message("UploadsQueue", s3_notification(key), revived="10"))

    assert yard.photo() == photo
    assert yard.letter("UploadsQueue").photos == ()


def test_one_bad_message_does_not_cost_its_neighbours(yard: Graveyard) -> None:
    yard.letters.out_of_reach = {"message-1"}
    messages = [
        dead_message("RequestQueue", "{", messageId=f"message-{number}") for number in range(3)
    ]

    again = yard.bury(*messages)

    kept = yard.letters.letters("RequestQueue", limit=10, cursor=None).items
    assert again == {1: Redelivery.LATER}
    assert {letter.message_id for letter in kept} == {"message-0", "message-2"}


def test_what_there_is_no_time_for_is_handed_back(yard: Graveyard) -> None:
    yard.time.seconds = 1

    again = yard.bury(dead_message("RequestQueue", "{"))

    assert again == {0: Redelivery.NOW}


def test_a_letter_fits_in_a_row_whatever_attributes_its_message_has(yard: Graveyard) -> None:
    record = {"note": {"dataType": "String", "stringValue": "x" * 500_000}}

    yard.bury(dead_message("RequestQueue", "{", messageAttributes=record))

    assert yard.letter().attributes == {"note": "x" * 256}


def test_a_letter_fits_in_a_row_however_many_photos_it_is_about(yard: Graveyard) -> None:
    photo = yard.store(PhotoState.AWAITING_UPLOAD)
    key = upload_key(photo.user_id, photo.job_id, photo.photo_id)

    yard.bury(dead_message("UploadsQueue", s3_notification(*[key] * 200), revived="10"))

    assert yard.letter("UploadsQueue").photos == (PhotoAddress.of(photo),) * 100


@pytest.mark.parametrize("other", [{"user_id": "user-2"}, {"number": 7}], ids=str)
def test_a_message_about_what_is_another_photo_fails_nobody(
    yard: Graveyard, other: dict[str, object]
) -> None:
    body = rendered(yard.stored.model_copy(update=other)).model_dump_json()

    yard.bury(dead_message("ResponseQueue", body, revived="10"))

    assert yard.photo() == yard.stored
    assert yard.job().revision == yard.opened.revision
    assert yard.letter("ResponseQueue").reason == "gave_up"


def test_letters_know_who_died_when(yard: Graveyard) -> None:
    yard.bury(dead_message("RequestQueue", "{", group_id=USER))

    letter = yard.letter()
    assert letter.letter_id == f"RequestQueue/{int(NOW.timestamp() * 1000)}/message-0"
    assert (letter.sent_at, letter.group_id, letter.buried_at) == (NOW, USER, NOW)
    assert (letter.expires_at - letter.buried_at).days == 14


LISBON = {"operation": "create_album", "name": "Lisbon", "album_id": "alb_lisbon"}


@dataclass
class Stand:
    """A library with three operations, of which the message that calls for them dies."""

    yard: Graveyard
    shelf: Shelf = field(default_factory=Shelf)

    def __post_init__(self) -> None:
        self.yard.libraries = self.shelf.table
        self.shelf.accepted(LISBON, LISBON, LISBON)
        (self.message,) = self.shelf.queue.sent

    def apply(self, sequence: int) -> None:
        """Have the log applied so far."""
        message = self.message.model_copy(update={"sequence": sequence})
        assert self.shelf.apply_operations([message]) == {}

    def die(self, message: OperationsAccepted, *, revived: str | None = None) -> None:
        """Have a message given up on."""
        body = message.model_dump_json()
        dead = dead_message("UserOperationsQueue", body, revived=revived, group_id=USER)
        assert self.yard.bury(dead) == {}

    def revived(self) -> OperationsAccepted:
        """The message as it was sent once more."""
        body, _, group_id = self.yard.queues["UserOperationsQueue"].revived.pop()
        assert group_id == USER
        return OperationsAccepted.model_validate_json(body)


@pytest.fixture
def stand(yard: Graveyard) -> Stand:
    return Stand(yard)


def test_a_call_for_a_log_is_sent_once_more_and_says_where_the_log_stands(stand: Stand) -> None:
    stand.apply(1)

    stand.die(stand.message)

    assert stand.revived() == stand.message.model_copy(update={"stuck_at": 2})
    assert stand.shelf.table.log(USER).halted_at is None


def test_a_log_that_stands_where_it_stood_a_life_ago_is_halted(stand: Stand) -> None:
    stand.apply(1)
    stand.die(stand.message)

    stand.die(stand.revived(), revived="5")

    log = stand.shelf.table.log(USER)
    assert (log.applied, log.halted_at, log.halted_since) == (1, 2, NOW)
    assert stand.yard.letter("UserOperationsQueue").reason == "gave_up"
    assert stand.yard.meter.counts["LibrariesHalted"] == 1
    assert stand.yard.meter.counts["DeadLetters"] == 1


def test_a_log_that_has_come_on_has_another_life(stand: Stand) -> None:
    stand.die(stand.message)
    revived = stand.revived()
    stand.apply(2)

    stand.die(revived, revived="5")

    assert stand.revived().stuck_at == 3
    assert stand.shelf.table.log(USER).halted_at is None
    assert stand.yard.letters.letters("UserOperationsQueue", limit=1, cursor=None).items == ()


def test_a_log_that_comes_on_while_its_message_is_buried_has_another_life(stand: Stand) -> None:
    stand.die(stand.message)
    revived = stand.revived()

    class MovingTable(InMemoryLibraryTable):
        """A table in which the next operation is applied before anybody can halt it."""

        def halt(self, log: LibraryLog, at: datetime) -> bool:
            stand.apply(log.applied + 1)
            return super().halt(log, at)

    table = MovingTable(stand.shelf.jobs)
    vars(table).update(vars(stand.shelf.table))
    stand.shelf.table = stand.yard.libraries = table
    stand.die(revived, revived="5")

    assert stand.shelf.table.log(USER).halted_at is None
    assert stand.revived().stuck_at == 2
    assert "DeadLetters" not in stand.yard.meter.counts


def test_a_log_that_is_applied_meanwhile_is_not_halted(stand: Stand) -> None:
    stand.die(stand.message)
    revived = stand.revived()
    stand.apply(3)

    stand.die(revived, revived="5")

    assert stand.shelf.table.log(USER).halted_at is None
    assert stand.yard.letter("UserOperationsQueue").reason == "gave_up"


def test_a_log_is_not_halted_behind_what_was_asked_for(stand: Stand) -> None:
    stand.apply(2)
    early = stand.message.model_copy(update={"sequence": 2, "stuck_at": 3})

    stand.die(early, revived="5")

    assert stand.shelf.table.log(USER).halted_at is None


def test_a_log_is_halted_once(stand: Stand) -> None:
    stuck = stand.message.model_copy(update={"stuck_at": 1})

    stand.die(stuck, revived="5")
    stand.die(stuck, revived="5")

    assert stand.yard.meter.counts["LibrariesHalted"] == 1


def test_a_version_that_was_given_up_on_says_what_to_do(yard: Graveyard) -> None:
    photo = build_photo(build_job(job_id="lib_beach"), state=PhotoState.QUEUED)
    yard.table.put([photo], [])

    yard.bury(second_death(photo))

    now = yard.table.photo(photo.job_id, photo.photo_id)
    assert now
    assert now.error
    assert now.error.code == "gave_up"
    assert "undo" in now.error.message
