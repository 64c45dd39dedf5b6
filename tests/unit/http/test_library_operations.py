"""Changes to a library: what is accepted, what is refused, and what is done about a halt."""

import pytest

from darkroom.library.contents import Changes
from darkroom.services.accept_operations import MAX_PENDING
from tests.builders import USER
from tests.libraries import AT, ROTATE, build_album, build_library_photo, change, fall_behind
from tests.unit.http.client import Answer, Client

PATH = "/v1/library/operations"
UNDO = {"operation": "undo", "photo_id": "pho_beach"}
EDIT = UNDO | {"operation": "apply_edit", "operations": [ROTATE]}
RENAME = {"operation": "rename_photo", "photo_id": "pho_beach", "name": "cliff.jpg"}
CREATE = {"operation": "create_album", "name": "Lisbon"}
ADD = {"operation": "add_to_album", "album_id": "alb_lisbon", "photo_ids": ["pho_beach"]}


@pytest.fixture
def client() -> Client:
    """A client with a photo and an album in the library, which took one operation."""
    client = Client()
    photo, album = build_library_photo(), build_album()
    change(client.libraries, Changes(photos=(photo,), albums=(album,)))
    return client


def ask(client: Client, body: object, *, key: str = "key", user_id: str = USER) -> Answer:
    return client.post(PATH, body, key=key, user_id=user_id)


def nothing_was_accepted(client: Client) -> bool:
    return client.libraries.log(USER).accepted == 1 and not client.library_queue.sent


def test_one_operation_is_accepted_behind_the_others(client: Client) -> None:
    answer = ask(client, EDIT)

    assert answer.status == 202
    assert answer.json.keys() == {"operation_id", "sequence", "album_id"}
    assert (answer.json["sequence"], answer.json["album_id"]) == (2, None)
    shown = client.get(f"{PATH}/{answer.json['operation_id']}").json
    assert (shown["state"], shown["operation"]["operation"]) == ("accepted", "apply_edit")
    assert [rung.sequence for rung in client.library_queue.sent] == [2]


@pytest.mark.parametrize("count", [1, 50])
def test_a_list_is_accepted_in_its_order_and_rung_for_once(client: Client, count: int) -> None:
    names = [f"{place}.jpg" for place in range(count)]

    answer = ask(client, {"operations": [RENAME | {"name": name} for name in names]})

    places = answer.json["operations"]
    log = client.get(PATH, query={"after": "1"}).json["items"]
    assert [place["sequence"] for place in places] == list(range(2, count + 2))
    assert [each["operation_id"] for each in log] == [each["operation_id"] for each in places]
    assert [each["operation"]["name"] for each in log] == names
    assert len(client.library_queue.sent) == 1


def test_a_new_album_is_answered_with_its_id(client: Client) -> None:
    chosen = CREATE | {"album_id": "alb_porto"}

    places = ask(client, {"operations": [CREATE, chosen, UNDO]}).json["operations"]

    assert places[0]["album_id"].startswith("alb_")
    assert [place["album_id"] for place in places[1:]] == ["alb_porto", None]


def test_a_list_may_name_what_it_makes(client: Client) -> None:
    create = CREATE | {"album_id": "alb_porto"}

    answer = ask(client, {"operations": [create, ADD | {"album_id": "alb_porto"}]})

    assert answer.status == 202


@pytest.mark.parametrize(
    ("body", "accepted"), [(EDIT, 2), ({"operations": [EDIT, UNDO]}, 3)], ids=["one", "list"]
)
def test_the_same_request_again_is_answered_the_same(
    client: Client, body: object, accepted: int
) -> None:
    answers = [ask(client, body) for _ in range(2)]

    assert answers[0].status == 202
    assert answers[0] == answers[1]
    assert client.get("/v1/library").json["accepted"] == accepted


def test_another_request_under_the_same_key_is_refused(client: Client) -> None:
    ask(client, EDIT)

    answer = ask(client, UNDO)

    assert (answer.status, answer.json["code"]) == (409, "idempotency_key_reused")
    assert client.libraries.log(USER).accepted == 2


def test_a_key_is_its_users_own(client: Client) -> None:
    ask(client, CREATE)

    answer = ask(client, CREATE | {"name": "Porto"}, user_id="user-2")

    assert (answer.status, answer.json["sequence"]) == (202, 1)


@pytest.mark.parametrize(
    ("key", "code"), [(None, "missing_field"), ("", "out_of_range"), ("k" * 256, "out_of_range")]
)
def test_an_operation_without_a_usable_key_is_refused(
    client: Client, key: str | None, code: str
) -> None:
    answer = client.post(PATH, EDIT, key=key)

    assert answer.status == 422
    assert [(each["path"], each["code"]) for each in answer.json["errors"]] == [
        ("idempotency-key", code)
    ]
    assert nothing_was_accepted(client)


MISTAKES = [
    pytest.param(
        UNDO | {"operation": "explode"}, "unknown_operation", "operation", id="unknown type"
    ),
    pytest.param(
        {"operations": [UNDO, {"photo_id": "pho_beach"}]},
        "unknown_operation",
        "operations[1].operation",
        id="type left out",
    ),
    pytest.param(
        EDIT | {"operations": [{"operation": "blur", "radius": 501}]},
        "out_of_range",
        "operations[0].radius",
        id="edit out of range",
    ),
    pytest.param(
        {
            "operations": [
                UNDO,
                EDIT | {"operations": [ROTATE, {"operation": "resize", "width": 0}]},
            ]
        },
        "out_of_range",
        "operations[1].operations[1].width",
        id="edit out of range in a list",
    ),
    pytest.param(RENAME | {"name": "a" * 256}, "out_of_range", "name", id="long name of a photo"),
    pytest.param(
        {"operations": [RENAME, RENAME | {"name": "../.."}]},
        "invalid_value",
        "operations[1].name",
        id="name of a photo that is a way to a folder",
    ),
    pytest.param(
        {"operations": [CREATE, CREATE | {"name": "a" * 101}]},
        "out_of_range",
        "operations[1].name",
        id="long name of an album",
    ),
    pytest.param({"operations": [UNDO] * 51}, "too_many", "operations", id="51 operations"),
    pytest.param({"operations": []}, "too_few", "operations", id="no operations"),
    pytest.param([UNDO, UNDO], "invalid_value", "body", id="bare list"),
    pytest.param({}, "unknown_operation", "operation", id="nothing"),
]


@pytest.mark.parametrize(("body", "code", "path"), MISTAKES)
def test_a_mistake_is_named_and_nothing_is_accepted(
    client: Client, body: object, code: str, path: str
) -> None:
    answer = ask(client, body)

    assert (answer.status, answer.json["code"]) == (422, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["path"] for error in answer.json["errors"]] == [path]
    assert nothing_was_accepted(client)


UNKNOWN = [
    pytest.param(UNDO, "photo_id", id="photo"),
    pytest.param(ADD, "album_id", id="album"),
    pytest.param(ADD | {"album_id": "nope"}, "album_id", id="album whose id is like none of ours"),
    pytest.param(
        {"operations": [CREATE, {"operation": "delete_album", "album_id": "../Lisbon"}]},
        "operations[1].album_id",
        id="album in a list whose id is like none of ours",
    ),
    pytest.param({"operations": [CREATE, EDIT]}, "operations[1].photo_id", id="photo in a list"),
    pytest.param(
        {
            "operations": [
                CREATE | {"album_id": "alb_porto"},
                ADD | {"album_id": "alb_porto", "photo_ids": ["pho_beach"]},
            ]
        },
        "operations[1].photo_ids[0]",
        id="photo among several",
    ),
    pytest.param(
        {"operation": "add_photo", "job_id": "job_1", "photo_id": "pho_beach"},
        "photo_id",
        id="photo of a job",
    ),
]


@pytest.mark.parametrize(("body", "path"), UNKNOWN)
def test_what_is_named_has_to_be_ones_own(client: Client, body: object, path: str) -> None:
    missing = Client().post(PATH, body, key="key", user_id="user-2")

    foreign = ask(client, body, user_id="user-2")

    assert (foreign.status, foreign.json["code"]) == (404, "not_found")
    assert [error["path"] for error in foreign.json["errors"]] == [path]
    assert foreign == missing
    assert client.libraries.log("user-2").accepted == 0
    assert not client.library_queue.sent


def test_a_library_that_is_far_behind_says_what_to_do(client: Client) -> None:
    fall_behind(client.libraries, by=MAX_PENDING)

    answer = ask(client, EDIT)

    assert (answer.status, answer.json["code"]) == (409, "library_behind")
    assert "retry or skip the one that is halted" in answer.json["detail"]
    assert not client.library_queue.sent


def halted(client: Client) -> tuple[str, str]:
    """The operation at which the library is halted, and the one that waits behind it."""
    first, second = ask(client, {"operations": [EDIT, UNDO]}).json["operations"]
    client.libraries.halt(client.libraries.log(USER), AT)
    client.library_queue.sent.clear()
    return first["operation_id"], second["operation_id"]


def test_a_halted_operation_is_shown_as_such_and_those_behind_it_wait(client: Client) -> None:
    operation_ids = halted(client)

    shown = [client.get(f"{PATH}/{operation_id}").json for operation_id in operation_ids]

    assert [each["state"] for each in shown] == ["halted", "accepted"]
    assert client.get("/v1/library").json["halted"]["operation_id"] == operation_ids[0]


def test_a_halted_operation_is_retried(client: Client) -> None:
    operation_id, _ = halted(client)

    answers = [client.post(f"{PATH}/{operation_id}/retry", {}) for _ in range(2)]

    assert [(answer.status, answer.json["state"]) for answer in answers] == [(202, "accepted")] * 2
    assert client.get("/v1/library").json["halted"] is None
    assert [rung.sequence for rung in client.library_queue.sent] == [3, 3]


def test_a_halted_operation_is_skipped(client: Client) -> None:
    operation_id, _ = halted(client)

    answers = [client.post(f"{PATH}/{operation_id}/skip", {}) for _ in range(2)]

    assert [(answer.status, answer.json["state"]) for answer in answers] == [(202, "skipped")] * 2
    assert client.get("/v1/library").json == {"accepted": 3, "applied": 2, "halted": None}
    assert len(client.library_queue.sent) == 1


@pytest.mark.parametrize("what", ["retry", "skip"])
def test_only_the_operation_at_which_it_is_halted_can_be_seen_to(client: Client, what: str) -> None:
    _, behind = halted(client)

    answer = client.post(f"{PATH}/{behind}/{what}", {})

    assert (answer.status, answer.json["code"]) == (409, "not_halted")
    assert client.get("/v1/library").json["halted"]["sequence"] == 2


def test_nothing_is_skipped_where_nothing_is_halted(client: Client) -> None:
    operation_id = ask(client, EDIT).json["operation_id"]

    answer = client.post(f"{PATH}/{operation_id}/skip", {})

    assert (answer.status, answer.json["code"]) == (409, "not_halted")


@pytest.mark.parametrize("what", ["retry", "skip"])
def test_another_users_operation_and_a_missing_one_are_answered_alike(
    client: Client, what: str
) -> None:
    operation_id, _ = halted(client)
    path = f"{PATH}/{operation_id}/{what}"

    foreign = client.post(path, {}, user_id="user-2")

    assert (foreign.status, foreign.json["code"]) == (404, "not_found")
    assert foreign == Client().post(path, {}, user_id="user-2")
    assert client.get("/v1/library").json["halted"]["sequence"] == 2
