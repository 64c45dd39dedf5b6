"""What every LibraryTable does with operations, from their acceptance to their end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from darkroom.errors import KeyAlreadyUsedError
from darkroom.jobs import Problem
from darkroom.library.log import AcceptedOperation, OperationState
from darkroom.ports import SHARDS, Due, DueLibrary, JobTable, KeyedRequest
from darkroom.ports.library_table import (
    KeyedOperations,
    LibraryLog,
    LibraryTable,
    NewOperations,
    OperationEnd,
)
from tests.builders import NOW, USER
from tests.fakes import ManualClock
from tests.libraries import ROTATE, accept, long_edits

DUE = NOW + timedelta(seconds=60, microseconds=123_456)
AT = NOW + timedelta(seconds=10, microseconds=7)
LATER = NOW + timedelta(hours=1)
DAY = 24 * 3600
MEGABYTE = 1 << 20
EDIT = {
    "operation": "apply_edit",
    "photo_id": "pho_beach",
    "operations": [ROTATE, {"operation": "adjust", "brightness": 0.25}],
}


def new(first: int = 1, count: int = 1, *, key: str | None = None) -> NewOperations:
    """Operations for the places from `first` on."""
    return NewOperations(
        operations=tuple(accept(EDIT, sequence) for sequence in range(first, first + count)),
        keyed=KeyedRequest(key=key or f"key-{first}", fingerprint="f"),
        due_at=DUE,
    )


def ended(
    operation: AcceptedOperation, state: OperationState = OperationState.APPLIED, **values: object
) -> OperationEnd:
    """An operation that changes nothing."""
    usual = {"state": state, "ended_at": AT}
    return OperationEnd(operation=operation.model_copy(update=usual | values))


def due_by(table: JobTable, limit: int = 10) -> list[Due]:
    return [each for shard in range(SHARDS) for each in table.due(LATER, shard, limit)]


def halted(libraries: LibraryTable, *, at: int) -> tuple[AcceptedOperation, ...]:
    """Three operations, of which those are applied that are before one."""
    accepted = new(count=3)
    libraries.accept(accepted)
    for operation in accepted.operations[: at - 1]:
        libraries.end(ended(operation))
    libraries.halt(libraries.log(USER), AT)
    return accepted.operations


def test_nobody_has_accepted_anything_at_first(libraries: LibraryTable) -> None:
    assert libraries.log(USER) == LibraryLog(user_id=USER)
    assert libraries.operation(USER, 1) is None
    assert libraries.operations(USER, after=0, limit=10) == ()
    assert libraries.operations_of_key(USER, "key-1") is None


def test_accepted_operations_are_read_as_they_were_written(libraries: LibraryTable) -> None:
    first, second = new(count=2), new(3)

    taken = [libraries.accept(first), libraries.accept(second)]

    operations = (*first.operations, *second.operations)
    assert taken == [True, True]
    assert libraries.operations(USER, after=0, limit=10) == operations
    assert libraries.operations(USER, after=1, limit=1) == operations[1:2]
    assert libraries.operation(USER, 3) == operations[2]
    assert libraries.log(USER) == LibraryLog(
        user_id=USER, accepted=3, accepted_at=operations[2].accepted_at, due_at=DUE
    )


def test_what_no_request_may_ask_for_any_more_is_read_all_the_same(libraries: LibraryTable) -> None:
    asked = {"operation": "rename_photo", "photo_id": "pho_beach", "name": "cliff.jpg"}
    renaming = accept(asked, 1)
    older = renaming.operation.model_copy(update={"name": "." * 255})
    operation = renaming.model_copy(update={"operation": older})

    libraries.accept(replace(new(), operations=(operation,)))

    assert libraries.operations(USER, after=0, limit=1) == (operation,)
    assert libraries.operation(USER, 1) == operation


def test_fifty_operations_are_accepted_at_once(libraries: LibraryTable) -> None:
    accepted = new(count=50)

    libraries.accept(accepted)

    assert libraries.operations(USER, after=0, limit=50) == accepted.operations


def test_of_long_operations_a_page_has_fewer_and_a_request_all(libraries: LibraryTable) -> None:
    operations = tuple(accept(edit, place) for place, edit in enumerate(long_edits(20), 1))
    libraries.accept(replace(new(), operations=operations))

    first = libraries.operations(USER, after=0, limit=100)
    second = libraries.operations(USER, after=len(first), limit=100)

    assert 1 <= len(first) < 20
    assert sum(len(each.model_dump_json().encode()) for each in first) < MEGABYTE
    assert (first + second)[:20] == operations
    assert libraries.operations_between(USER, 1, 20) == operations
    assert libraries.operations_between(USER, 3, 4) == operations[2:4]


def test_of_two_that_want_the_same_places_one_has_them(libraries: LibraryTable) -> None:
    first, second = new(count=2, key="first"), new(count=1, key="second")

    taken = [libraries.accept(first), libraries.accept(second)]

    assert taken == [True, False]
    assert libraries.operations(USER, after=0, limit=10) == first.operations
    assert libraries.operations_of_key(USER, "second") is None


def test_places_may_not_be_left_out(libraries: LibraryTable) -> None:
    assert not libraries.accept(new(2))
    assert libraries.log(USER).accepted == 0


def test_a_key_is_known_with_what_it_was_used_for(libraries: LibraryTable) -> None:
    libraries.accept(new(1))
    libraries.accept(new(2, count=3))

    known = libraries.operations_of_key(USER, "key-2")

    assert known == KeyedOperations(first=2, count=3, fingerprint="f")
    assert libraries.operations_of_key("another", "key-2") is None


def test_a_key_is_good_for_one_request(libraries: LibraryTable) -> None:
    libraries.accept(new(1, key="key"))

    with pytest.raises(KeyAlreadyUsedError):
        libraries.accept(new(2, key="key"))
    with pytest.raises(KeyAlreadyUsedError):
        libraries.accept(new(1, key="key"))

    assert libraries.log(USER).accepted == 1


def test_a_key_may_be_used_again_after_a_day(libraries: LibraryTable, clock: ManualClock) -> None:
    libraries.accept(new(1, key="key"))
    clock.sleep(DAY + 2)
    again = new(2, key="key")
    operation = again.operations[0].model_copy(update={"accepted_at": clock.now()})
    again = replace(again, operations=(operation,))

    assert libraries.operations_of_key(USER, "key") is None
    assert libraries.accept(again)
    known = libraries.operations_of_key(USER, "key")
    assert known
    assert known.first == 2


def test_each_user_has_a_log_of_their_own(libraries: LibraryTable) -> None:
    libraries.accept(new(1))

    assert libraries.log("another") == LibraryLog(user_id="another")
    assert libraries.operations("another", after=0, limit=10) == ()


def test_operations_end_in_their_order(libraries: LibraryTable) -> None:
    accepted = new(count=2)
    libraries.accept(accepted)
    first, second = map(ended, accepted.operations)

    taken = [libraries.end(each) for each in (second, first, second)]

    assert taken == [False, True, True]
    assert libraries.log(USER).applied == 2
    assert libraries.operations(USER, after=0, limit=10) == (first.operation, second.operation)


def test_an_operation_ends_once(libraries: LibraryTable) -> None:
    accepted = new()
    libraries.accept(accepted)
    first = ended(accepted.operations[0])
    problem = Problem(code="nothing_to_undo", message="There is nothing to undo.")
    later = ended(accepted.operations[0], OperationState.REJECTED, ended_at=LATER, error=problem)

    taken = [libraries.end(first), libraries.end(later)]

    assert taken == [True, False]
    assert libraries.operation(USER, 1) == first.operation


def test_the_same_end_twice_is_one(libraries: LibraryTable) -> None:
    accepted = new()
    libraries.accept(accepted)

    taken = [libraries.end(ended(accepted.operations[0])) for _ in range(2)]

    assert taken == [True, True]
    assert libraries.log(USER).applied == 1


def test_a_rejected_operation_keeps_its_reason(libraries: LibraryTable) -> None:
    accepted = new()
    libraries.accept(accepted)
    problem = Problem(code="nothing_to_undo", message="There is nothing to undo.")

    libraries.end(ended(accepted.operations[0], OperationState.REJECTED, error=problem))

    known = libraries.operation(USER, 1)
    assert known
    assert (known.state, known.error, known.ended_at) == (OperationState.REJECTED, problem, AT)


def test_nothing_ends_while_a_log_is_halted(libraries: LibraryTable) -> None:
    operations = halted(libraries, at=2)

    taken = libraries.end(ended(operations[1]))

    log = libraries.log(USER)
    assert not taken
    assert (log.applied, log.halted_at, log.halted_since) == (1, 2, AT)
    assert not log.is_waiting
    assert libraries.operations(USER, after=1, limit=10) == operations[1:]


def test_a_log_is_halted_since_its_first_operation(libraries: LibraryTable) -> None:
    operations = halted(libraries, at=1)

    assert libraries.log(USER).halted_since == AT
    assert not libraries.end(ended(operations[0]))


def test_a_log_is_not_halted_that_has_come_further(libraries: LibraryTable) -> None:
    accepted = new(count=2)
    libraries.accept(accepted)
    before = libraries.log(USER)
    libraries.end(ended(accepted.operations[0]))

    assert not libraries.halt(before, AT)
    assert libraries.log(USER).halted_since is None


def test_a_log_is_halted_once(libraries: LibraryTable) -> None:
    halted(libraries, at=2)

    assert not libraries.halt(libraries.log(USER), LATER)
    assert libraries.log(USER).halted_since == AT


def test_operations_are_accepted_while_a_log_is_halted(libraries: LibraryTable) -> None:
    halted(libraries, at=2)

    assert libraries.accept(new(4))
    assert libraries.log(USER).halted_since == AT


@pytest.mark.parametrize("at", [1, 2])
def test_a_resumed_log_goes_on_where_it_was_halted(
    libraries: LibraryTable, table: JobTable, at: int
) -> None:
    operations = halted(libraries, at=at)
    libraries.postpone(libraries.log(USER), None)

    is_resumed = libraries.resume(libraries.log(USER), LATER)

    log = libraries.log(USER)
    assert is_resumed
    assert (log.applied, log.halted_at, log.due_at) == (at - 1, None, LATER)
    assert log.is_waiting
    assert due_by(table) == [DueLibrary(user_id=USER)]
    assert libraries.end(ended(operations[at - 1]))


def test_a_log_is_resumed_once(libraries: LibraryTable) -> None:
    halted(libraries, at=2)
    log = libraries.log(USER)

    assert [libraries.resume(log, LATER), libraries.resume(log, LATER)] == [True, False]


def test_what_a_log_is_halted_since_can_be_skipped(libraries: LibraryTable) -> None:
    operations = halted(libraries, at=2)
    skipped = ended(operations[1], OperationState.SKIPPED)

    taken = [libraries.skip(skipped, LATER) for _ in range(2)]

    log = libraries.log(USER)
    assert taken == [True, True]
    assert (log.applied, log.halted_since, log.due_at) == (2, None, LATER)
    assert libraries.operation(USER, 2) == skipped.operation
    assert libraries.end(ended(operations[2]))


def test_nothing_else_can_be_skipped(libraries: LibraryTable) -> None:
    operations = halted(libraries, at=2)

    taken = [
        libraries.skip(ended(operations[place], OperationState.SKIPPED), LATER) for place in (0, 2)
    ]

    assert taken == [False, False]
    assert libraries.log(USER).applied == 1


def test_what_is_not_halted_cannot_be_skipped(libraries: LibraryTable) -> None:
    accepted = new()
    libraries.accept(accepted)

    assert not libraries.skip(ended(accepted.operations[0], OperationState.SKIPPED), LATER)
    assert libraries.log(USER).applied == 0


def test_a_log_is_found_when_it_is_due(libraries: LibraryTable, table: JobTable) -> None:
    libraries.accept(new())

    found = [table.due(DUE, shard, 10) for shard in range(SHARDS)]
    too_early = [table.due(DUE - timedelta(microseconds=1), shard, 10) for shard in range(SHARDS)]

    assert [each for shard in found for each in shard] == [DueLibrary(user_id=USER)]
    assert not any(too_early)


@pytest.mark.parametrize("until", [LATER, None], ids=["later", "never"])
def test_a_log_is_postponed_by_who_says_it_twice(
    libraries: LibraryTable, table: JobTable, until: object
) -> None:
    libraries.accept(new())
    log = libraries.log(USER)
    due_at = LATER if until else None

    taken = [libraries.postpone(log, due_at), libraries.postpone(log, due_at)]

    assert taken == [True, True]
    assert libraries.log(USER).due_at == due_at
    assert due_by(table) == ([DueLibrary(user_id=USER)] if due_at else [])


def test_of_two_who_postpone_the_same_log_one_does(libraries: LibraryTable) -> None:
    libraries.accept(new())
    log = libraries.log(USER)

    taken = [libraries.postpone(log, LATER), libraries.postpone(log, None)]

    assert taken == [True, False]
    assert libraries.log(USER).due_at == LATER


def test_a_log_that_is_not_due_is_not_postponed(libraries: LibraryTable) -> None:
    libraries.accept(new())
    libraries.postpone(libraries.log(USER), None)

    taken = [libraries.postpone(libraries.log(USER), due_at) for due_at in (LATER, None)]

    assert taken == [False, False]
    assert libraries.log(USER).due_at is None


def test_a_log_that_has_grown_is_not_postponed(libraries: LibraryTable) -> None:
    libraries.accept(new())
    before = libraries.log(USER)
    libraries.accept(new(2))

    assert not libraries.postpone(before, None)
    assert libraries.log(USER).due_at == DUE
