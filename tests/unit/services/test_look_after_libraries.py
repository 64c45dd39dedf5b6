"""What becomes of libraries that were forgotten."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from darkroom.deadlines import PATIENCE, UNSENT, WORKING
from darkroom.ports import DueLibrary
from darkroom.ports.library_table import LibraryLog
from darkroom.services.look_after_libraries import LookAfterLibraries
from tests.builders import NOW, USER
from tests.library_fakes import InMemoryLibraryTable
from tests.unit.services.shelves import Shelf, TornTable

LISBON = {"operation": "create_album", "name": "Lisbon"}


@pytest.fixture
def shelf() -> Shelf:
    """A library with operations of which nobody was told."""
    return Shelf()


def forget(shelf: Shelf) -> None:
    """Have two operations wait of which nobody is told."""
    shelf.queue.refuses = lambda _: True
    shelf.accepted(LISBON, LISBON)
    shelf.queue.refuses = lambda _: False


def look(shelf: Shelf, *, after: timedelta) -> None:
    shelf.clock.at = NOW + after
    look_after = LookAfterLibraries(
        table=shelf.table, doorbell=shelf.doorbell, clock=shelf.clock, meter=shelf.meter
    )
    look_after(DueLibrary(user_id=USER))


def test_one_that_waits_is_rung_for(shelf: Shelf) -> None:
    forget(shelf)

    look(shelf, after=UNSENT)

    (message,) = shelf.queue.sent
    assert (message.user_id, message.sequence) == (USER, 2)
    assert shelf.table.log(USER).due_at == NOW + UNSENT + WORKING
    assert shelf.meter.counts == {"RungAgain": 1}


def test_one_that_nobody_hears_of_is_soon_rung_for_again(shelf: Shelf) -> None:
    forget(shelf)
    shelf.queue.refuses = lambda _: True

    look(shelf, after=UNSENT)

    assert shelf.table.log(USER).due_at == NOW + 2 * UNSENT
    assert not shelf.meter.counts


def test_each_ring_is_another_to_the_queue(shelf: Shelf) -> None:
    forget(shelf)

    look(shelf, after=UNSENT)
    look(shelf, after=UNSENT + WORKING)

    first, second = shelf.queue.sent
    assert first.ring_id != second.ring_id


def test_one_that_is_applied_is_left_alone(shelf: Shelf) -> None:
    shelf.accepted(LISBON)
    shelf.table.postpone(shelf.table.log(USER), NOW + PATIENCE)
    shelf.apply_operations(shelf.queue.sent)
    log = shelf.table.log(USER)
    assert log.due_at is None

    look(shelf, after=PATIENCE)

    assert len(shelf.queue.sent) == 1


def test_one_that_is_halted_waits_for_a_person(shelf: Shelf) -> None:
    forget(shelf)
    shelf.table.halt(shelf.table.log(USER), NOW)

    look(shelf, after=UNSENT)

    assert shelf.queue.sent == []
    assert shelf.table.log(USER).due_at is None


@pytest.mark.parametrize("reads_before", [0, 1], ids=["its first read", "its second read"])
def test_one_that_is_resumed_while_somebody_looks_stays_due(
    shelf: Shelf, reads_before: int
) -> None:
    table = TornTable(shelf.jobs)
    shelf.table = table
    forget(shelf)
    table.halt(table.log(USER), NOW)

    def resume_and_die() -> None:
        shelf.queue.refuses = lambda _: True
        (operation, _) = table.operations(USER, after=0, limit=2)
        shelf.resume.retry(USER, operation.operation_id)
        # Whoever looks takes so long that it is due again.
        shelf.clock.sleep(2 * UNSENT.total_seconds())

    table.meanwhile = [*[lambda: None] * reads_before, resume_and_die]

    look(shelf, after=UNSENT)

    log = table.log(USER)
    assert log.is_waiting
    assert log.due_at == NOW + 2 * UNSENT


def test_one_that_is_not_due_is_left_alone(shelf: Shelf) -> None:
    forget(shelf)

    look(shelf, after=UNSENT - timedelta(seconds=1))

    assert shelf.queue.sent == []
    assert shelf.table.log(USER).due_at == NOW + UNSENT


def test_one_that_there_is_not_is_left_alone(shelf: Shelf) -> None:
    look(shelf, after=PATIENCE)

    assert shelf.queue.sent == []


def test_of_two_who_look_at_the_same_one_rings(shelf: Shelf) -> None:
    @dataclass
    class ContestedTable(InMemoryLibraryTable):
        """A table in which somebody else always is a little faster."""

        def postpone(self, log: LibraryLog, due_at: datetime | None) -> bool:
            """Come second."""
            super().postpone(log, NOW + PATIENCE)
            return super().postpone(log, due_at)

    shelf.table = ContestedTable(shelf.jobs)
    forget(shelf)

    look(shelf, after=UNSENT)

    assert shelf.queue.sent == []
