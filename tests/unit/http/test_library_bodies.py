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
from darkroom.jobs import OutputState, Photo, PhotoState, Problem
from darkroom.library.log import OperationState
from tests.builders import NOW, build_failure, build_job, build_photo, build_result
from tests.libraries import FLIP, ROTATE, accept, build_album, build_library_photo

EDITED = build_library_photo(history=[[], [ROTATE], [ROTATE, FLIP]], position=1, version=7)


def shown(body: BaseModel) -> Any:  # noqa: ANN401 - whatever JSON holds
    """What a client sees of it."""
    return json.loads(str(answer(body).body))


def rendered(generation: int = 7, **values: object) -> Photo:
    """The photo as the lanes know it: one generation a version."""
    return build_photo(build_job(), 0, generation=generation, **values)


def test_an_operation_is_shown_as_it_was_asked_for() -> None:
    accepted = accept({"operation": "rename_photo", "photo_id": "pho_beach", "name": "cliff.jpg"})

    body = shown(UserOperationBody.of(accepted))

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
    body = shown(UserOperationBody.of(accept({"operation": "create_album", "name": "Lisbon"})))

    assert body["operation"]["album_id"].startswith("alb_")


def test_a_rejected_operation_says_why() -> None:
    problem = Problem(code="nothing_to_undo", message="Nothing was done; edit it first.")
    ended = {"state": OperationState.REJECTED, "ended_at": NOW, "error": problem}
    accepted = accept({"operation": "undo", "photo_id": "pho_beach"}).model_copy(update=ended)

    body = shown(UserOperationBody.of(accepted))

    assert (body["state"], body["error"]["code"]) == ("rejected", "nothing_to_undo")


def test_a_photo_that_nothing_was_done_to_is_its_original() -> None:
    body = shown(LibraryPhotoBody.of(build_library_photo(), None))

    current = body["current"]
    assert (current["name"], current["state"]) == ("original", "done")
    assert (current["width"], current["height"]) == (4000, 3000)
    assert current["url"] == "/v1/library/photos/pho_beach/original"
    assert (body["operations"], body["can_undo"], body["can_redo"]) == ([], False, False)


def test_a_photo_shows_what_is_done_to_it_and_where_in_its_history_that_is() -> None:
    body = shown(LibraryPhotoWithHistory.of(EDITED, None))

    assert [each["operation"] for each in body["operations"]] == ["rotate"]
    assert [len(entry) for entry in body["history"]] == [0, 1, 2]
    assert (body["position"], body["can_undo"], body["can_redo"]) == (1, True, True)
    assert body["version"] == 7
    assert not {"job_id", "original"} & body.keys()


@pytest.mark.parametrize(
    ("photo", "state"),
    [
        pytest.param(None, OutputState.PENDING, id="never rendered"),
        pytest.param(rendered(), OutputState.PENDING, id="queued"),
        pytest.param(rendered(started={"fast"}), OutputState.PROCESSING, id="being rendered"),
        pytest.param(
            rendered(6, state=PhotoState.DONE, results=[build_result(rendered(), "current")]),
            OutputState.PENDING,
            id="version before",
        ),
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
    photo: Photo | None, state: OutputState
) -> None:
    current = shown(LibraryPhotoBody.of(EDITED, photo))["current"]

    assert (current["name"], current["state"]) == ("current", state)
    assert current["url"] is None
    assert (current["error"] is not None) == (state is OutputState.FAILED)


def test_a_version_that_is_there_can_be_downloaded() -> None:
    result = build_result(rendered(), "current", warnings=["missing_glyphs"])
    photo = rendered(results=[result], warnings=["only_first_frame"])

    body = shown(LibraryPhotoBody.of(EDITED, photo))

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
    body = shown(AlbumWithPhotos.of(build_album("pho_b", "pho_a")))

    assert body["photo_ids"] == ["pho_b", "pho_a"]
