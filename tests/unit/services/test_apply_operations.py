"""Applying users' logs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import pytest

from darkroom.budgets import OBJECT_CALL_SECONDS, OBJECT_STEP_SECONDS
from darkroom.deadlines import UNSENT, WORKING
from darkroom.jobs import Photo, PhotoAddress, Tombstone
from darkroom.keys import is_upload_key
from darkroom.library.contents import Library, Touched
from darkroom.library.log import OperationState, replay
from darkroom.library.photo_operations import library_job_id
from darkroom.library.photos import LibraryPhoto
from darkroom.messages import OperationsAccepted, parse_requests
from darkroom.ports import KeyedRequest
from darkroom.ports.library_table import OperationEnd
from darkroom.retries import Redelivery
from darkroom.services.apply_operations import ApplyOperations
from tests.builders import NOW, USER
from tests.fakes import RemainingTime
from tests.libraries import FLIP, ROTATE, read_operation
from tests.library_fakes import InMemoryLibraryTable
from tests.unit.services.shelves import Asked, Shelf, TornTable

LISBON: Asked = {"operation": "create_album", "name": "Lisbon", "album_id": "alb_lisbon"}
PORTO: Asked = {"operation": "create_album", "name": "Porto", "album_id": "alb_porto"}
BRAGA: Asked = {"operation": "create_album", "name": "Braga", "album_id": "alb_braga"}


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def photo(shelf: Shelf) -> LibraryPhoto:
    """A photo of the library, for which nothing is rung."""
    photo = shelf.added_photo()
    shelf.requests.sent.clear()
    return photo


def asking(operation: str, photo: LibraryPhoto, **values: object) -> Asked:
    return {"operation": operation, "photo_id": photo.photo_id, **values}


def edit(photo: LibraryPhoto, *operations: Asked) -> Asked:
    return asking("apply_edit", photo, operations=operations)


def doorbell(sequence: int, user_id: str = USER) -> OperationsAccepted:
    return OperationsAccepted(user_id=user_id, sequence=sequence, ring_id=f"op_{sequence}")


def states(shelf: Shelf) -> list[OperationState]:
    return [each.state for each in shelf.table.operations(USER, after=0, limit=100)]


def albums(shelf: Shelf, user_id: str = USER) -> set[str]:
    return {*shelf.table.contents(user_id, Touched(every_album=True)).albums}


def version_of(shelf: Shelf, photo: LibraryPhoto) -> Photo | None:
    return shelf.jobs.photo(photo.job_id, photo.photo_id)


def test_a_log_is_applied_as_far_as_the_message_tells(shelf: Shelf) -> None:
    shelf.accepted(LISBON, PORTO, BRAGA)

    again = shelf.apply_operations([doorbell(2)])

    assert again == {}
    assert states(shelf) == ["applied", "applied", "accepted"]
    assert albums(shelf) == {"alb_lisbon", "alb_porto"}
    assert shelf.table.log(USER).applied == 2


def test_an_operation_is_applied_when_it_is(shelf: Shelf) -> None:
    shelf.accepted(LISBON)
    shelf.clock.sleep(60)

    shelf.apply_sent()

    operation = shelf.table.operation(USER, 1)
    assert operation
    assert (operation.accepted_at, operation.ended_at) == (NOW, NOW + timedelta(seconds=60))


@pytest.mark.parametrize("sequences", [(3, 3), (3, 1, 2), (1, 3, 2), (2, 3, 3, 1)], ids=str)
def test_messages_that_come_twice_or_out_of_order_change_nothing(
    shelf: Shelf, sequences: tuple[int, ...]
) -> None:
    shelf.accepted(LISBON, PORTO, BRAGA)

    again = shelf.apply_operations([doorbell(sequence) for sequence in sequences])

    assert again == {}
    assert states(shelf) == ["applied"] * 3
    assert shelf.meter.counts["OperationsApplied"] == 3


def test_a_message_ahead_of_its_log_applies_what_there_is(shelf: Shelf) -> None:
    shelf.accepted(LISBON)

    assert shelf.apply_operations([doorbell(1_000_000)]) == {}

    assert states(shelf) == ["applied"]


def test_an_operation_that_cannot_be_applied_is_rejected_and_the_next_goes_on(
    shelf: Shelf, photo: LibraryPhoto
) -> None:
    shelf.accepted(asking("undo", photo), LISBON)

    again = shelf.apply_sent()

    rejected = shelf.table.operation(USER, 2)
    assert again == {}
    assert rejected
    assert rejected.error
    assert (rejected.state, rejected.error.code) == ("rejected", "nothing_to_undo")
    assert rejected.ended_at == NOW
    assert albums(shelf) == {"alb_lisbon"}
    assert shelf.meter.counts["OperationsRejected"] == 1


def test_the_library_is_what_a_replay_of_the_log_comes_to(shelf: Shelf) -> None:
    first, second = shelf.added_photo(0), shelf.added_photo(1)
    photo_ids = [first.photo_id, second.photo_id]
    shelf.accepted(
        LISBON,
        {"operation": "add_to_album", "album_id": "alb_lisbon", "photo_ids": photo_ids},
        edit(first, ROTATE),
        edit(first, FLIP),
        asking("undo", first),
        asking("rename_photo", second, name="pier.jpg"),
        asking("undo", second),
        {"operation": "set_cover", "album_id": "alb_lisbon", "photo_id": second.photo_id},
        asking("delete_photo", second),
        asking("redo", first),
    )

    shelf.apply_sent()

    log = shelf.table.operations(USER, after=2, limit=100)
    added = Library(photos={first.photo_id: first, second.photo_id: second})
    replayed = replay(log, added)
    everything = Touched(photo_ids=frozenset(photo_ids), every_album=True)
    assert shelf.table.contents(USER, everything) == replayed.library
    assert [each.sequence for each in log if each.state == "rejected"] == [*replayed.rejected]


def test_an_added_photo_is_a_copy_of_its_upload(shelf: Shelf) -> None:
    original = shelf.finished_photo()
    add = {"operation": "add_photo", "job_id": original.job_id, "photo_id": original.photo_id}
    (accepted,) = shelf.accepted(add)

    shelf.apply_sent()

    photo = shelf.look(original.photo_id)
    address = PhotoAddress(
        user_id=USER, job_id=photo.job_id, photo_id=photo.photo_id, number=0, generation=1
    )
    assert photo.job_id == accepted.operation_id.replace("op_", "lib_")
    assert is_upload_key(photo.original.source.key, address)
    assert shelf.uploads.read(photo.original.source, 100) == b"photo 0"
    assert (photo.name, photo.original.width) == (original.name, 4000)


def test_a_photo_that_is_in_the_library_is_not_copied_again(
    shelf: Shelf, photo: LibraryPhoto
) -> None:
    before = {*shelf.uploads.versions}
    row = shelf.finished_photo(photo_id=photo.photo_id)
    copied = {*shelf.uploads.versions} - before
    shelf.accepted({"operation": "add_photo", "job_id": row.job_id, "photo_id": photo.photo_id})

    shelf.apply_sent()

    assert states(shelf) == ["applied"] * 2
    assert shelf.look(photo.photo_id) == photo
    assert {*shelf.uploads.versions} == before | copied


def gone_with_its_job(shelf: Shelf, photo: Photo) -> None:
    shelf.jobs.remove_photos(photo.job_id)


def gone_from_the_bucket(shelf: Shelf, photo: Photo) -> None:
    assert photo.source
    shelf.uploads.remove_all(photo.source.key)


@pytest.mark.parametrize("lose", [gone_with_its_job, gone_from_the_bucket])
def test_a_photo_whose_job_was_deleted_meanwhile_is_rejected(
    shelf: Shelf, lose: Callable[[Shelf, Photo], None]
) -> None:
    photo = shelf.finished_photo()
    shelf.accepted(
        {"operation": "add_photo", "job_id": photo.job_id, "photo_id": photo.photo_id}, LISBON
    )
    lose(shelf, photo)

    again = shelf.apply_sent()

    rejected = shelf.table.operation(USER, 1)
    assert again == {}
    assert rejected
    assert rejected.error
    assert rejected.error.code == "no_such_original"
    assert states(shelf) == ["rejected", "applied"]


def test_a_copy_of_a_photo_that_was_deleted_meanwhile_does_not_stay(shelf: Shelf) -> None:
    photo = shelf.finished_photo()
    (accepted,) = shelf.accepted(
        {"operation": "add_photo", "job_id": photo.job_id, "photo_id": photo.photo_id}
    )
    shelf.table.out_of_reach.add((USER, 1))
    shelf.apply_sent()
    shelf.jobs.remove_photos(photo.job_id)
    shelf.table.out_of_reach.clear()

    shelf.apply_sent()

    copied = library_job_id(accepted.operation_id)
    assert shelf.jobs.tombstone(copied) == Tombstone.of(USER, copied, shelf.clock.now())


def test_a_new_look_is_rendered_from_the_original(shelf: Shelf, photo: LibraryPhoto) -> None:
    shelf.accepted(edit(photo, ROTATE))
    shelf.clock.sleep(5)

    shelf.apply_sent()

    (request,) = shelf.requests.sent
    row = version_of(shelf, photo)
    assert row
    assert (row.state, row.generation, row.waiting_since) == ("queued", 2, shelf.clock.now())
    assert row.due_at == shelf.clock.now() + WORKING
    assert (request.photo, request.source) == (PhotoAddress.of(row), photo.original.source)
    assert request.outputs == (shelf.look(photo.photo_id).output,) == row.outputs
    assert parse_requests(request.model_dump_json()) == [request]


def test_a_look_that_nobody_was_asked_for_is_looked_at_soon(
    shelf: Shelf, photo: LibraryPhoto
) -> None:
    shelf.requests.refuses = lambda _: True
    shelf.accepted(edit(photo, ROTATE))

    assert shelf.apply_sent() == {}

    row = version_of(shelf, photo)
    assert row
    assert row.due_at == NOW + UNSENT


def test_only_the_last_look_of_each_photo_is_asked_for(shelf: Shelf, photo: LibraryPhoto) -> None:
    other = shelf.added_photo(1)
    shelf.accepted(edit(photo, ROTATE), edit(other, FLIP), edit(photo, FLIP), asking("undo", photo))

    shelf.apply_sent()

    asked = {request.photo.photo_id: request.photo.generation for request in shelf.requests.sent}
    assert len(shelf.requests.sent) == 2
    assert asked == {photo.photo_id: 6, other.photo_id: 4}


def test_nobody_is_asked_for_the_original(shelf: Shelf, photo: LibraryPhoto) -> None:
    shelf.accepted(edit(photo, ROTATE), asking("undo", photo))

    shelf.apply_sent()

    assert shelf.requests.sent == []
    assert version_of(shelf, photo) is None


def test_nobody_is_asked_for_a_photo_that_is_deleted(shelf: Shelf, photo: LibraryPhoto) -> None:
    shelf.accepted(edit(photo, ROTATE), asking("delete_photo", photo))

    shelf.apply_sent()

    assert shelf.requests.sent == []
    assert version_of(shelf, photo) is None


def test_a_renamed_photo_looks_as_before(shelf: Shelf, photo: LibraryPhoto) -> None:
    shelf.accepted(edit(photo, ROTATE), asking("rename_photo", photo, name="pier.jpg"))

    shelf.apply_sent()

    assert [request.photo.generation for request in shelf.requests.sent] == [2]
    assert version_of(shelf, photo)


def test_all_that_a_deleted_photo_left_is_removed_later(shelf: Shelf, photo: LibraryPhoto) -> None:
    shelf.accepted(asking("delete_photo", photo))
    shelf.clock.sleep(5)

    shelf.apply_sent()

    assert shelf.jobs.tombstone(photo.job_id) == Tombstone.of(USER, photo.job_id, shelf.clock.now())


def test_users_are_applied_side_by_side(shelf: Shelf) -> None:
    shelf.accepted(LISBON, PORTO)
    shelf.append("another", [read_operation(LISBON)], KeyedRequest(key="key", fingerprint="f"))
    shelf.table.out_of_reach.add((USER, 2))

    again = shelf.apply_operations([doorbell(2), doorbell(1, "another"), doorbell(1)])

    assert again == {0: Redelivery.ONWARD, 2: Redelivery.ONWARD}
    assert albums(shelf) == {"alb_lisbon"}
    assert albums(shelf, "another") == {"alb_lisbon"}


def test_what_fails_holds_up_what_is_behind_it_until_it_is_applied(shelf: Shelf) -> None:
    shelf.accepted(LISBON, PORTO, BRAGA)
    shelf.table.out_of_reach.add((USER, 2))

    first, second = shelf.apply_sent(), shelf.apply_sent()
    before = states(shelf)
    shelf.table.out_of_reach.clear()
    third = shelf.apply_sent()

    assert (first, second, third) == ({0: Redelivery.ONWARD}, {0: Redelivery.LATER}, {})
    assert before == ["applied", "accepted", "accepted"]
    assert states(shelf) == ["applied"] * 3


def test_what_was_applied_before_a_failure_is_rendered(shelf: Shelf, photo: LibraryPhoto) -> None:
    shelf.accepted(edit(photo, ROTATE), LISBON)
    shelf.table.out_of_reach.add((USER, 3))

    shelf.apply_sent()

    assert [request.photo.generation for request in shelf.requests.sent] == [2]


def test_nothing_is_applied_to_a_halted_library(shelf: Shelf) -> None:
    shelf.accepted(LISBON)
    shelf.table.halt(shelf.table.log(USER), NOW)

    again = shelf.apply_sent()

    log = shelf.table.log(USER)
    assert again == {}
    assert states(shelf) == ["accepted"]
    assert log.halted_at == 1


def test_a_log_that_is_resumed_while_a_worker_leaves_it_stays_due(shelf: Shelf) -> None:
    table = TornTable(shelf.jobs)
    shelf.table = table
    (operation,) = shelf.accepted(LISBON)
    table.halt(table.log(USER), NOW)
    shelf.queue.refuses = lambda _: True
    # A worker reads where a log stands first, and once more at last.
    retry = partial(shelf.resume.retry, USER, operation.operation_id)
    table.meanwhile = [lambda: None, retry]

    shelf.apply_operations([doorbell(1)])

    log = table.log(USER)
    assert log.is_waiting
    assert log.due_at == NOW + UNSENT


def test_a_library_that_is_halted_in_the_middle_stays_there(shelf: Shelf) -> None:
    @dataclass
    class HaltingTable(InMemoryLibraryTable):
        """A table that is halted just before the second operation ends."""

        def end(self, end: OperationEnd) -> bool:
            if end.operation.sequence == 2:
                self.halt(self.log(USER), NOW)
            return super().end(end)

    shelf.table = HaltingTable(shelf.jobs)
    shelf.accepted(LISBON, PORTO, BRAGA)

    again = shelf.apply_sent()

    assert again == {}
    assert states(shelf) == ["applied", "accepted", "accepted"]
    assert shelf.table.log(USER).halted_at == 2


def test_of_two_workers_at_the_same_log_each_goes_on_where_the_other_is(shelf: Shelf) -> None:
    @dataclass
    class SharedTable(InMemoryLibraryTable):
        """A table in which somebody else is quicker with the first operation."""

        others: ApplyOperations | None = None

        def end(self, end: OperationEnd) -> bool:
            others, self.others = self.others, None
            if others:
                shelf.clock.sleep(1)
                others([doorbell(1)])
            return super().end(end)

    table = SharedTable(shelf.jobs)
    shelf.table = table
    shelf.accepted(LISBON, PORTO)
    table.others = shelf.apply_operations

    again = shelf.apply_sent()

    assert again == {}
    assert states(shelf) == ["applied", "applied"]
    assert albums(shelf) == {"alb_lisbon", "alb_porto"}
    assert shelf.meter.counts["OperationsApplied"] == 2


def test_an_end_whose_answer_was_lost_is_told_of_once(shelf: Shelf) -> None:
    @dataclass
    class ForgetfulTable(InMemoryLibraryTable):
        """A table to which everything is told twice, as an SDK does that heard no answer."""

        def end(self, end: OperationEnd) -> bool:
            super().end(end)
            return super().end(end)

    shelf.table = ForgetfulTable(shelf.jobs)
    shelf.accepted(LISBON, PORTO)

    shelf.apply_sent()

    assert states(shelf) == ["applied", "applied"]
    assert shelf.meter.counts["OperationsApplied"] == 2


def test_what_there_is_no_time_for_comes_again_now(shelf: Shelf) -> None:
    shelf.accepted(LISBON)
    shelf.time.seconds = OBJECT_CALL_SECONDS

    assert shelf.apply_sent() == {0: Redelivery.NOW}

    assert states(shelf) == ["accepted"]


def test_who_is_stopped_keeps_what_is_applied_and_hands_the_rest_back(
    shelf: Shelf, photo: LibraryPhoto
) -> None:
    @dataclass
    class StoppingTable(InMemoryLibraryTable):
        """A table at which the worker is asked to stop after the first edit."""

        def end(self, end: OperationEnd) -> bool:
            shelf.time.is_stopped = True
            return super().end(end)

    table = StoppingTable(shelf.jobs)
    vars(table).update(vars(shelf.table))
    shelf.table = table
    shelf.accepted(edit(photo, ROTATE), LISBON)

    again = shelf.apply_sent()

    assert again == {0: Redelivery.ONWARD}
    assert states(shelf) == ["applied", "applied", "accepted"]
    assert len(shelf.requests.sent) == 1


@dataclass
class SlowTable(InMemoryLibraryTable):
    """A table at which each operation takes a second."""

    time: RemainingTime = field(default_factory=RemainingTime)

    def end(self, end: OperationEnd) -> bool:
        """End it, late."""
        self.time.seconds -= 1
        return super().end(end)


@pytest.fixture
def slow(shelf: Shelf) -> Shelf:
    """A shelf on which operations take a second each."""
    shelf.table = SlowTable(shelf.jobs, time=shelf.time)
    return shelf


def test_a_log_that_is_too_long_for_one_invocation_goes_on_at_once(slow: Shelf) -> None:
    slow.accepted(*[LISBON] * 7, key="first")
    slow.accepted(PORTO, key="second")
    slow.time.seconds = OBJECT_STEP_SECONDS + 5

    again = slow.apply_sent()

    assert again == {0: Redelivery.ONWARD, 1: Redelivery.ONWARD}
    assert slow.table.log(USER).applied == 6


def test_users_of_one_batch_share_its_time(slow: Shelf) -> None:
    slow.accepted(*[LISBON] * 50)
    for user_id in ("another", "third"):
        slow.append(user_id, [read_operation(PORTO)] * 3, KeyedRequest(key="key", fingerprint="f"))
    slow.time.seconds = OBJECT_STEP_SECONDS + 12

    again = slow.apply_sent()

    assert again == {0: Redelivery.ONWARD}
    applied = [slow.table.log(user_id).applied for user_id in (USER, "another", "third")]
    assert applied == [5, 3, 3]


def test_who_is_alone_in_a_batch_has_all_of_its_time(slow: Shelf) -> None:
    slow.accepted(*[LISBON] * 50)
    slow.time.seconds = OBJECT_STEP_SECONDS + 12

    slow.apply_sent()

    assert slow.table.log(USER).applied == 13


def test_who_comes_on_does_not_hurry_another_who_fails(slow: Shelf) -> None:
    slow.accepted(LISBON)
    slow.append("another", [read_operation(PORTO)], KeyedRequest(key="key", fingerprint="f"))
    slow.table.out_of_reach.add(("another", 1))

    assert slow.apply_sent() == {1: Redelivery.LATER}


def test_nobody_looks_at_a_log_that_is_applied(shelf: Shelf) -> None:
    shelf.accepted(LISBON)

    shelf.apply_sent()

    assert shelf.table.log(USER).due_at is None


def test_a_log_that_waits_for_more_stays_due(shelf: Shelf) -> None:
    shelf.accepted(LISBON, PORTO)

    shelf.apply_operations([doorbell(1)])

    assert shelf.table.log(USER).due_at == NOW + WORKING


def test_each_operation_is_told_of_when_it_has_ended(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="darkroom")
    lisbon, second = shelf.accepted(LISBON, LISBON)

    shelf.apply_sent()

    told = [record for record in caplog.records if record.message == "Operation ended"]
    assert [
        (vars(each)["operation_id"], vars(each)["state"], vars(each)["code"]) for each in told
    ] == [
        (lisbon.operation_id, "applied", None),
        (second.operation_id, "rejected", "album_exists"),
    ]
    assert shelf.meter.counts == {"OperationsApplied": 1, "OperationsRejected": 1}
