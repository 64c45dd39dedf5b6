"""What cannot be applied is rejected, with a reason that says what to do."""

from typing import Any

import pytest

from darkroom.library.contents import Library
from darkroom.library.log import OperationState, apply, replay
from darkroom.library.rejections import RejectedOperationError
from tests.libraries import (
    FLIP,
    ROTATE,
    Asked,
    accept,
    build_album,
    build_library,
    build_library_photo,
)

LONG_TEXT = {"operation": "caption", "text": "\U0001f3d6" * 1000}
EYES = {"operation": "reduce_red_eye", "eyes": [{"x": 1e-5 / 3, "y": 2e-5 / 3}] * 100}
FULL_ALBUM = build_album(*(f"pho_{number}" for number in range(1000)))
FULL_HISTORY = {"history": [[], *[[ROTATE], []] * 49, [FLIP]], "position": 99}
LONG_HISTORY = {"history": [[], *[[LONG_TEXT] * 18, []] * 4, [ROTATE]], "position": 9}


def on_photo(tag: str, **fields: object) -> Asked:
    """A change to the photo of these tests."""
    return {"operation": tag, "photo_id": "pho_beach", **fields}


def on_album(tag: str, **fields: object) -> Asked:
    """A change to the album of these tests."""
    return {"operation": tag, "album_id": "alb_lisbon", **fields}


def with_photo(**values: Any) -> Library:  # noqa: ANN401 - whatever a photo has
    """A library of one photo."""
    return build_library(build_library_photo(**values))


def with_albums(count: int, *photo_ids: str) -> Library:
    """A library with the photo of these tests, and albums that hold these photos."""
    albums = (build_album(*photo_ids, album_id=f"alb_{number}") for number in range(count))
    return build_library(build_library_photo(), build_album(), *albums)


EDIT = on_photo("apply_edit", operations=[ROTATE])
ADD = on_album("add_to_album", photo_ids=["pho_beach"])

REJECTED = [
    *(
        pytest.param(
            Library(), operation, "no_such_photo", "list the photos", id=f"{tag}, no photo"
        )
        for tag, operation in {
            "apply_edit": EDIT,
            **{tag: on_photo(tag) for tag in ("undo", "redo", "revert", "delete_photo")},
            "rename_photo": on_photo("rename_photo", name="cliff.jpg"),
        }.items()
    ),
    *(
        pytest.param(
            with_photo(), operation, "no_such_album", "list the albums", id=f"{tag}, no album"
        )
        for tag, operation in {
            "add_to_album": ADD,
            "rename_album": on_album("rename_album", name="Porto"),
            "set_cover": on_album("set_cover", photo_id="pho_beach"),
            "delete_album": on_album("delete_album"),
            **{
                tag: on_album(tag, photo_ids=["pho_beach"])
                for tag in ("remove_from_album", "reorder_album")
            },
        }.items()
    ),
    pytest.param(
        build_library(build_library_photo("pho_a"), build_album()),
        on_album("add_to_album", photo_ids=["pho_a", "pho_beach"]),
        "no_such_photo",
        "no photo pho_beach",
        id="one photo of several is missing",
    ),
    pytest.param(
        Library(),
        on_photo("add_photo", job_id="job_1"),
        "no_such_original",
        "wait until it is done",
        id="photo of a job that is not there",
    ),
    pytest.param(with_photo(), on_photo("undo"), "nothing_to_undo", "edit it first", id="undo"),
    pytest.param(with_photo(), on_photo("redo"), "nothing_to_redo", "undo first", id="redo"),
    pytest.param(
        with_photo(), on_photo("revert"), "nothing_to_revert", "edit it first", id="revert"
    ),
    pytest.param(
        with_photo(history=[[], [ROTATE], []], position=2),
        on_photo("revert"),
        "nothing_to_revert",
        "as it was uploaded",
        id="revert twice",
    ),
    pytest.param(
        with_photo(history=[[], [ROTATE] * 19], position=1),
        on_photo("apply_edit", operations=[FLIP, FLIP]),
        "too_many_edits",
        "would have 21 operations, and may have 20; undo or revert some",
        id="21 operations",
    ),
    pytest.param(
        with_photo(),
        on_photo("apply_edit", operations=[EYES] * 20),
        "edits_too_long",
        "shorten their texts",
        id="operations that no message holds",
    ),
    pytest.param(with_photo(**FULL_HISTORY), EDIT, "history_full", "undo some", id="101 entries"),
    pytest.param(
        with_photo(**FULL_HISTORY), on_photo("revert"), "history_full", "undo some", id="revert 101"
    ),
    pytest.param(
        with_photo(**LONG_HISTORY),
        on_photo("apply_edit", operations=[LONG_TEXT] * 18),
        "history_full",
        "undo some",
        id="history that no row holds",
    ),
    pytest.param(
        build_library(build_album()),
        on_album("create_album", name="Lisbon"),
        "album_exists",
        "leave `album_id` out",
        id="album of the same id",
    ),
    pytest.param(
        with_albums(99),
        {"operation": "create_album", "name": "Lisbon"},
        "too_many_albums",
        "There are 100 albums",
        id="101 albums",
    ),
    pytest.param(
        build_library(build_library_photo(), FULL_ALBUM),
        ADD,
        "album_full",
        "would have 1001 photos, and may have 1000",
        id="album of 1001 photos",
    ),
    pytest.param(
        with_albums(50, "pho_beach"),
        ADD,
        "photo_in_too_many_albums",
        "The photo pho_beach is in 50 albums",
        id="photo in 51 albums",
    ),
    *(
        pytest.param(
            build_library(build_album("pho_a", "pho_b")),
            on_album("reorder_album", photo_ids=photo_ids),
            "order_mismatch",
            "read the album again",
            id=f"order of {' '.join(photo_ids)}",
        )
        for photo_ids in (
            ["pho_a"],
            ["pho_a", "pho_a"],
            ["pho_a", "pho_b", "pho_b"],
            ["pho_a", "pho_b", "pho_c"],
        )
    ),
    pytest.param(
        build_library(build_album("pho_a")),
        on_album("set_cover", photo_id="pho_beach"),
        "not_in_album",
        "add it first",
        id="cover that is not in the album",
    ),
]


@pytest.mark.parametrize(("library", "operation", "code", "sentence"), REJECTED)
def test_what_cannot_be_applied_is_rejected_with_its_reason(
    library: Library, operation: Asked, code: str, sentence: str
) -> None:
    with pytest.raises(RejectedOperationError) as rejected:
        apply(library, accept(operation))

    assert rejected.value.problem.code == code
    assert sentence in rejected.value.problem.message
    assert rejected.value.problem.message.endswith(".")


def test_every_reason_is_shown_above() -> None:
    shown = {case.values[2] for case in REJECTED}

    assert shown == {kind.code for kind in RejectedOperationError.__subclasses__()}


def test_a_photo_in_fewer_albums_than_it_can_be_is_added() -> None:
    library = with_albums(49, "pho_beach")

    (album,) = apply(library, accept(ADD)).albums

    assert album.photo_ids == ("pho_beach",)


def test_what_comes_after_a_rejected_operation_is_applied() -> None:
    log = [accept(on_photo("undo"), 1), accept(EDIT, 2), accept(on_photo("undo"), 3)]

    replayed = replay(log, with_photo())

    assert {each: why.code for each, why in replayed.rejected.items()} == {1: "nothing_to_undo"}
    assert replayed.library.photo("pho_beach").version == 3
    assert {accepted.state for accepted in log} == {OperationState.ACCEPTED}
