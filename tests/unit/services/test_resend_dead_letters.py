"""What becomes of letters that are given another chance."""

from dataclasses import dataclass, field

import pytest

from darkroom.dead_letters import QUEUES, DeadLetter, QueueName
from darkroom.jobs import MOST_GENERATIONS, JobState, Photo, PhotoAddress, PhotoState
from darkroom.messages import RenderRequest
from darkroom.services.begin_again import BeginAgain
from darkroom.services.resend_dead_letters import Chance, ResendDeadLetters
from tests.builders import NOW, USER, build_job, build_photo, uploaded
from tests.fakes import InMemoryJobTable, InMemoryQueue, ManualClock, OutOfReachError
from tests.letters import InMemoryDeadLetterTable, InMemorySourceQueue, build_letter
from tests.libraries import AT, fall_behind
from tests.library_fakes import InMemoryLibraryTable


@dataclass
class Desk:
    """The use case over fakes."""

    letters: InMemoryDeadLetterTable = field(default_factory=InMemoryDeadLetterTable)
    table: InMemoryJobTable = field(default_factory=InMemoryJobTable)
    queues: dict[QueueName, InMemorySourceQueue] = field(
        default_factory=lambda: {name: InMemorySourceQueue() for name in QUEUES}
    )
    requests: InMemoryQueue[RenderRequest] = field(default_factory=InMemoryQueue)
    clock: ManualClock = field(default_factory=ManualClock)

    def __post_init__(self) -> None:
        self.libraries = InMemoryLibraryTable(self.table)

    def resend(self, letter: DeadLetter) -> Chance:
        """Give a letter another chance."""
        resend = ResendDeadLetters(
            letters=self.letters,
            table=self.table,
            libraries=self.libraries,
            queues=self.queues,
            begin_again=BeginAgain(table=self.table, requests=self.requests, clock=self.clock),
            clock=self.clock,
        )
        return resend(letter)

    def store(self, state: PhotoState, **values: object) -> tuple[Photo, DeadLetter]:
        """A photo in a job of its own, and the letter of a request for it."""
        job = build_job(state=JobState.COMPLETED, completed_at=NOW)
        photo = uploaded(build_photo(job, 0, state=state)).model_copy(update=values)
        self.table.create(job, [photo], None)
        letter = build_letter(photos=(PhotoAddress.of(photo),))
        self.letters.bury(letter, "{}")
        return photo, letter

    def bury_ring(self) -> DeadLetter:
        """The letter of a message about a log in which an operation waits."""
        fall_behind(self.libraries, by=1)
        letter = build_letter(queue="UserOperationsQueue", group_id=USER)
        self.letters.bury(letter, "{}")
        return letter

    def photo(self, photo: Photo) -> Photo:
        """The photo as it is now."""
        now = self.table.photo(photo.job_id, photo.photo_id)
        assert now
        return now


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_message_goes_back_to_its_queue_as_it_was(desk: Desk) -> None:
    letter = build_letter(queue="RetouchQueue", group_id=USER, reason="malformed", tries=5)
    desk.letters.bury(letter, '{"as": "it was"}')

    chance = desk.resend(letter)

    assert chance == "message_sent"
    assert desk.queues["RetouchQueue"].revived == [('{"as": "it was"}', 5, USER)]


def test_a_letter_tells_when_it_was_resent(desk: Desk) -> None:
    letter = build_letter()
    desk.letters.bury(letter, "{}")

    desk.resend(letter)

    kept = desk.letters.letter(letter.letter_id)
    assert kept
    assert kept.resent_at == desk.clock.now()


def test_a_letter_that_cannot_be_sent_is_not_marked(desk: Desk) -> None:
    letter = build_letter()
    desk.letters.bury(letter, "{}")
    desk.queues["RequestQueue"].is_out_of_reach = True

    with pytest.raises(OutOfReachError):
        desk.resend(letter)

    assert desk.letters.letter(letter.letter_id) == letter


@pytest.mark.parametrize("state", [PhotoState.FAILED, PhotoState.EXPIRED])
def test_a_photo_that_ended_badly_begins_again(desk: Desk, state: PhotoState) -> None:
    photo, letter = desk.store(state)

    chance = desk.resend(letter)

    now, job = desk.photo(photo), desk.table.job(USER, photo.job_id)
    assert chance == "photo_begun_again"
    assert (now.state, now.generation) == (PhotoState.QUEUED, 2)
    assert [request.photo for request in desk.requests.sent] == [PhotoAddress.of(now)]
    assert desk.queues["RequestQueue"].revived == []
    assert job
    assert (job.state, job.retries) == (JobState.OPEN, 1)
    kept = desk.letters.letter(letter.letter_id)
    assert kept
    assert kept.resent_at == desk.clock.now()


def test_a_photo_that_never_got_its_upload_awaits_it_again(desk: Desk) -> None:
    photo, letter = desk.store(PhotoState.FAILED, source=None)

    chance = desk.resend(letter)

    now = desk.photo(photo)
    assert chance == "photo_begun_again"
    assert (now.state, now.generation) == (PhotoState.AWAITING_UPLOAD, 2)
    assert now.due_at


def test_a_letter_of_an_older_generation_leaves_the_present_one_alone(desk: Desk) -> None:
    photo, _ = desk.store(PhotoState.FAILED, generation=2)
    letter = build_letter(1, photos=(PhotoAddress.of(photo.model_copy(update={"generation": 1})),))
    desk.letters.bury(letter, "{}")

    chance = desk.resend(letter)

    assert chance == "message_sent"
    assert desk.photo(photo) == photo


def test_a_photo_that_is_on_its_way_gets_its_message_back(desk: Desk) -> None:
    photo, letter = desk.store(PhotoState.PROCESSING)

    chance = desk.resend(letter)

    assert chance == "message_sent"
    assert desk.photo(photo) == photo
    assert len(desk.queues["RequestQueue"].revived) == 1


@pytest.mark.parametrize(
    ("state", "generation"),
    [(PhotoState.DONE, 1), (PhotoState.FAILED, MOST_GENERATIONS)],
    ids=["is done", "was tried as often as may be"],
)
def test_a_photo_that_is_over_for_good_is_sent_nothing(
    desk: Desk, state: PhotoState, generation: int
) -> None:
    photo, letter = desk.store(state, generation=generation)

    chance = desk.resend(letter)

    assert chance == "of_no_use"
    assert desk.photo(photo) == photo
    assert desk.queues["RequestQueue"].revived == []
    assert desk.letters.letter(letter.letter_id) == letter


def test_a_message_about_several_photos_is_sent_for_those_that_it_may_help(desk: Desk) -> None:
    (done, _), (waiting, _) = desk.store(PhotoState.DONE), desk.store(PhotoState.AWAITING_UPLOAD)
    photos = (PhotoAddress.of(done), PhotoAddress.of(waiting))
    letter = build_letter(1, queue="UploadsQueue", photos=photos)
    desk.letters.bury(letter, "{}")

    chance = desk.resend(letter)

    assert chance == "message_sent"
    assert len(desk.queues["UploadsQueue"].revived) == 1


def test_a_deleted_job_is_not_brought_back(desk: Desk) -> None:
    photo, letter = desk.store(PhotoState.FAILED)
    job = desk.table.job(USER, photo.job_id)
    assert job
    desk.table.remove_job(job, NOW)
    before_the_purge = desk.resend(letter)
    desk.table.remove_photos(photo.job_id)

    after_the_purge = desk.resend(letter)

    assert (before_the_purge, after_the_purge) == ("of_no_use", "message_sent")
    assert desk.table.job(USER, photo.job_id) is None
    assert desk.table.photo(photo.job_id, photo.photo_id) is None


def test_a_message_about_a_halted_library_is_left_to_its_user(desk: Desk) -> None:
    letter = desk.bury_ring()
    desk.libraries.halt(desk.libraries.log(USER), AT)

    chance = desk.resend(letter)

    assert chance == "library_halted"
    assert desk.queues["UserOperationsQueue"].revived == []
    assert desk.letters.letter(letter.letter_id) == letter


def test_a_message_about_a_library_that_goes_on_is_sent_once_more(desk: Desk) -> None:
    letter = desk.bury_ring()

    chance = desk.resend(letter)

    assert chance == "message_sent"
    assert desk.queues["UserOperationsQueue"].revived == [("{}", 10, USER)]


def test_a_request_of_who_has_a_halted_library_is_sent_once_more(desk: Desk) -> None:
    desk.bury_ring()
    desk.libraries.halt(desk.libraries.log(USER), AT)
    letter = build_letter(group_id=USER)
    desk.letters.bury(letter, "{}")

    assert desk.resend(letter) == "message_sent"
