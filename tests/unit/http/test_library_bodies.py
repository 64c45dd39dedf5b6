"""What is answered about a library."""

import json
from typing import Any

import pytest
from pydantic import BaseModel

from darkroom.http.answers import answer
from darkroom.http.library_bodies import (
    AlbumBody,
    AlbumWithPhotos,
    LibraryPhotoBody,
    LibraryPhotoWithHistory,
    UserOperationBody,
)
from darkroom.jobs import OutputState, Photo, Problem
from darkroom.library.log import AcceptedOperation, OperationState
from darkroom.library.photos import LibraryPhoto
from darkroom.ports.library_table import LibraryLog
from darkroom.services.read_library import AsOf, Placed, ShownPhoto
from tests.builders import NOW, USER, build_failure, build_job, build_photo, build_result
from tests.libraries import FLIP, ROTATE, accept, build_album, build_library_photo

EDITED = build_library_photo(history=[[], [ROTATE], [ROTATE, FLIP]], position=1, version=7)
UNDO = {"operation": "undo", "photo_id": "pho_beach"}


def shown(body: BaseModel) -> Any:  # noqa: ANN401 - whatever JSON holds
    """What a client sees of it."""
    return json.loads(str(answer(body).body))


def operation(placed: AcceptedOperation, **log: object) -> Any:  # noqa: ANN401 - as shown
    """What a client sees of an operation of a log that has come so far."""
    standing = LibraryLog(user_id=USER, **log)  # type: ignore[arg-type]  # fields of a log
    return shown(UserOperationBody.of(Placed(placed, standing)))


def photo(photo: LibraryPhoto, version: Photo | None = None) -> Any:  # noqa: ANN401 - as shown
    """What a client sees of a photo."""
    return shown(LibraryPhotoBody.of(ShownPhoto(photo, version)))


def rendered(**values: object) -> Photo:
    """The version as the lanes know it."""
    return build_photo(build_job(), 0, generation=7, **values)


def test_an_operation_is_shown_as_it_was_asked_for() -> None:
    accepted = accept({"operation": "rename_photo", "photo_id": "pho_beach", "name": "cliff.jpg"})

    body = operation(accepted, accepted=9, applied=5)

    assert (body["operation_id"], body["sequence"]) == (accepted.operation_id, 7)
    assert (body["state"], body["error"], body["ended_at"]) == ("accepted", None, None)
    assert body["operation"] == {
        "version": 1,
        "operation": "rename_photo",
        "photo_id": "pho_beach",
        "name": "cliff.jpg",
    }
    assert "user_id" not in body


def test_an_album_that_is_created_is_shown_with_its_id() -> None:
    body = operation(accept({"operation": "create_album", "name": "Lisbon"}))

    assert body["operation"]["album_id"].startswith("alb_")


def test_a_rejected_operation_says_why() -> None:
    problem = Problem(code="nothing_to_undo", message="Nothing was done; edit it first.")
    ended = {"state": OperationState.REJECTED, "ended_at": NOW, "error": problem}

    body = operation(accept(UNDO).model_copy(update=ended), accepted=9, applied=9)

    assert (body["state"], body["error"]["code"]) == ("rejected", "nothing_to_undo")


@pytest.mark.parametrize(
    ("applied", "state"), [(5, "accepted"), (6, "halted")], ids=["behind it", "at it"]
)
def test_an_operation_is_halted_where_its_log_is(applied: int, state: str) -> None:
    body = operation(accept(UNDO), accepted=9, applied=applied, halted_since=NOW)

    assert body["state"] == state
    assert (body["error"] or {}).get("code") == ("gave_up" if state == "halted" else None)


def test_a_photo_that_nothing_was_done_to_is_its_original() -> None:
    body = photo(build_library_photo())

    current = body["current"]
    assert (current["name"], current["state"]) == ("current", "done")
    assert (current["width"], current["height"]) == (4000, 3000)
    assert current["content_type"] == "image/jpeg"
    assert current["url"] == "/v1/library/photos/pho_beach/current"
    assert (body["can_undo"], body["can_redo"], body["warnings"]) == (False, False, [])


def test_a_photo_by_itself_shows_what_was_done_to_it_and_where_in_that_it_is() -> None:
    shown_photo = AsOf(sequence=9, found=ShownPhoto(EDITED, None))

    body = shown(LibraryPhotoWithHistory.as_of(shown_photo))

    entries = [[each["operation"] for each in entry] for entry in body["history"]["entries"]]
    assert entries == [[], ["rotate"], ["rotate", "flip"]]
    assert (body["history"]["position"], body["can_undo"], body["can_redo"]) == (1, True, True)
    assert (body["version"], body["sequence"]) == (7, 9)
    assert not {"job_id", "original"} & body.keys()


def test_a_list_of_photos_leaves_out_what_was_done_to_them() -> None:
    assert not {"history", "operations"} & photo(EDITED).keys()


@pytest.mark.parametrize(
    ("version", "state"),
    [
        pytest.param(None, OutputState.PENDING, id="nobody knows"),
        pytest.param(rendered(), OutputState.PENDING, id="queued"),
        pytest.param(rendered(started={"fast"}), OutputState.PROCESSING, id="being rendered"),
        pytest.param(
            rendered(results=[build_failure("current")]),
            OutputState.FAILED,
            id="cannot be rendered",
        ),
        pytest.param(
            rendered(error=Problem(code="gave_up", message="Try again.")),
            OutputState.FAILED,
            id="given up",
        ),
    ],
)
def test_a_version_that_is_not_there_says_where_it_stands(
    version: Photo | None, state: OutputState
) -> None:
    current = photo(EDITED, version)["current"]

    assert (current["name"], current["state"]) == ("current", state)
    assert current["url"] is None
    assert (current["error"] is not None) == (state is OutputState.FAILED)


def test_a_version_that_is_there_can_be_downloaded() -> None:
    result = build_result(rendered(), "current", warnings=["missing_glyphs"])

    body = photo(EDITED, rendered(results=[result], warnings=["only_first_frame"]))

    assert (body["current"]["state"], body["current"]["width"]) == ("done", 1600)
    assert body["current"]["url"] == "/v1/library/photos/pho_beach/current"
    assert body["current"]["warnings"] == ["missing_glyphs"]
    assert body["warnings"] == ["only_first_frame"]
    assert "key" not in body["current"]


@pytest.mark.parametrize(("chosen", "cover"), [(None, "pho_a"), ("pho_b", "pho_b")])
def test_an_album_shows_its_cover_and_how_many_photos_it_has(
    chosen: str | None, cover: str
) -> None:
    body = shown(AlbumBody.of(build_album("pho_a", "pho_b", cover=chosen)))

    assert (body["name"], body["photo_count"], body["cover"]) == ("Lisbon", 2, cover)
    assert "photo_ids" not in body


def test_an_album_by_itself_shows_its_photos_in_order() -> None:
    album = AsOf(sequence=9, found=build_album("pho_b", "pho_a"))

    body = shown(AlbumWithPhotos.as_of(album))

    assert (body["photo_ids"], body["cover"]) == (["pho_b", "pho_a"], "pho_b")
    assert (body["photo_count"], body["sequence"]) == (2, 9)
