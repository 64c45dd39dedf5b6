"""Photos keep their original and the history of what was done to them."""

import pytest

from darkroom.library.contents import Library
from darkroom.library.log import apply
from darkroom.library.photos import LibraryPhoto
from tests.libraries import (
    FLIP,
    ROTATE,
    Asked,
    accept,
    after,
    build_library,
    build_library_photo,
)

BLUR: Asked = {"operation": "blur", "radius": 2}
UNDO: Asked = {"operation": "undo", "photo_id": "pho_beach"}
REDO = UNDO | {"operation": "redo"}
REVERT = UNDO | {"operation": "revert"}
RENAME = UNDO | {"operation": "rename_photo", "name": "cliff.jpg"}


def edit(*operations: Asked) -> Asked:
    """Do this to the photo of these tests."""
    return UNDO | {"operation": "apply_edit", "operations": list(operations)}


def photo_after(*operations: Asked) -> LibraryPhoto:
    """The photo of these tests after operations."""
    return after(build_library(build_library_photo()), *operations).photo("pho_beach")


def steps(photo: LibraryPhoto) -> list[str]:
    """What is done to a photo, by name."""
    return [operation.name() for operation in photo.operations]


@pytest.mark.parametrize(
    ("operations", "shown"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([edit(ROTATE)], ["rotate"], id="edit"),
        pytest.param([edit(ROTATE), edit(FLIP, BLUR)], ["rotate", "flip", "blur"], id="edits"),
        pytest.param([edit(ROTATE), edit(FLIP), UNDO], ["rotate"], id="undo"),
        pytest.param([edit(ROTATE), edit(FLIP), UNDO, UNDO], [], id="undo all"),
        pytest.param([edit(ROTATE), edit(FLIP), UNDO, UNDO, REDO], ["rotate"], id="redo"),
        pytest.param([edit(ROTATE), UNDO, edit(FLIP)], ["flip"], id="undo and edit"),
        pytest.param([edit(ROTATE), edit(FLIP), REVERT], [], id="revert"),
        pytest.param([edit(ROTATE), REVERT, UNDO], ["rotate"], id="undo a revert"),
        pytest.param([edit(ROTATE), REVERT, edit(FLIP)], ["flip"], id="revert and edit"),
    ],
)
def test_a_photo_shows_what_its_history_amounts_to(
    operations: list[Asked], shown: list[str]
) -> None:
    photo = photo_after(*operations)

    assert steps(photo) == shown
    assert photo.original == build_library_photo().original


def test_an_edit_forgets_what_was_undone() -> None:
    photo = photo_after(edit(ROTATE), edit(FLIP), UNDO, edit(BLUR))

    assert not photo.can_redo
    assert [len(entry) for entry in photo.history] == [0, 1, 2]


def test_a_revert_forgets_what_was_undone_and_can_be_undone_itself() -> None:
    photo = photo_after(edit(ROTATE), edit(FLIP), UNDO, REVERT)

    assert (photo.can_undo, photo.can_redo) == (True, False)
    assert [len(entry) for entry in photo.history] == [0, 1, 0]


@pytest.mark.parametrize(
    ("before", "operation", "needs_render"),
    [
        pytest.param([], edit(ROTATE), True, id="edit"),
        pytest.param([edit(ROTATE), edit(FLIP)], UNDO, True, id="undo to an edit"),
        pytest.param([edit(ROTATE)], UNDO, False, id="undo to the original"),
        pytest.param([edit(ROTATE), UNDO], REDO, True, id="redo"),
        pytest.param([edit(ROTATE)], REVERT, False, id="revert"),
        pytest.param([edit(ROTATE), REVERT], UNDO, True, id="undo a revert"),
        pytest.param([edit(ROTATE)], RENAME, False, id="rename"),
    ],
)
def test_only_a_new_look_is_rendered_and_the_original_never(
    before: list[Asked], operation: Asked, needs_render: object
) -> None:
    library = after(build_library(build_library_photo()), *before)

    changes = apply(library, accept(operation))

    assert changes.needs_render is needs_render


def test_the_version_is_the_sequence_of_the_last_new_look() -> None:
    accepted = accept(edit(ROTATE), sequence=7)
    library = build_library(build_library_photo())

    edited = library.after(apply(library, accepted))
    renamed = edited.after(apply(edited, accept(RENAME, sequence=8)))

    assert edited.photo("pho_beach").version == 7
    assert edited.photo("pho_beach").changed_at == accepted.accepted_at
    assert renamed.photo("pho_beach").version == 7
    assert renamed.photo("pho_beach").changed_at > accepted.accepted_at
    assert renamed.photo("pho_beach").name == "cliff.jpg"


def test_what_a_photo_looks_like_is_one_output_of_its_original() -> None:
    photo = photo_after(edit(ROTATE), edit(FLIP))

    assert photo.output is not None
    assert photo.output.operations == photo.operations
    assert photo_after(edit(ROTATE), UNDO).output is None


def test_a_photo_can_have_as_many_operations_as_an_output() -> None:
    photo = photo_after(edit(*[ROTATE] * 19), edit(FLIP))

    assert photo.output is not None
    assert len(photo.output.operations) == 20


def test_a_history_is_full_with_a_hundred_entries_until_some_are_undone() -> None:
    rounds = [step for _ in range(33) for step in (edit(ROTATE), edit(FLIP), REVERT)]

    photo = photo_after(*rounds)

    assert len(photo.history) == 100
    assert len(photo_after(*rounds, UNDO, UNDO, edit(BLUR)).history) == 99


def test_a_photo_is_read_as_it_was_written() -> None:
    photo = photo_after(edit(ROTATE), edit(FLIP), UNDO)

    assert LibraryPhoto.model_validate_json(photo.model_dump_json()) == photo


def test_a_library_that_was_changed_is_another_one() -> None:
    library = build_library(build_library_photo())

    after(library, edit(ROTATE))

    assert library == Library(photos={"pho_beach": build_library_photo()})
