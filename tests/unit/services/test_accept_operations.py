"""Accepting changes to a library."""

from typing import Any

import pytest

from darkroom.errors import KeyAlreadyUsedError, LibraryBehindError, NotFoundError
from darkroom.jobs import PhotoState
from darkroom.library.contents import Changes, Touched
from darkroom.library.log import AcceptedOperation, OperationState
from darkroom.ports.library_table import OperationEnd
from darkroom.services.accept_operations import MAX_PENDING
from tests.builders import USER
from tests.libraries import ROTATE, build_album, build_library_photo, change, fall_behind
from tests.library_fakes import InMemoryLibraryTable
from tests.unit.services.shelves import Asked, Shelf

BEACH, PIER = build_library_photo("pho_beach"), build_library_photo("pho_pier")
EDIT: Asked = {"operation": "apply_edit", "photo_id": "pho_beach", "operations": [ROTATE]}
UNDO: Asked = {"operation": "undo", "photo_id": "pho_beach"}
PORTO: Asked = {"operation": "create_album", "name": "Porto", "album_id": "alb_porto"}


def to_album(album_id: str, *photo_ids: str) -> Asked:
    return {"operation": "add_to_album", "album_id": album_id, "photo_ids": photo_ids}


def adding(job_id: str, photo_id: str) -> Asked:
    return {"operation": "add_photo", "job_id": job_id, "photo_id": photo_id}


@pytest.fixture
def shelf() -> Shelf:
    """A library with two photos and an album."""
    shelf = Shelf()
    album = build_album("pho_beach", album_id="alb_lisbon")
    change(shelf.table, Changes(photos=(BEACH, PIER), albums=(album,)))
    return shelf


def test_what_names_things_of_the_library_is_accepted(shelf: Shelf) -> None:
    asked: list[Asked] = [
        EDIT,
        UNDO,
        {"operation": "redo", "photo_id": "pho_beach"},
        {"operation": "revert", "photo_id": "pho_beach"},
        {"operation": "rename_photo", "photo_id": "pho_pier", "name": "pier.jpg"},
        {"operation": "rename_album", "album_id": "alb_lisbon", "name": "Lisboa"},
        to_album("alb_lisbon", "pho_pier", "pho_beach"),
        {"operation": "reorder_album", "album_id": "alb_lisbon", "photo_ids": ["pho_beach"]},
        {"operation": "set_cover", "album_id": "alb_lisbon", "photo_id": "pho_beach"},
        {"operation": "remove_from_album", "album_id": "alb_lisbon", "photo_ids": ["pho_beach"]},
        {"operation": "delete_photo", "photo_id": "pho_pier"},
        {"operation": "delete_album", "album_id": "alb_lisbon"},
    ]

    accepted = shelf.accept(*asked)

    assert [each.operation.tag() for each in accepted.operations] == [
        each["operation"] for each in asked
    ]


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ({**EDIT, "photo_id": "pho_nowhere"}, "operations[0].photo_id"),
        ({**UNDO, "photo_id": "pho_nowhere"}, "operations[0].photo_id"),
        ({"operation": "delete_photo", "photo_id": "pho_nowhere"}, "operations[0].photo_id"),
        ({"operation": "delete_album", "album_id": "alb_none"}, "operations[0].album_id"),
        (to_album("alb_none", "pho_pier"), "operations[0].album_id"),
        (to_album("alb_lisbon", "pho_pier", "pho_nowhere"), "operations[0].photo_ids[1]"),
        (
            {"operation": "set_cover", "album_id": "alb_lisbon", "photo_id": "pho_nowhere"},
            "operations[0].photo_id",
        ),
    ],
    ids=["edit", "undo", "delete", "album", "no album", "one of several", "cover"],
)
def test_what_names_anything_else_is_not(shelf: Shelf, asked: Asked, path: str) -> None:
    with pytest.raises(NotFoundError) as refusal:
        shelf.accept(asked)

    assert refusal.value.path == path


def test_a_request_is_accepted_whole_or_not_at_all(shelf: Shelf) -> None:
    with pytest.raises(NotFoundError) as refusal:
        shelf.accept(EDIT, {**UNDO, "photo_id": "pho_nowhere"}, EDIT)

    assert refusal.value.path == "operations[1].photo_id"
    assert shelf.table.log(USER).accepted == 1
    assert shelf.queue.sent == []


def test_another_users_things_are_nowhere(shelf: Shelf) -> None:
    change(shelf.table, Changes(photos=(build_library_photo("pho_theirs"),)), user_id="another")

    with pytest.raises(NotFoundError):
        shelf.accept({**EDIT, "photo_id": "pho_theirs"})


def test_an_operation_may_name_what_an_earlier_one_of_its_request_makes(shelf: Shelf) -> None:
    photo = shelf.finished_photo()

    accepted = shelf.accept(
        PORTO,
        adding(photo.job_id, photo.photo_id),
        to_album("alb_porto", photo.photo_id),
        {**EDIT, "photo_id": photo.photo_id},
    )

    assert len(accepted.operations) == 4


def test_it_may_not_name_what_a_later_one_makes(shelf: Shelf) -> None:
    with pytest.raises(NotFoundError) as refusal:
        shelf.accept(to_album("alb_porto", "pho_pier"), PORTO)

    assert refusal.value.path == "operations[0].album_id"


def test_it_may_name_what_is_accepted_and_not_applied_yet(shelf: Shelf) -> None:
    photo = shelf.finished_photo()
    shelf.accept(PORTO, adding(photo.job_id, photo.photo_id), key="first")

    accepted = shelf.accept(to_album("alb_porto", photo.photo_id), key="second")

    assert [each.sequence for each in accepted.operations] == [4]


def test_what_is_far_back_in_the_log_is_found_as_well(shelf: Shelf) -> None:
    for number in range(3):
        shelf.accept(*[UNDO] * 50, key=f"undos {number}")
    shelf.accept(PORTO, key="porto")

    accepted = shelf.accept({"operation": "delete_album", "album_id": "alb_porto"}, key="delete")

    assert [each.sequence for each in accepted.operations] == [153]


def test_no_more_of_the_log_is_read_than_it_takes(shelf: Shelf) -> None:
    class ReadTable(InMemoryLibraryTable):
        """A table that knows what was read of its log."""

        read: tuple[AcceptedOperation, ...] = ()

        def operations(
            self, user_id: str, *, after: int, limit: int
        ) -> tuple[AcceptedOperation, ...]:
            page = super().operations(user_id, after=after, limit=limit)
            self.read += page
            return page

    table = ReadTable(shelf.jobs)
    shelf.table = table
    shelf.accept(PORTO, key="porto")
    fall_behind(shelf.table, by=1000)

    shelf.accept({"operation": "delete_album", "album_id": "alb_porto"}, key="delete")

    assert len(table.read) == 100


def test_a_library_that_is_far_behind_takes_no_more(shelf: Shelf) -> None:
    fall_behind(shelf.table, by=MAX_PENDING - 1)
    accepted = shelf.accept(UNDO, key="last")

    with pytest.raises(LibraryBehindError):
        shelf.accept(UNDO, key="too much")

    assert shelf.table.log(USER).accepted == accepted.operations[0].sequence


def test_a_library_never_takes_a_part_of_a_request(shelf: Shelf) -> None:
    fall_behind(shelf.table, by=MAX_PENDING - 1)
    before = shelf.table.log(USER)

    with pytest.raises(LibraryBehindError):
        shelf.accept(UNDO, UNDO)

    assert shelf.table.log(USER) == before


def test_a_library_that_is_far_behind_still_answers_what_it_has_taken(shelf: Shelf) -> None:
    first = shelf.accept(EDIT)
    fall_behind(shelf.table, by=MAX_PENDING)

    again = shelf.accept(EDIT)

    assert again.operations == first.operations


@pytest.mark.parametrize("is_seen", [True, False], ids=["seen", "not seen yet"])
def test_what_is_applied_while_it_is_looked_for_is_found(shelf: Shelf, *, is_seen: bool) -> None:
    class MovingTable(InMemoryLibraryTable):
        """A table in which all is applied when somebody looks for what is there."""

        def found(self, user_id: str, touched: Touched) -> Touched:
            before = super().found(user_id, touched)
            shelf.apply_sent()
            return super().found(user_id, touched) if is_seen else before

    shelf.table = MovingTable(shelf.jobs)
    shelf.accept(PORTO, key="porto")

    accepted = shelf.accept({"operation": "delete_album", "album_id": "alb_porto"})

    assert shelf.table.log(USER).applied == 1
    assert [each.sequence for each in accepted.operations] == [2]


@pytest.mark.parametrize(
    "state", sorted({*PhotoState} - {PhotoState.DONE}), ids=lambda state: state.value
)
def test_a_photo_that_is_not_done_cannot_be_added(shelf: Shelf, state: PhotoState) -> None:
    photo = shelf.finished_photo(state=state)

    with pytest.raises(NotFoundError) as refusal:
        shelf.accept(UNDO, adding(photo.job_id, photo.photo_id))

    assert refusal.value.path == "operations[1].photo_id"


@pytest.mark.parametrize(
    "values",
    [{"user_id": "another"}, {"job_id": "lib_beach"}, {"source": None}],
    ids=["another user's", "a version of the library's", "without an upload"],
)
def test_what_is_no_finished_photo_of_ones_own_job_cannot_be_added(
    shelf: Shelf, values: dict[str, Any]
) -> None:
    photo = shelf.finished_photo(**values)

    with pytest.raises(NotFoundError):
        shelf.accept(adding(photo.job_id, photo.photo_id))


def test_a_photo_of_another_job_cannot_be_added(shelf: Shelf) -> None:
    photo, other = shelf.finished_photo(), shelf.finished_photo()

    with pytest.raises(NotFoundError):
        shelf.accept(adding(other.job_id, photo.photo_id))


def test_the_same_request_again_is_answered_also_if_its_things_are_gone(shelf: Shelf) -> None:
    (operation,) = shelf.accept(EDIT).operations
    ended = operation.model_copy(update={"state": OperationState.APPLIED})
    shelf.table.end(OperationEnd(operation=ended, changes=Changes(deleted_photos=(BEACH,))))

    again = shelf.accept(EDIT)

    assert again.operations == (ended,)
    assert again.repeated


def test_the_same_key_for_another_request_is_refused_before_that_is_looked_at(
    shelf: Shelf,
) -> None:
    shelf.accept(EDIT)

    with pytest.raises(KeyAlreadyUsedError):
        shelf.accept({**EDIT, "photo_id": "pho_nowhere"}, fingerprint="other")
