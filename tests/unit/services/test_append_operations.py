"""Writing operations behind a user's log."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from darkroom.deadlines import UNSENT, WORKING
from darkroom.errors import KeyAlreadyUsedError, TransientError
from darkroom.ids import sequence_of
from darkroom.library.album_operations import CreateAlbum
from darkroom.messages import OperationsAccepted
from darkroom.ports import KeyedRequest
from darkroom.ports.library_table import LibraryLog, NewOperations
from tests.builders import USER
from tests.libraries import long_edits, read_operation
from tests.library_fakes import InMemoryLibraryTable
from tests.unit.services.shelves import Shelf

UNDO = {"operation": "undo", "photo_id": "pho_beach"}
LISBON = {"operation": "create_album", "name": "Lisbon"}
KEYED = KeyedRequest(key="key", fingerprint="f")


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@dataclass
class CrowdedTable(InMemoryLibraryTable):
    """A table in which others are quicker, so many times."""

    quicker: int = 0

    def accept(self, new: NewOperations) -> bool:
        """Accept somebody else's operations first."""
        if self.quicker:
            self.quicker -= 1
            theirs = KeyedRequest(key=f"theirs-{self.quicker}", fingerprint="f")
            super().accept(
                NewOperations(operations=new.operations, keyed=theirs, due_at=new.due_at)
            )
        return super().accept(new)


@dataclass
class ForgetfulTable(InMemoryLibraryTable):
    """A table that accepts, and says so only to the second who asks."""

    def accept(self, new: NewOperations) -> bool:
        """Accept twice, as an SDK does that heard no answer."""
        super().accept(new)
        return super().accept(new)


def test_a_long_request_is_found_whole(shelf: Shelf) -> None:
    accepted = shelf.accepted(*long_edits(20))

    earlier = shelf.append.earlier(USER, KEYED)

    assert earlier
    assert earlier.operations == accepted


def test_operations_get_the_places_behind_those_that_are_there(shelf: Shelf) -> None:
    first = shelf.accepted(UNDO, UNDO, key="first")
    second = shelf.accepted(UNDO, key="second")

    assert [each.sequence for each in (*first, *second)] == [1, 2, 3]
    assert [sequence_of(each.operation_id) for each in (*first, *second)] == [1, 2, 3]
    assert shelf.table.operations(USER, after=0, limit=10) == (*first, *second)


def test_an_album_gets_its_id_when_it_is_accepted(shelf: Shelf) -> None:
    (accepted,) = shelf.accepted(LISBON)

    assert isinstance(accepted.operation, CreateAlbum)
    assert accepted.operation.album_id == accepted.operation_id.replace("op_", "alb_")


def test_one_message_calls_for_all_of_a_request(shelf: Shelf) -> None:
    accepted = shelf.accepted(UNDO, UNDO)

    assert shelf.queue.sent == [
        OperationsAccepted(user_id=USER, sequence=2, ring_id=accepted[-1].operation_id)
    ]


def test_a_log_whose_message_was_taken_has_the_time_that_work_takes(shelf: Shelf) -> None:
    shelf.accepted(UNDO)

    assert shelf.table.log(USER).due_at == shelf.clock.now() + WORKING


def test_a_log_whose_message_was_not_taken_is_soon_looked_at(shelf: Shelf) -> None:
    shelf.queue.refuses = lambda _: True

    accepted = shelf.accepted(UNDO)

    assert shelf.table.log(USER).due_at == shelf.clock.now() + UNSENT
    assert shelf.table.operations(USER, after=0, limit=10) == accepted


def test_the_same_request_again_has_the_same_answer(shelf: Shelf) -> None:
    operations = [read_operation(UNDO), read_operation(LISBON)]
    first = shelf.append(USER, operations, KEYED)
    shelf.clock.sleep(60)

    second = shelf.append(USER, operations, KEYED)

    assert second.operations == first.operations
    assert (first.repeated, second.repeated) == (False, True)
    assert shelf.table.log(USER).accepted == 2


def test_the_same_request_again_rings_for_what_waits_since(shelf: Shelf) -> None:
    shelf.queue.refuses = lambda _: True
    accepted = shelf.accepted(UNDO)
    shelf.queue.refuses = lambda _: False

    shelf.accepted(UNDO)

    (ring,) = shelf.queue.sent
    # By the first one's id the queue might take it for that.
    assert ring.ring_id.startswith(f"{accepted[0].operation_id}-")


def test_the_same_key_for_another_request_is_refused(shelf: Shelf) -> None:
    shelf.accepted(UNDO)

    with pytest.raises(KeyAlreadyUsedError):
        shelf.append(USER, [read_operation(UNDO)], KeyedRequest(key="key", fingerprint="other"))

    assert shelf.table.log(USER).accepted == 1


def test_a_key_is_good_for_a_day(shelf: Shelf) -> None:
    shelf.accepted(UNDO)
    shelf.clock.sleep(timedelta(hours=24).total_seconds())

    again = shelf.accepted(LISBON)

    assert again[0].sequence == 2


def test_another_users_key_is_another(shelf: Shelf) -> None:
    shelf.accepted(UNDO)

    theirs = shelf.append("another", [read_operation(LISBON)], KEYED)

    assert [each.sequence for each in theirs.operations] == [1]
    assert shelf.table.log("another") == LibraryLog(
        user_id="another",
        accepted=1,
        accepted_at=shelf.clock.now(),
        due_at=shelf.clock.now() + WORKING,
    )


def test_who_is_too_late_gets_the_places_behind(shelf: Shelf) -> None:
    shelf.table = CrowdedTable(shelf.jobs, quicker=3)

    accepted = shelf.accepted(UNDO)

    assert [each.sequence for each in accepted] == [4]


def test_who_is_always_too_late_is_told_to_try_again(shelf: Shelf) -> None:
    shelf.table = CrowdedTable(shelf.jobs, quicker=1000)

    with pytest.raises(TransientError):
        shelf.accepted(UNDO)

    assert shelf.table.operations_of_key(USER, "key") is None


def test_an_acceptance_whose_answer_was_lost_is_known_again(shelf: Shelf) -> None:
    shelf.table = ForgetfulTable(shelf.jobs)

    accepted = shelf.accepted(UNDO)

    assert shelf.table.operations(USER, after=0, limit=10) == accepted
    (ring,) = shelf.queue.sent
    assert ring.ring_id.startswith(f"{accepted[0].operation_id}-")


def test_a_key_that_ends_at_the_wrong_moment_is_refused(shelf: Shelf) -> None:
    @dataclass
    class LateTable(InMemoryLibraryTable):
        def accept(self, new: NewOperations) -> bool:
            del new
            raise KeyAlreadyUsedError

    shelf.table = LateTable(shelf.jobs)

    with pytest.raises(KeyAlreadyUsedError):
        shelf.accepted(UNDO)
