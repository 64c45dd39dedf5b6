"""What becomes of a worker's answers."""

from dataclasses import dataclass, field
from itertools import permutations, product

import pytest

from darkroom.deadlines import WORKING
from darkroom.jobs import Job, JobState, OutputState, Photo, PhotoAddress, PhotoState, Progress
from darkroom.messages import Response
from darkroom.recipes import Lane
from darkroom.retries import Redelivery
from darkroom.services.record_responses import RecordResponses
from tests.builders import (
    NOW,
    USER,
    build_failure,
    build_job,
    build_photo,
    build_result,
    refused,
    rendered,
    rendered_in,
    started,
)
from tests.fakes import InMemoryJobTable, ManualClock, RemainingTime, progress_over


@dataclass
class Ledger:
    """The use case over fakes, with one job of two queued photos."""

    table: InMemoryJobTable = field(default_factory=InMemoryJobTable)
    clock: ManualClock = field(default_factory=ManualClock)
    time: RemainingTime = field(default_factory=RemainingTime)
    opened: Job = field(default_factory=lambda: build_job(photo_count=2))
    photos: list[Photo] = field(default_factory=list)

    def __post_init__(self) -> None:
        queued = PhotoState.QUEUED
        self.photos = [build_photo(self.opened, number, state=queued) for number in range(2)]
        self.table.create(self.opened, self.photos, None)

    def record(self, *answers: Response) -> dict[int, Redelivery]:
        """Hand over a batch."""
        progress = progress_over(self.table, self.clock)
        record = RecordResponses(
            table=self.table, progress=progress, clock=self.clock, time=self.time
        )
        return record(answers)

    def photo(self, number: int = 0) -> Photo:
        """A photo as it is now."""
        photo = self.table.photo(self.opened.job_id, self.photos[number].photo_id)
        assert photo
        return photo

    def job(self) -> Job:
        """The job as it is now."""
        job = self.table.job(USER, self.opened.job_id)
        assert job
        return job


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def test_a_photo_starts_and_is_done(ledger: Ledger) -> None:
    photo = ledger.photos[0]
    ledger.record(started(photo))
    while_processing = ledger.photo()

    failed = ledger.record(rendered(photo))

    now = ledger.photo()
    assert while_processing.state is PhotoState.PROCESSING
    assert failed == {}
    assert (now.state, now.width, now.height) == (PhotoState.DONE, 4000, 3000)
    assert now.results == (build_result(photo),)


def test_a_photo_is_looked_at_again_until_it_has_ended(ledger: Ledger) -> None:
    photo, clock = ledger.photos[0], ledger.clock
    ledger.record(started(photo))
    while_processing = ledger.photo()
    clock.sleep(60)
    ledger.record(rendered_in("fast", photo))
    halfway = ledger.photo()

    ledger.record(rendered_in("slow", photo))

    assert while_processing.due_at == NOW + WORKING
    assert halfway.due_at == clock.now() + WORKING
    assert ledger.photo().due_at is None


def test_an_answer_that_was_overtaken_changes_nothing(ledger: Ledger) -> None:
    photo = ledger.photos[0]
    ledger.record(rendered(photo))
    done = ledger.photo()

    failed = ledger.record(started(photo))

    assert failed == {}
    assert ledger.photo() == done


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_batch_ends_the_same_in_any_order(ledger: Ledger, order: tuple[int, ...]) -> None:
    photo = ledger.photos[0]
    answers: list[Response] = [started(photo), rendered(photo), rendered(photo)]

    ledger.record(*(answers[place] for place in order))

    assert ledger.photo().state is PhotoState.DONE


def test_a_photo_with_an_output_that_failed_has_failed_and_says_why(ledger: Ledger) -> None:
    photo = ledger.photos[0]

    ledger.record(rendered(photo, build_result(photo), build_failure("small")))

    now = ledger.photo()
    assert now.state is PhotoState.FAILED
    assert now.error
    assert now.error.code == "crop_outside_photo"
    assert len(now.results) == 2


def test_a_photo_is_refused_before_it_was_queued(ledger: Ledger) -> None:
    job = build_job()
    photo = build_photo(job, 0, state=PhotoState.AWAITING_UPLOAD)
    ledger.table.create(job, [photo], None)

    ledger.record(refused(photo, "empty_upload"))

    now = ledger.table.photo(job.job_id, photo.photo_id)
    assert now
    assert now.error
    assert (now.state, now.error.code) == (PhotoState.FAILED, "empty_upload")


def test_the_first_of_two_ends_stands(ledger: Ledger) -> None:
    photo = ledger.photos[0]

    ledger.record(refused(photo))
    ledger.record(rendered(photo))

    now = ledger.photo()
    assert (now.state, now.results) == (PhotoState.FAILED, ())


def test_an_answer_for_another_generation_changes_nothing(ledger: Ledger) -> None:
    photo = ledger.photos[0]
    before = ledger.job()

    failed = ledger.record(rendered(photo, generation=2))

    assert failed == {}
    assert ledger.photo() == photo
    assert ledger.job() == before


def test_the_last_photo_completes_the_job(ledger: Ledger) -> None:
    first, second = ledger.photos
    ledger.record(rendered(first))
    after_first = ledger.job().state

    ledger.record(refused(second))

    assert after_first is JobState.OPEN
    assert ledger.job().state is JobState.COMPLETED
    assert ledger.job().completed_at == ledger.clock.now()


def test_a_job_completes_within_one_batch(ledger: Ledger) -> None:
    ledger.record(*(rendered(photo) for photo in ledger.photos))

    assert ledger.job().state is JobState.COMPLETED


def test_a_job_is_completed_only_once(ledger: Ledger) -> None:
    for photo in ledger.photos:
        ledger.record(rendered(photo))
    completed_at = ledger.job().completed_at
    ledger.clock.sleep(60)

    failed = ledger.record(rendered(ledger.photos[1]))

    assert failed == {}
    assert ledger.job().completed_at == completed_at


def test_a_photo_counted_twice_does_not_complete_the_job(ledger: Ledger) -> None:
    photo = ledger.photos[0]

    ledger.record(rendered(photo), rendered(photo))
    ledger.record(rendered(photo))

    assert ledger.job().state is JobState.OPEN


def test_photos_that_only_started_do_not_complete_the_job(ledger: Ledger) -> None:
    ledger.record(*(started(photo) for photo in ledger.photos))

    assert ledger.job().state is JobState.OPEN


def test_the_rows_of_the_photos_have_the_last_word(ledger: Ledger) -> None:
    ledger.table.note_progress(USER, ledger.opened.job_id, Progress(done=frozenset({1})))

    ledger.record(rendered(ledger.photos[0]))

    assert ledger.job().looks_complete
    assert ledger.job().state is JobState.OPEN


def test_a_repeated_answer_completes_a_job_that_was_left_open(ledger: Ledger) -> None:
    ledger.record(rendered(ledger.photos[0]))
    ledger.table.out_of_reach = {ledger.opened.job_id}
    failed = ledger.record(rendered(ledger.photos[1]))
    ledger.table.out_of_reach = set()

    ledger.record(rendered(ledger.photos[1]))

    assert failed == {0: "later"}
    assert ledger.job().state is JobState.COMPLETED


def test_a_job_that_cannot_be_told_has_only_its_own_answers_come_again(ledger: Ledger) -> None:
    other = build_job()
    photo = build_photo(other, 0, state=PhotoState.QUEUED)
    ledger.table.create(other, [photo], None)
    ledger.table.out_of_reach = {other.job_id}

    failed = ledger.record(
        rendered(ledger.photos[0]), rendered(photo), started(photo), rendered(ledger.photos[1])
    )

    assert failed == {1: "later"}
    assert ledger.job().state is JobState.COMPLETED


def test_a_photo_that_cannot_be_written_does_not_cost_its_neighbours(ledger: Ledger) -> None:
    ledger.table.out_of_reach = {ledger.photos[0].photo_id}

    failed = ledger.record(*(rendered(photo) for photo in ledger.photos))

    assert failed == {0: "later"}
    assert ledger.photo(1).state is PhotoState.DONE
    assert ledger.job().state is JobState.OPEN


def test_an_answer_for_a_deleted_job_is_passed_over(ledger: Ledger) -> None:
    ledger.table.remove_job(ledger.opened, NOW)
    ledger.table.remove_photos(ledger.opened.job_id)

    failed = ledger.record(rendered(ledger.photos[0]))

    assert failed == {}
    assert ledger.table.job(USER, ledger.opened.job_id) is None
    assert not ledger.table.count_states(ledger.opened.job_id)


def test_an_answer_between_the_two_steps_of_a_deletion_brings_nothing_back(ledger: Ledger) -> None:
    ledger.table.remove_job(ledger.opened, NOW)

    failed = ledger.record(rendered(ledger.photos[0]))

    assert failed == {}
    assert ledger.table.job(USER, ledger.opened.job_id) is None


def test_an_empty_batch_is_nothing_to_do(ledger: Ledger) -> None:
    assert ledger.record() == {}


def test_a_photo_of_two_lanes_is_done_when_both_have_answered(ledger: Ledger) -> None:
    photo = ledger.photos[0]
    fast, slow = build_result(photo, "web"), build_result(photo, "large")
    ledger.record(started(photo), rendered_in("fast", photo, fast), started(photo, "slow"))
    halfway = ledger.photo()

    ledger.record(rendered_in("slow", photo, slow))

    now = ledger.photo()
    assert (halfway.state, halfway.results) == (PhotoState.PROCESSING, (fast,))
    assert halfway.started == frozenset({"slow"})
    assert halfway.answered == frozenset({"fast"})
    assert (now.state, now.results) == (PhotoState.DONE, (fast, slow))


@pytest.mark.parametrize("order", list(permutations(range(6))), ids=str)
def test_two_lanes_end_the_same_in_any_order(ledger: Ledger, order: tuple[int, ...]) -> None:
    photo = ledger.photos[0]
    fast, slow = build_result(photo, "web"), build_failure("large")
    answers: list[Response] = [
        started(photo),
        rendered_in("fast", photo, fast),
        rendered_in("fast", photo, fast),
        started(photo, "slow"),
        rendered_in("slow", photo, slow),
        rendered_in("slow", photo, slow),
    ]

    for place in order:
        ledger.record(answers[place])

    now = ledger.photo()
    assert now.error == slow.error
    assert (now.state, now.results) == (PhotoState.FAILED, (fast, slow))


@pytest.mark.parametrize("lanes", [("fast", "slow"), ("slow", "fast")], ids=str)
def test_what_both_lanes_say_of_a_photo_is_kept_once(
    ledger: Ledger, lanes: tuple[Lane, Lane]
) -> None:
    photo = ledger.photos[0]
    said: dict[Lane, tuple[str, ...]] = {
        "fast": ("only_first_frame",),
        "slow": ("only_first_frame", "no_face_found"),
    }

    for lane in lanes:
        answer = rendered_in(lane, photo, build_result(photo, lane))
        ledger.record(answer.model_copy(update={"warnings": said[lane]}))

    assert ledger.photo().warnings == ("only_first_frame", "no_face_found")


def test_a_lane_that_could_not_read_the_photo_does_not_take_its_size(ledger: Ledger) -> None:
    photo = ledger.photos[0]
    ledger.record(rendered_in("fast", photo))
    lost = rendered_in("slow", photo, build_failure("large"))

    ledger.record(lost.model_copy(update={"width": None, "height": None}))

    now = ledger.photo()
    assert (now.state, now.width, now.height) == (PhotoState.FAILED, 4000, 3000)
    assert [result.state for result in now.results] == [OutputState.DONE, OutputState.FAILED]


def test_one_lane_of_two_does_not_complete_the_job(ledger: Ledger) -> None:
    first, second = ledger.photos
    ledger.record(rendered(first), rendered_in("fast", second))
    halfway = ledger.job()

    ledger.record(rendered_in("slow", second, build_result(second, "large")))

    assert halfway.state is JobState.OPEN
    assert halfway.counts[PhotoState.PROCESSING] == 1
    assert ledger.job().state is JobState.COMPLETED


def test_whoever_follows_the_job_is_told_of_each_lane(ledger: Ledger) -> None:
    photo = ledger.photos[0]
    revisions = [ledger.job().revision]
    for answer in (started(photo), rendered_in("fast", photo), started(photo, "slow")):
        ledger.record(answer)
        revisions.append(ledger.job().revision)

    assert len(set(revisions)) == 4


def test_a_refusal_that_comes_after_its_lanes_answer_changes_nothing(ledger: Ledger) -> None:
    photo = ledger.photos[0]
    ledger.record(rendered_in("fast", photo))
    halfway = ledger.photo()

    failed = ledger.record(refused(photo))

    assert failed == {}
    assert ledger.photo() == halfway


def test_a_refusal_after_the_other_lanes_answer_ends_the_photo(ledger: Ledger) -> None:
    photo = ledger.photos[0]
    ledger.record(rendered_in("slow", photo, build_result(photo, "large")))

    ledger.record(refused(photo))

    now = ledger.photo()
    assert (now.state, len(now.results)) == (PhotoState.FAILED, 1)


@pytest.mark.parametrize(("first", "second"), list(product(("fast", "slow"), repeat=2)), ids=str)
def test_answers_of_another_generation_change_nothing(
    ledger: Ledger, first: Lane, second: Lane
) -> None:
    photo = ledger.photos[0]
    later = {"photo": PhotoAddress.of(photo).model_copy(update={"generation": 2})}

    ledger.record(*(rendered_in(lane, photo).model_copy(update=later) for lane in (first, second)))

    assert ledger.photo() == photo


def test_answers_that_there_is_no_time_for_are_handed_back(ledger: Ledger) -> None:
    ledger.time.is_stopped = True

    again = ledger.record(*map(started, ledger.photos))

    assert again == {0: "now", 1: "now"}
    assert ledger.photo().state is PhotoState.QUEUED
