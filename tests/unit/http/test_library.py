"""What a user is shown of a library."""

import json

import pytest

from darkroom.library.contents import Changes
from darkroom.ports import KeyedRequest
from darkroom.ports.library_table import NewOperations
from tests.builders import USER, build_result
from tests.libraries import (
    AT,
    DUE,
    accept,
    build_album,
    build_library_photo,
    change,
    edited,
    long_edits,
    version_of,
)
from tests.unit.http.client import Client

BEACH, PIER = build_library_photo("pho_beach"), build_library_photo("pho_pier", job_id="lib_pier")
UNDO = {"operation": "undo", "photo_id": "pho_beach"}
LISTS = ["/v1/library/albums", "/v1/library/photos", "/v1/library/operations"]


def wait_for_turn(client: Client, count: int) -> list[str]:
    """The ids of so many operations more that wait for their turn."""
    first = client.libraries.log(USER).accepted + 1
    operations = tuple(accept(UNDO, place) for place in range(first, first + count))
    keyed = KeyedRequest(key=f"from {first}", fingerprint="f")
    client.libraries.accept(NewOperations(operations=operations, keyed=keyed, due_at=DUE))
    return [operation.operation_id for operation in operations]


def test_a_library_says_how_far_it_has_come(client: Client) -> None:
    change(client.libraries, Changes(photos=(BEACH,)))
    wait_for_turn(client, 3)

    body = client.get("/v1/library").json

    assert body == {"accepted": 4, "applied": 1, "halted": None}


def test_a_halted_library_says_where_and_what_to_do(client: Client) -> None:
    change(client.libraries, Changes(photos=(BEACH,)))
    halted, _ = wait_for_turn(client, 2)
    client.libraries.halt(client.libraries.log(USER), AT)

    body = client.get("/v1/library").json

    assert (body["accepted"], body["applied"]) == (3, 1)
    assert (body["halted"]["sequence"], body["halted"]["operation_id"]) == (2, halted)
    assert body["halted"]["reason"]["code"] == "gave_up"
    assert "skip" in body["halted"]["reason"]["message"]


def test_photos_are_listed_a_page_at_a_time(client: Client) -> None:
    change(client.libraries, Changes(photos=(PIER, BEACH)))

    first = client.get("/v1/library/photos", query={"limit": "1"}).json
    second = client.get("/v1/library/photos", query={"cursor": first["cursor"]}).json

    listed = [photo["photo_id"] for photo in first["items"] + second["items"]]
    assert listed == ["pho_beach", "pho_pier"]
    assert (second["cursor"], second["sequence"]) == (None, 1)


def test_albums_are_listed_a_page_at_a_time(client: Client) -> None:
    albums = tuple(build_album("pho_beach", album_id=f"alb_{each}") for each in "abc")
    change(client.libraries, Changes(albums=albums))

    first = client.get("/v1/library/albums", query={"limit": "2"}).json
    second = client.get("/v1/library/albums", query={"cursor": first["cursor"]}).json

    listed = [album["album_id"] for album in first["items"] + second["items"]]
    assert listed == ["alb_a", "alb_b", "alb_c"]
    assert (second["cursor"], second["sequence"]) == (None, 1)


def test_operations_are_listed_a_page_at_a_time_from_where_one_likes(client: Client) -> None:
    operation_ids = wait_for_turn(client, 5)
    path = "/v1/library/operations"

    first = client.get(path, query={"after": "1", "limit": "3"}).json
    second = client.get(path, query={"after": "1", "cursor": first["cursor"]}).json

    listed = [each["operation_id"] for each in first["items"] + second["items"]]
    assert listed == operation_ids[1:]
    assert second["cursor"] is None


def test_a_page_of_the_longest_operations_fits_into_an_answer(client: Client) -> None:
    operations = tuple(accept(edit, place) for place, edit in enumerate(long_edits(100), 1))
    keyed = KeyedRequest(key="long", fingerprint="f")
    client.libraries.accept(NewOperations(operations=operations, keyed=keyed, due_at=DUE))
    listed: list[str] = []
    query: dict[str, str] = {}

    while len(listed) < 100:
        answer = client.get("/v1/library/operations", query=query)
        # As text in JSON, the way Lambda hands an answer on.
        assert len(json.dumps(answer.text)) < 6_000_000
        listed += [each["operation_id"] for each in answer.json["items"]]
        query = {"cursor": answer.json["cursor"]}

    assert listed == [operation.operation_id for operation in operations]
    assert query == {"cursor": None}


def test_an_album_is_shown_with_its_photos_in_order(client: Client) -> None:
    change(client.libraries, Changes(albums=(build_album("pho_pier", "pho_beach"),)))

    body = client.get("/v1/library/albums/alb_lisbon").json

    assert body == {
        "album_id": "alb_lisbon",
        "name": "Lisbon",
        "photo_count": 2,
        "cover": "pho_pier",
        "created_at": "2026-11-20T12:00:00Z",
        "changed_at": "2026-11-20T12:00:00Z",
        "sequence": 1,
        "photo_ids": ["pho_pier", "pho_beach"],
    }


def test_a_photo_is_shown_with_its_history_and_its_current_version(client: Client) -> None:
    photo = edited(BEACH, version=1)
    result = build_result(version_of(photo), "current")
    row = version_of(photo).model_copy(update={"results": (result,)})
    change(client.libraries, Changes(photos=(photo,), needs_render=True), render=row)

    body = client.get("/v1/library/photos/pho_beach").json

    assert body["history"]["position"] == 1
    assert [len(entry) for entry in body["history"]["entries"]] == [0, 1]
    assert (body["current"]["state"], body["sequence"]) == ("done", 1)
    answer = client.get(body["current"]["url"])
    assert (answer.status, answer.headers["cache-control"]) == (302, "no-store")
    assert answer.headers["location"].endswith("?as=beach.jpg")


def test_a_photo_that_nothing_was_done_to_is_downloaded_as_it_was_uploaded(client: Client) -> None:
    change(client.libraries, Changes(photos=(BEACH,)))

    answer = client.get("/v1/library/photos/pho_beach/current")

    assert answer.status == 302
    assert answer.headers["location"].startswith("https://uploads.example/uploads/pho_beach?")


def test_a_version_that_is_not_rendered_yet_is_to_be_waited_for(client: Client) -> None:
    photo = edited(BEACH, version=1)
    change(client.libraries, Changes(photos=(photo,), needs_render=True), render=version_of(photo))

    answer = client.get("/v1/library/photos/pho_beach/current")

    assert (answer.status, answer.json["code"]) == (409, "output_not_ready")


def test_an_operation_is_shown_where_it_stands(client: Client) -> None:
    (operation_id,) = wait_for_turn(client, 1)

    body = client.get(f"/v1/library/operations/{operation_id}").json

    assert (body["sequence"], body["state"]) == (1, "accepted")
    assert body["operation"]["operation"] == "undo"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/library/albums/alb_lisbon",
        "/v1/library/photos/pho_beach",
        "/v1/library/photos/pho_beach/current",
        "/v1/library/operations/{operation_id}",
    ],
)
def test_another_users_thing_and_a_missing_one_are_answered_alike(
    client: Client, path: str
) -> None:
    missing = client.get(path.format(operation_id="op_1"), user_id="user-2")
    change(client.libraries, Changes(photos=(BEACH,), albums=(build_album("pho_beach"),)))
    (operation_id,) = wait_for_turn(client, 1)
    path = path.format(operation_id=operation_id)

    foreign = client.get(path, user_id="user-2")

    assert client.get(path).status in {200, 302}
    assert (foreign.status, foreign.json["code"]) == (404, "not_found")
    assert foreign == missing


@pytest.mark.parametrize("path", LISTS)
def test_a_list_of_somebody_new_is_empty(client: Client, path: str) -> None:
    body = client.get(path).json

    assert (body["items"], body["cursor"]) == ([], None)


@pytest.mark.parametrize(
    ("path", "query", "at_fault"),
    [
        *(
            pytest.param(path, {"cursor": "tomorrow"}, "cursor", id=f"{path} cursor")
            for path in LISTS
        ),
        *(pytest.param(path, {"limit": "0"}, "limit", id=f"{path} limit") for path in LISTS),
        *(
            pytest.param("/v1/library/operations", {"after": after}, "after", id=f"after {after}")
            for after in ("-1", "x", "2000000001")
        ),
        pytest.param("/v1/library/operations", {"cursor": "9" * 11}, "cursor", id="far cursor"),
        pytest.param(f"/v1/library/photos/{'p' * 65}", {}, "photo_id", id="long photo id"),
        pytest.param(f"/v1/library/albums/{'a' * 65}", {}, "album_id", id="long album id"),
        pytest.param(f"/v1/library/operations/{'o' * 65}", {}, "operation_id", id="long id"),
    ],
)
def test_a_mistake_in_an_address_is_named(
    client: Client, path: str, query: dict[str, str], at_fault: str
) -> None:
    answer = client.get(path, query=query)

    assert answer.status == 422
    assert [error["path"] for error in answer.json["errors"]] == [at_fault]
