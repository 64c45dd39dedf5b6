"""A library of one's own: photos that enter it, edits in order, albums, and nobody else's."""

from io import BytesIO

import pytest
import requests
from PIL import Image

from tests.e2e.service.conftest import PHOTOS, THUMBNAIL
from tests.waiting import until
from tools.client import Client, Json
from tools.library_client import LibraryClient
from tools.people import newcomers
from tools.service import Service

ROCKET = PHOTOS / "rocket.jpg"
TURNED = (427, 640)
TURN = {"operation": "rotate", "degrees": 90}
PATIENCE_SECONDS = 60


@pytest.fixture
def ada(service: Service) -> Client:
    """Somebody whose library is empty."""
    (client,) = newcomers(service, 1)
    return client


@pytest.fixture
def library(ada: Client) -> LibraryClient:
    return LibraryClient(ada)


@pytest.fixture
def photo_id(ada: Client, library: LibraryClient) -> str:
    """A photo that came into the library by itself, once its job was completed."""
    job = ada.submit_job([THUMBNAIL], [ROCKET])
    until(lambda: bool(library.photos()), patience_seconds=PATIENCE_SECONDS)
    found: str = job["photos"][0]["photo_id"]
    return found


def ended(library: LibraryClient, *operations: Json) -> list[Json]:
    """Operations once they have ended."""
    places = library.change(*operations)
    last = places[-1]["sequence"]
    until(lambda: library.standing()["applied"] >= last, patience_seconds=PATIENCE_SECONDS)
    return [library.operation(place["operation_id"]) for place in places]


def seen(library: LibraryClient, photo_id: str) -> Image.Image:
    """What a photo looks like once that is rendered."""
    until(
        lambda: library.photo(photo_id)["current"]["state"] == "done",
        patience_seconds=PATIENCE_SECONDS,
    )
    return Image.open(BytesIO(library.current(photo_id)))


def test_an_edit_shows_and_an_undo_gives_the_original_back(
    library: LibraryClient, photo_id: str
) -> None:
    about = {"photo_id": photo_id}

    ended(library, {"operation": "apply_edit", "operations": [TURN], **about})
    turned = seen(library, photo_id)
    ended(library, {"operation": "undo", **about})
    undone = library.current(photo_id)
    ended(
        library,
        {"operation": "redo", **about},
        {"operation": "rename_photo", "name": "up", **about},
    )
    redone = seen(library, photo_id)

    photo = library.photo(photo_id)
    assert turned.size == redone.size == TURNED
    assert undone == ROCKET.read_bytes()
    assert (photo["name"], photo["history"]["position"]) == ("up", 1)
    assert (photo["current"]["width"], photo["current"]["height"]) == TURNED


def test_edits_are_applied_in_their_order_and_a_bad_one_holds_nobody_up(
    library: LibraryClient, photo_id: str
) -> None:
    about = {"photo_id": photo_id}
    edits = [
        {"operation": "crop", "x": 0, "y": 0, "width": 200, "height": 100},
        {"operation": "rotate", "degrees": 90},
        {"operation": "crop", "x": 0, "y": 0, "width": 50, "height": 150},
    ]

    operations = ended(
        library,
        {"operation": "redo", **about},
        *({"operation": "apply_edit", "operations": [edit], **about} for edit in edits),
    )

    assert [each["state"] for each in operations] == ["rejected"] + ["applied"] * 3
    assert operations[0]["error"]["code"] == "nothing_to_redo"
    assert seen(library, photo_id).size == (50, 150)


def test_an_album_is_made_and_filled_in_one_request(library: LibraryClient, photo_id: str) -> None:
    album = {"album_id": "alb_space"}

    operations = ended(
        library,
        {"operation": "create_album", "name": "Space", **album},
        {"operation": "add_to_album", "photo_ids": [photo_id], **album},
        {"operation": "set_cover", "photo_id": photo_id, **album},
    )

    assert [each["state"] for each in operations] == ["applied"] * 3
    shown = library.album("alb_space")
    assert (shown["name"], shown["photo_ids"], shown["cover"]) == ("Space", [photo_id], photo_id)
    assert shown["sequence"] == operations[-1]["sequence"]
    assert [each["album_id"] for each in library.albums()] == ["alb_space"]


def test_a_photo_outlives_the_job_that_it_came_from(
    ada: Client, library: LibraryClient, photo_id: str
) -> None:
    (job,) = ada.listed("/v1/jobs")
    ada.delete_job(job["job_id"])

    ended(library, {"operation": "apply_edit", "photo_id": photo_id, "operations": [TURN]})

    assert seen(library, photo_id).size == TURNED


def test_a_deleted_photo_is_gone(ada: Client, library: LibraryClient, photo_id: str) -> None:
    ended(library, {"operation": "apply_edit", "photo_id": photo_id, "operations": [TURN]})
    seen(library, photo_id)

    ended(library, {"operation": "delete_photo", "photo_id": photo_id})

    assert library.photos() == []
    assert ada.get(f"/v1/library/photos/{photo_id}/current").status_code == 404


def test_nobody_sees_or_changes_what_is_in_anothers_library(
    library: LibraryClient, photo_id: str, demo: Client
) -> None:
    theirs, missing = (f"/v1/library/photos/{each}" for each in (photo_id, "pho_never"))

    answers = [demo.get(path) for path in (theirs, missing, f"{theirs}/current")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    with pytest.raises(requests.HTTPError, match="404"):
        LibraryClient(demo).change({"operation": "undo", "photo_id": photo_id})
    assert library.standing()["accepted"] == 1
