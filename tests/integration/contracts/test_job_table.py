"""What every JobTable does."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any, cast

import pytest

from darkroom.errors import (
    InvalidRequestError,
    JobChangedError,
    KeyAlreadyUsedError,
)
from darkroom.jobs import (
    PREDECESSORS,
    Job,
    JobState,
    Photo,
    PhotoAddress,
    PhotoState,
    Problem,
    Progress,
    Sighting,
    Source,
)
from darkroom.messages import Response
from darkroom.ports import JobTable, KeyedJob, KeyedRequest, PhotoChange
from darkroom.recipes import LANES, Lane, Output
from darkroom.services.record_responses import RecordResponses
from tests.builders import (
    NOW,
    USER,
    build_failure,
    build_job,
    build_output,
    build_photo,
    build_photos,
    build_result,
    rendered,
    rendered_in,
)
from tests.fakes import ManualClock, RemainingTime, progress_over

NO_LANE: frozenset[Lane] = frozenset()
BOTH_LANES = frozenset(LANES)
LATER = NOW + timedelta(minutes=1)
SOON = NOW + timedelta(seconds=40, microseconds=123_456)
ALL_STATES = list(PhotoState)


def stored_job(table: JobTable, **values: object) -> Job:
    job = build_job(**values)
    table.create(job, build_photos(job), None)
    return job


def stored_photo(table: JobTable, **values: object) -> Photo:
    job = build_job()
    photo = build_photo(job, 0, **values)
    table.create(job, [photo], None)
    return photo


def read_again(table: JobTable, photo: Photo) -> Photo | None:
    return table.photo(photo.job_id, photo.photo_id)


def change_of(photo: Photo, state: PhotoState, generation: int = 1) -> PhotoChange:
    address = PhotoAddress.of(photo).model_copy(update={"generation": generation})
    return PhotoChange(photo=address, state=state, at=LATER)


def pages_of_photos(table: JobTable, job: Job, limit: int) -> Iterator[tuple[Photo, ...]]:
    page = table.photos(job.job_id, limit=limit, cursor=None)
    yield page.items
    while page.cursor:
        page = table.photos(job.job_id, limit=limit, cursor=page.cursor)
        yield page.items


@pytest.mark.parametrize("photo_count", [1, 98, 99, 100, 101, 500])
def test_a_job_of_any_size_is_there_with_all_its_photos(table: JobTable, photo_count: int) -> None:
    job = build_job(photo_count=photo_count)
    photos = build_photos(job)

    table.create(job, photos, KeyedRequest(key="key", fingerprint="f"))

    assert table.job(USER, job.job_id) == job
    assert table.photos(job.job_id, limit=photo_count, cursor=None).items == tuple(photos)
    assert table.job_of_key(USER, "key") == KeyedJob(job_id=job.job_id, fingerprint="f")


def test_everything_known_of_a_job_and_a_photo_is_kept(table: JobTable) -> None:
    job = build_job(
        outputs=(build_output("web"), build_output("small", 256)),
        state=JobState.COMPLETED,
        completed_at=LATER,
        due_at=SOON,
        progress=Progress(queued=frozenset({0}), failed=frozenset({0, 65_536})),
        revision=7,
        retries=1,
    )
    photo = build_photo(
        job,
        name="plage d'été 🏖️.jpg",
        state=PhotoState.FAILED,
        waiting_since=LATER,
        due_at=SOON,
        generation=2,
        source=Source(key="uploads/a", version_id="v"),
        bytes=9_000_000,
        width=4000,
        height=3000,
        started=frozenset({"fast", "slow"}),
        answered=frozenset({"slow"}),
        warnings=("no_face_found",),
        error=Problem(code="crop_outside_photo", message="Choose another area."),
    )
    photo = photo.model_copy(update={"results": (build_result(photo), build_failure("small"))})

    table.create(job, [photo], None)

    assert table.job(USER, job.job_id) == job
    assert read_again(table, photo) == photo


def test_the_longest_recipe_that_the_api_takes_is_kept(table: JobTable) -> None:
    caption = {"operation": "caption", "text": "\N{GRINNING FACE}" * 1000}
    outputs = tuple(
        Output.model_validate({"name": f"output-{number}", "operations": [caption] * 8})
        for number in range(3)
    )
    job = build_job(outputs=outputs)

    table.create(job, build_photos(job), keyed=None)

    assert table.job(job.user_id, job.job_id) == job


def test_a_job_is_its_owners_alone(table: JobTable) -> None:
    job = stored_job(table)

    assert table.job("user-2", job.job_id) is None
    assert table.job(USER, "job_of_nobody") is None


def test_a_photo_that_never_was_is_none(table: JobTable) -> None:
    job = stored_job(table)

    assert table.photo(job.job_id, "pho_of_nobody") is None


def test_a_key_opens_one_job(table: JobTable) -> None:
    first, second = build_job(), build_job()
    keyed = KeyedRequest(key="key", fingerprint="f")
    table.create(first, build_photos(first), keyed)

    with pytest.raises(KeyAlreadyUsedError):
        table.create(second, build_photos(second), keyed)

    assert table.job(USER, second.job_id) is None
    assert table.job_of_key(USER, "key") == KeyedJob(job_id=first.job_id, fingerprint="f")


def test_a_key_used_for_a_job_of_several_transactions_leaves_no_job(table: JobTable) -> None:
    first, second = build_job(), build_job(photo_count=150)
    keyed = KeyedRequest(key="key", fingerprint="f")
    table.create(first, build_photos(first), keyed)

    with pytest.raises(KeyAlreadyUsedError):
        table.create(second, build_photos(second), keyed)

    assert table.job(USER, second.job_id) is None


def test_a_key_is_forgotten_after_a_day(table: JobTable, clock: ManualClock) -> None:
    first, second = build_job(), build_job(created_at=NOW + timedelta(hours=24))
    keyed = KeyedRequest(key="key", fingerprint="f")
    table.create(first, build_photos(first), keyed)

    clock.sleep(timedelta(hours=24).total_seconds())
    forgotten = table.job_of_key(USER, "key")
    table.create(second, build_photos(second), keyed)

    assert forgotten is None
    assert table.job_of_key(USER, "key") == KeyedJob(job_id=second.job_id, fingerprint="f")


def test_two_users_may_use_the_same_key(table: JobTable) -> None:
    mine, yours = build_job(), build_job(user_id="user-2")
    keyed = KeyedRequest(key="key", fingerprint="f")

    table.create(mine, build_photos(mine), keyed)
    table.create(yours, build_photos(yours), keyed)

    assert table.job_of_key("user-2", "key") == KeyedJob(job_id=yours.job_id, fingerprint="f")


def test_an_unused_key_belongs_to_no_job(table: JobTable) -> None:
    assert table.job_of_key(USER, "key") is None


@pytest.mark.parametrize("added", [1, 99])
def test_added_photos_come_behind_the_others(table: JobTable, added: int) -> None:
    job = stored_job(table, photo_count=2)
    more = [build_photo(job, 2 + number) for number in range(added)]

    table.add_photos(job, more)

    now = table.job(USER, job.job_id)
    assert now
    assert now.photo_count == 2 + added
    assert now.revision > job.revision
    numbers = [each.number for page in pages_of_photos(table, job, 100) for each in page]
    assert numbers == list(range(2 + added))


def test_photos_are_not_added_twice_behind_the_same_count(table: JobTable) -> None:
    job = stored_job(table)
    table.add_photos(job, [build_photo(job, 1)])

    with pytest.raises(JobChangedError):
        table.add_photos(job, [build_photo(job, 1)])

    assert sum(table.count_states(job.job_id).values()) == 2


def test_whoever_is_not_told_that_photos_were_added_is_told_when_asking_again(
    table: JobTable,
) -> None:
    job = stored_job(table)
    more = [build_photo(job, 1)]
    table.add_photos(job, more)
    grown = table.job(USER, job.job_id)

    table.add_photos(job, more)

    assert table.job(USER, job.job_id) == grown
    assert sum(table.count_states(job.job_id).values()) == 2


def test_whoever_is_not_told_that_a_job_was_opened_is_told_when_asking_again(
    table: JobTable,
) -> None:
    job = stored_job(table)

    table.create(job, [], None)

    assert table.job(USER, job.job_id) == job


def test_photos_are_not_added_to_a_completed_job(table: JobTable) -> None:
    job = stored_job(table)
    table.complete(job, LATER)

    with pytest.raises(JobChangedError):
        table.add_photos(job, [build_photo(job, 1)])


def test_photos_are_not_added_to_a_removed_job(table: JobTable) -> None:
    job = stored_job(table)
    table.remove_job(job, LATER)

    with pytest.raises(JobChangedError):
        table.add_photos(job, [build_photo(job, 1)])

    assert table.job(USER, job.job_id) is None


def test_jobs_are_listed_newest_first_and_each_once(table: JobTable) -> None:
    for minute in range(5):
        stored_job(table, created_at=NOW + timedelta(minutes=minute))
    stored_job(table, user_id="user-2")

    first = table.jobs(USER, limit=2, cursor=None)
    second = table.jobs(USER, limit=2, cursor=first.cursor)
    third = table.jobs(USER, limit=2, cursor=second.cursor)

    assert [len(page.items) for page in (first, second, third)] == [2, 2, 1]
    assert third.cursor is None
    listed = [*first.items, *second.items, *third.items]
    assert all(newer.created_at > older.created_at for newer, older in pairwise(listed))


def test_of_jobs_with_long_outputs_a_page_has_fewer(table: JobTable) -> None:
    caption = {"operation": "caption", "text": "\U0001f3d6" * 1000}
    output = Output.model_validate({"name": "web", "operations": [caption] * 20})
    jobs = [
        stored_job(table, created_at=NOW - timedelta(minutes=minute), outputs=(output,))
        for minute in range(20)
    ]

    first = table.jobs(USER, limit=100, cursor=None)
    second = table.jobs(USER, limit=100, cursor=first.cursor)

    assert 1 <= len(first.items) < 20
    assert [*first.items, *second.items] == jobs
    assert second.cursor is None


def test_a_user_without_jobs_has_an_empty_list(table: JobTable) -> None:
    page = table.jobs(USER, limit=20, cursor=None)

    assert (page.items, page.cursor) == ((), None)


def test_photos_are_listed_in_order_and_each_once(table: JobTable) -> None:
    job = stored_job(table, photo_count=7)

    pages = list(pages_of_photos(table, job, 3))

    assert [len(page) for page in pages] == [3, 3, 1]
    assert [photo.number for page in pages for photo in page] == list(range(7))


def test_all_photos_of_a_job_are_read_however_long_their_names(table: JobTable) -> None:
    job = build_job(photo_count=300)
    name = "\U0001f3d6" * 1024
    photos = tuple(photo.model_copy(update={"name": name}) for photo in build_photos(job))
    table.create(job, photos, None)

    page = table.photos(job.job_id, limit=300, cursor=None)

    assert page.items == photos


@pytest.mark.parametrize("cursor", ["nonsense", "%%%", "é", "Sk9CIw", "VVNFUiM"])
def test_a_cursor_that_we_did_not_write_is_refused(table: JobTable, cursor: str) -> None:
    job = stored_job(table)

    with pytest.raises(InvalidRequestError) as refusal:
        table.photos(job.job_id, limit=3, cursor=cursor)

    assert refusal.value.path == "cursor"


def test_photos_are_counted_by_state(table: JobTable) -> None:
    job = build_job(photo_count=3)
    states = (PhotoState.DONE, PhotoState.DONE, PhotoState.QUEUED)
    photos = [build_photo(job, number, state=state) for number, state in enumerate(states)]
    table.create(job, photos, None)

    counts = table.count_states(job.job_id)

    assert dict(counts) == {PhotoState.DONE: 2, PhotoState.QUEUED: 1}


@pytest.mark.parametrize("after", [state for state in ALL_STATES if PREDECESSORS[state]])
@pytest.mark.parametrize("before", ALL_STATES)
def test_a_photo_moves_only_forwards(
    table: JobTable, before: PhotoState, after: PhotoState
) -> None:
    photo = stored_photo(table, state=before)

    answer = table.move_photo(change_of(photo, after))

    now = read_again(table, photo)
    assert answer == photo
    assert now
    assert now.state == (after if before in PREDECESSORS[after] else before)


@pytest.mark.parametrize("generation", [1, 3])
def test_a_photo_of_another_generation_stays_and_is_answered(
    table: JobTable, generation: int
) -> None:
    photo = stored_photo(table, generation=2)

    answer = table.move_photo(change_of(photo, PhotoState.QUEUED, generation))

    assert answer == photo
    assert read_again(table, photo) == photo


@pytest.mark.parametrize("other", [{"user_id": "user-2"}, {"number": 7}], ids=str)
def test_a_photo_that_is_another_in_the_change_stays_and_is_answered(
    table: JobTable, other: dict[str, object]
) -> None:
    photo = stored_photo(table)
    change = change_of(photo, PhotoState.QUEUED)

    answer = table.move_photo(replace(change, photo=change.photo.model_copy(update=other)))

    assert answer == photo
    assert read_again(table, photo) == photo


def test_moving_a_photo_that_is_not_there_makes_none(table: JobTable) -> None:
    photo = build_photo(build_job())

    answer = table.move_photo(change_of(photo, PhotoState.QUEUED))

    assert answer is None
    assert read_again(table, photo) is None


def test_a_queued_photo_keeps_its_pinned_version(table: JobTable) -> None:
    photo = stored_photo(table)
    source = Source(key="uploads/a", version_id="v")
    change = PhotoChange(
        photo=PhotoAddress.of(photo), state=PhotoState.QUEUED, at=LATER, source=source, bytes=64
    )

    table.move_photo(change)
    table.move_photo(change_of(photo, PhotoState.PROCESSING))

    expected = {"state": PhotoState.PROCESSING, "updated_at": LATER, "waiting_since": LATER}
    expected |= {"source": source, "bytes": 64}
    assert read_again(table, photo) == photo.model_copy(update=expected)


def test_a_rendered_photo_shows_its_results(table: JobTable) -> None:
    photo = stored_photo(table)
    made = rendered(photo, build_result(photo), build_failure("small"))
    error = made.results[1].error
    change = PhotoChange(
        photo=made.photo, state=PhotoState.FAILED, at=LATER, error=error, rendered=made
    )

    table.move_photo(change)

    expected = {"state": PhotoState.FAILED, "updated_at": LATER, "error": error}
    expected |= {"width": 4000, "height": 3000, "results": made.results}
    assert read_again(table, photo) == photo.model_copy(update=expected)


def lane_change(
    photo: Photo, lane: Lane, state: PhotoState, answered: frozenset[Lane] = NO_LANE
) -> PhotoChange:
    """What a lane has made, beside the lanes that had answered."""
    results = [build_result(photo, name) for name in sorted({*answered, lane})]
    made = rendered_in(lane, photo, *results)
    return PhotoChange(
        photo=made.photo, lane=lane, answered=answered, state=state, at=LATER, rendered=made
    )


@pytest.mark.parametrize(
    ("first", "second"), [("fast", "slow"), ("slow", "fast")], ids=["fast", "slow"]
)
def test_the_lane_that_comes_second_ends_the_photo(
    table: JobTable, first: Lane, second: Lane
) -> None:
    photo = stored_photo(table, state=PhotoState.QUEUED)

    table.move_photo(lane_change(photo, first, PhotoState.PROCESSING))
    halfway = read_again(table, photo)
    table.move_photo(lane_change(photo, second, PhotoState.DONE, frozenset({first})))

    now = read_again(table, photo)
    assert halfway
    assert now
    assert (halfway.state, halfway.answered) == (PhotoState.PROCESSING, frozenset({first}))
    assert [result.name for result in halfway.results] == [first]
    assert (now.state, now.answered) == (PhotoState.DONE, BOTH_LANES)
    assert [result.name for result in now.results] == ["fast", "slow"]


def test_a_lane_that_does_not_know_of_the_others_answer_overwrites_nothing(
    table: JobTable,
) -> None:
    photo = stored_photo(table, state=PhotoState.PROCESSING)
    table.move_photo(lane_change(photo, "fast", PhotoState.PROCESSING))
    halfway = read_again(table, photo)

    answer = table.move_photo(lane_change(photo, "slow", PhotoState.PROCESSING))

    assert answer == halfway
    assert read_again(table, photo) == halfway


def test_a_lane_that_knows_of_an_answer_that_is_not_there_changes_nothing(table: JobTable) -> None:
    photo = stored_photo(table, state=PhotoState.PROCESSING)

    table.move_photo(lane_change(photo, "slow", PhotoState.DONE, frozenset({"fast"})))

    assert read_again(table, photo) == photo


def test_the_same_answer_again_changes_nothing(table: JobTable) -> None:
    photo = stored_photo(table, state=PhotoState.PROCESSING)
    change = lane_change(photo, "fast", PhotoState.PROCESSING)
    table.move_photo(change)
    halfway = read_again(table, photo)

    answer = table.move_photo(replace(change, at=LATER + timedelta(minutes=1)))

    assert answer == halfway
    assert read_again(table, photo) == halfway


def test_each_lane_starts_a_photo_once(table: JobTable) -> None:
    photo = stored_photo(table, state=PhotoState.QUEUED)
    fast = replace(change_of(photo, PhotoState.PROCESSING), lane="fast")

    table.move_photo(fast)
    table.move_photo(replace(fast, at=LATER + timedelta(minutes=1)))
    once = read_again(table, photo)
    table.move_photo(replace(fast, lane="slow"))

    both = read_again(table, photo)
    assert once
    assert both
    assert (once.state, once.started, once.updated_at) == (
        PhotoState.PROCESSING,
        frozenset({"fast"}),
        LATER,
    )
    assert both.started == {"fast", "slow"}


def test_a_lanes_late_refusal_leaves_its_answer(table: JobTable) -> None:
    photo = stored_photo(table, state=PhotoState.PROCESSING)
    table.move_photo(lane_change(photo, "fast", PhotoState.PROCESSING))
    halfway = read_again(table, photo)

    table.move_photo(replace(change_of(photo, PhotoState.FAILED), lane="fast"))

    assert read_again(table, photo) == halfway


def test_no_answer_is_lost_when_both_lanes_come_at_the_same_moment(table: JobTable) -> None:
    """Whatever one lane does between any two steps of the other, both are there in the end."""
    for steps_before in range(3):
        photo = stored_photo(table, state=PhotoState.QUEUED)
        slow = rendered_in("slow", photo, build_result(photo, "large"))
        fast = rendered_in("fast", photo, build_result(photo, "web"))

        between = Interleaved(table, steps_before, partial(record, table, slow))
        record(cast("JobTable", between), fast)
        between.finish()

        now = read_again(table, photo)
        assert now
        assert now.state is PhotoState.DONE
        assert [result.name for result in now.results] == ["web", "large"]


def record(table: JobTable, answer: Response) -> None:
    record_responses = RecordResponses(
        table=table,
        progress=progress_over(table, ManualClock()),
        clock=ManualClock(),
        time=RemainingTime(),
    )
    assert record_responses([answer]) == {}


@dataclass
class Interleaved:
    """A table to which somebody else comes before one of its photos is moved."""

    table: JobTable
    steps_before: int
    intrude: Callable[[], None]

    def move_photo(self, change: PhotoChange) -> Photo | None:
        """Let the other one go first, if it is its turn."""
        self._step()
        return self.table.move_photo(change)

    def finish(self) -> None:
        """Let the other one come last, if it has not come yet."""
        while self.steps_before >= 0:
            self._step()

    def _step(self) -> None:
        if self.steps_before == 0:
            self.intrude()
        self.steps_before -= 1

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the table has
        return getattr(self.table, name)


# moto's own server checks a condition and writes in two steps: threads of it would prove nothing.
@pytest.mark.parametrize("table", ["in_memory"], indirect=True)
def test_threads_of_both_lanes_lose_nothing(table: JobTable) -> None:
    job = build_job(photo_count=20)
    photos = [build_photo(job, number, state=PhotoState.QUEUED) for number in range(20)]
    table.create(job, photos, None)
    answers = [
        rendered_in(lane, photo, build_result(photo, lane))
        for photo in photos
        for lane in ("fast", "slow", "fast")
    ]

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(partial(record, table), answers))

    counts = table.count_states(job.job_id)
    results = [photo.results for photo in table.photos(job.job_id, limit=20, cursor=None).items]
    assert counts == {PhotoState.DONE: 20}
    assert {tuple(result.name for result in made) for made in results} == {("fast", "slow")}


def test_a_refusal_of_one_upload_does_not_fail_another(table: JobTable) -> None:
    photo = stored_photo(table)
    good, bad = (Source(key="uploads/a", version_id=version) for version in ("good", "bad"))
    queued = change_of(photo, PhotoState.QUEUED)
    table.move_photo(replace(queued, source=good))

    answer = table.move_photo(replace(change_of(photo, PhotoState.FAILED), source=bad))

    assert answer
    assert read_again(table, photo) == answer
    assert (answer.state, answer.source) == (PhotoState.QUEUED, good)


def test_a_refusal_before_any_upload_is_pinned_fails_the_photo(table: JobTable) -> None:
    photo = stored_photo(table)
    bad = Source(key="uploads/a", version_id="bad")

    table.move_photo(replace(change_of(photo, PhotoState.FAILED), source=bad))

    assert table.count_states(photo.job_id) == {PhotoState.FAILED: 1}


def test_a_photo_counts_once_however_often_it_is_noted(table: JobTable) -> None:
    job = stored_job(table, photo_count=2)
    first, second = (Progress.of([Sighting(number, 1, PhotoState.DONE)]) for number in (0, 1))

    table.note_progress(USER, job.job_id, first)
    again = table.note_progress(USER, job.job_id, first)
    both = table.note_progress(USER, job.job_id, second)

    assert again
    assert both
    assert (again.progress.done, again.looks_complete) == (frozenset({0}), False)
    assert (both.progress.done, both.looks_complete) == (frozenset({0, 1}), True)
    assert table.job(USER, job.job_id) == both


def test_a_photo_is_counted_where_it_was_seen_last(table: JobTable) -> None:
    job = stored_job(table, photo_count=3)
    states = (PhotoState.DONE, PhotoState.QUEUED, PhotoState.PROCESSING)

    for state in states:
        table.note_progress(USER, job.job_id, Progress.of([Sighting(0, 1, state)]))
    now = table.note_progress(USER, job.job_id, Progress.of([Sighting(1, 1, PhotoState.QUEUED)]))

    assert now
    counts = {state: count for state, count in now.counts.items() if count}
    assert counts == {
        PhotoState.AWAITING_UPLOAD: 1,
        PhotoState.QUEUED: 1,
        PhotoState.DONE: 1,
    }


def test_progress_without_a_photo_still_shows(table: JobTable) -> None:
    job = stored_job(table)

    now = table.note_progress(USER, job.job_id, Progress())

    assert now == job.model_copy(update={"revision": 1})


def test_progress_of_a_removed_job_is_noted_nowhere(table: JobTable) -> None:
    job = stored_job(table)
    table.remove_job(job, LATER)

    answer = table.note_progress(USER, job.job_id, Progress.of([Sighting(0, 1, PhotoState.DONE)]))

    assert answer is None
    assert table.job(USER, job.job_id) is None


def test_a_job_completes_once(table: JobTable) -> None:
    job = stored_job(table)

    first, second = table.complete(job, LATER), table.complete(job, LATER + timedelta(minutes=1))

    now = table.job(USER, job.job_id)
    assert (first, second) == (True, False)
    assert now
    assert (now.state, now.completed_at) == (JobState.COMPLETED, LATER)
    assert now.revision > job.revision


def test_whoever_is_not_told_that_a_job_completed_is_told_when_asking_again(
    table: JobTable,
) -> None:
    job = stored_job(table)
    table.complete(job, LATER)
    completed = table.job(USER, job.job_id)

    is_completed = table.complete(job, LATER)

    assert is_completed
    assert table.job(USER, job.job_id) == completed


def test_a_job_that_was_retried_since_it_was_read_does_not_complete(table: JobTable) -> None:
    job = stored_job(table, retries=1)

    is_completed = table.complete(job.model_copy(update={"retries": 0}), LATER)

    now = table.job(USER, job.job_id)
    assert not is_completed
    assert now == job


def test_a_job_that_has_grown_does_not_complete(table: JobTable) -> None:
    job = stored_job(table)
    table.add_photos(job, [build_photo(job, 1)])

    is_completed = table.complete(job, LATER)

    now = table.job(USER, job.job_id)
    assert not is_completed
    assert now
    assert now.state is JobState.OPEN


def test_a_removed_job_does_not_complete(table: JobTable) -> None:
    job = stored_job(table)
    table.remove_job(job, LATER)

    is_completed = table.complete(job, LATER)

    assert not is_completed
    assert table.job(USER, job.job_id) is None


def test_all_photos_of_a_job_are_removed_and_no_others(table: JobTable) -> None:
    job, other = stored_job(table, photo_count=60), stored_job(table)

    table.remove_photos(job.job_id)

    assert not table.count_states(job.job_id)
    assert sum(table.count_states(other.job_id).values()) == 1
