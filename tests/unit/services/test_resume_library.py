"""Letting a halted library go on."""

from datetime import timedelta

import pytest

from darkroom.deadlines import UNSENT, WORKING
from darkroom.errors import NotFoundError, NotHaltedError
from darkroom.jobs import Tombstone
from darkroom.library.log import AcceptedOperation, OperationState
from darkroom.ports.library_table import LibraryLog, OperationEnd
from tests.builders import NOW, USER
from tests.library_fakes import InMemoryLibraryTable
from tests.unit.services.shelves import Shelf

UNDO = {"operation": "undo", "photo_id": "pho_beach"}
ADD = {"operation": "add_photo", "job_id": "job_1", "photo_id": "pho_pier"}


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def operations(shelf: Shelf) -> tuple[AcceptedOperation, ...]:
    """Three operations; the log is halted at the second, and nobody looks at it."""
    operations = shelf.accepted(UNDO, ADD, UNDO)
    end(shelf, operations[0])
    shelf.table.halt(shelf.table.log(USER), NOW)
    shelf.table.postpone(shelf.table.log(USER), None)
    shelf.queue.sent.clear()
    return operations


def end(shelf: Shelf, operation: AcceptedOperation) -> bool:
    applied = {"state": OperationState.APPLIED, "ended_at": shelf.clock.now()}
    return shelf.table.end(OperationEnd(operation=operation.model_copy(update=applied)))


def test_a_retried_operation_is_tried_again(
    shelf: Shelf, operations: tuple[AcceptedOperation, ...]
) -> None:
    retried = shelf.resume.retry(USER, operations[1].operation_id)

    log = shelf.table.log(USER)
    assert retried == operations[1]
    assert (log.applied, log.halted_at, log.due_at) == (1, None, NOW + WORKING)
    assert end(shelf, operations[1])


def test_a_retry_rings_for_all_that_waits_so_that_the_queue_hears_it(
    shelf: Shelf, operations: tuple[AcceptedOperation, ...]
) -> None:
    shelf.resume.retry(USER, operations[1].operation_id)

    (message,) = shelf.queue.sent
    assert (message.user_id, message.sequence) == (USER, 3)
    assert message.ring_id.startswith(f"{operations[1].operation_id}-")


def test_each_retry_rings_anew(shelf: Shelf, operations: tuple[AcceptedOperation, ...]) -> None:
    for _ in range(2):
        shelf.resume.retry(USER, operations[1].operation_id)
        shelf.table.halt(shelf.table.log(USER), NOW)

    first, second = shelf.queue.sent
    assert first.ring_id != second.ring_id


def test_a_retry_that_nobody_hears_is_looked_at_soon(
    shelf: Shelf, operations: tuple[AcceptedOperation, ...]
) -> None:
    shelf.queue.refuses = lambda _: True

    shelf.resume.retry(USER, operations[1].operation_id)

    assert shelf.table.log(USER).due_at == NOW + UNSENT


def test_a_retry_may_be_asked_twice(
    shelf: Shelf, operations: tuple[AcceptedOperation, ...]
) -> None:
    retried = [shelf.resume.retry(USER, operations[1].operation_id) for _ in range(2)]

    assert retried == [operations[1]] * 2
    assert shelf.table.log(USER).due_at == NOW + WORKING


def test_who_asks_again_after_a_retry_that_nobody_heard_is_heard(
    shelf: Shelf, operations: tuple[AcceptedOperation, ...]
) -> None:
    shelf.queue.refuses = lambda _: True
    shelf.resume.retry(USER, operations[1].operation_id)
    shelf.queue.refuses = lambda _: False

    shelf.resume.retry(USER, operations[1].operation_id)

    assert [message.sequence for message in shelf.queue.sent] == [3]
    assert shelf.table.log(USER).due_at == NOW + WORKING


def test_nobody_is_rung_for_where_nothing_waits(
    shelf: Shelf, operations: tuple[AcceptedOperation, ...]
) -> None:
    shelf.resume.retry(USER, operations[1].operation_id)
    for operation in operations[1:]:
        end(shelf, operation)
    shelf.queue.sent.clear()

    retried = shelf.resume.retry(USER, operations[1].operation_id)

    assert retried.state is OperationState.APPLIED
    assert shelf.queue.sent == []


def test_of_two_retries_at_the_same_moment_one_rings(
    shelf: Shelf, operations: tuple[AcceptedOperation, ...]
) -> None:
    class OvertakenTable(InMemoryLibraryTable):
        def resume(self, log: LibraryLog, due_at: object) -> bool:
            del log, due_at
            return False

    table = OvertakenTable(shelf.jobs)
    vars(table).update(vars(shelf.table))
    shelf.table = table

    retried = shelf.resume.retry(USER, operations[1].operation_id)

    assert retried == operations[1]
    assert shelf.queue.sent == []


def test_a_skipped_operation_is_left_out(
    shelf: Shelf, operations: tuple[AcceptedOperation, ...]
) -> None:
    shelf.clock.sleep(60)

    skipped = shelf.resume.skip(USER, operations[1].operation_id)

    log, now = shelf.table.log(USER), shelf.clock.now()
    assert (skipped.state, skipped.ended_at) == (OperationState.SKIPPED, now)
    assert shelf.table.operation(USER, 2) == skipped
    assert (log.applied, log.halted_at, log.due_at) == (2, None, now + WORKING)
    assert [message.sequence for message in shelf.queue.sent] == [3]
    assert end(shelf, operations[2])


def test_what_was_copied_for_a_photo_that_is_skipped_is_removed(
    shelf: Shelf, operations: tuple[AcceptedOperation, ...]
) -> None:
    shelf.resume.skip(USER, operations[1].operation_id)

    job_id = operations[1].operation_id.replace("op_", "lib_")
    assert shelf.jobs.tombstone(job_id) == Tombstone.of(USER, job_id, NOW)


def test_a_skipped_edit_leaves_nothing_to_remove(shelf: Shelf) -> None:
    (operation,) = shelf.accepted(UNDO)
    shelf.table.halt(shelf.table.log(USER), NOW)

    shelf.resume.skip(USER, operation.operation_id)

    assert shelf.jobs.tombstone(operation.operation_id.replace("op_", "lib_")) is None


def test_a_skip_may_be_asked_twice(shelf: Shelf, operations: tuple[AcceptedOperation, ...]) -> None:
    first = shelf.resume.skip(USER, operations[1].operation_id)
    shelf.clock.sleep(timedelta(hours=1).total_seconds())

    second = shelf.resume.skip(USER, operations[1].operation_id)

    assert second == first
    assert shelf.table.log(USER).applied == 2


@pytest.mark.parametrize("is_seen", [True, False], ids=["seen", "not seen yet"])
def test_of_two_skips_at_the_same_moment_both_are_told_of_one(
    shelf: Shelf, operations: tuple[AcceptedOperation, ...], *, is_seen: bool
) -> None:
    class RacingTable(InMemoryLibraryTable):
        """A table in which somebody else skips the operation once it was read."""

        is_overtaken = False

        def log(self, user_id: str) -> LibraryLog:
            before = super().log(user_id)
            if self.is_overtaken:
                return before
            self.is_overtaken = True
            shelf.resume.skip(user_id, operations[1].operation_id)
            shelf.clock.sleep(1)
            return super().log(user_id) if is_seen else before

    table = RacingTable(shelf.jobs)
    vars(table).update(vars(shelf.table))
    shelf.table = table

    skipped = shelf.resume.skip(USER, operations[1].operation_id)

    assert skipped.state is OperationState.SKIPPED
    assert skipped == shelf.table.operation(USER, 2)
    assert shelf.table.log(USER).applied == 2
    assert len(shelf.queue.sent) == 1


def test_a_skip_that_comes_too_late_is_refused(
    shelf: Shelf, operations: tuple[AcceptedOperation, ...]
) -> None:
    class OvertakenTable(InMemoryLibraryTable):
        def skip(self, end: OperationEnd, due_at: object) -> bool:
            del end, due_at
            return False

    table = OvertakenTable(shelf.jobs)
    vars(table).update(vars(shelf.table))
    shelf.table = table

    with pytest.raises(NotHaltedError):
        shelf.resume.skip(USER, operations[1].operation_id)

    assert shelf.queue.sent == []


@pytest.mark.parametrize("place", [0, 2], ids=["applied", "behind"])
def test_only_what_the_library_is_halted_at_can_be_retried_or_skipped(
    shelf: Shelf, operations: tuple[AcceptedOperation, ...], place: int
) -> None:
    for decide in (shelf.resume.retry, shelf.resume.skip):
        with pytest.raises(NotHaltedError):
            decide(USER, operations[place].operation_id)

    assert shelf.table.log(USER).halted_at == 2


def test_what_is_not_halted_cannot_be_skipped(shelf: Shelf) -> None:
    (operation,) = shelf.accepted(UNDO)

    with pytest.raises(NotHaltedError):
        shelf.resume.skip(USER, operation.operation_id)

    assert shelf.table.operation(USER, 1) == operation


@pytest.mark.parametrize("operation_id", ["", "op_1", "op_" + "0" * 34, "op_0000000002" + "0" * 24])
def test_an_operation_that_is_not_there_is_not_found(
    shelf: Shelf, operations: tuple[AcceptedOperation, ...], operation_id: str
) -> None:
    assert len(operations) == 3
    for decide in (shelf.resume.retry, shelf.resume.skip):
        with pytest.raises(NotFoundError):
            decide(USER, operation_id)


def test_another_users_operation_is_not_found(
    shelf: Shelf, operations: tuple[AcceptedOperation, ...]
) -> None:
    for decide in (shelf.resume.retry, shelf.resume.skip):
        with pytest.raises(NotFoundError):
            decide("another", operations[1].operation_id)
