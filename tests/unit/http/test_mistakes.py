"""Every mistake is answered with a problem that names the field and says what to do."""

import json
from collections.abc import Mapping, Sequence
from typing import NoReturn

import pytest

from darkroom.errors import TransientError
from darkroom.jobs import Job, Photo
from darkroom.ports import KeyedRequest
from tests.builders import build_job, http_event, signed_in
from tests.fakes import InMemoryJobTable
from tests.unit.http.client import Answer, Client
from tests.unit.http.requests import OUTPUTS, PHOTO, new_job, with_operation

LONG_CAPTION = {"operation": "caption", "text": "漢" * 1000}
AT_LEAST_ONE = "Give at least 1."
BAD_JOBS = [
    pytest.param(
        with_operation({"operation": "explode"}),
        "unknown_operation",
        "outputs[0].operations[1].operation",
        "Set operation to one of crop, resize",
        id="unknown operation",
    ),
    pytest.param(
        with_operation({"width": 100}),
        "unknown_operation",
        "outputs[0].operations[1].operation",
        "Set operation to one of crop, resize",
        id="operation without its name",
    ),
    pytest.param(
        with_operation({"operation": "resize", "width": 0}),
        "out_of_range",
        "outputs[0].operations[1].width",
        "Give 1 or more.",
        id="parameter too small",
    ),
    pytest.param(
        with_operation({"operation": "adjust", "brightness": 4.5}),
        "out_of_range",
        "outputs[0].operations[1].brightness",
        "Give 4 or less.",
        id="parameter too large",
    ),
    pytest.param(
        with_operation({"operation": "resize", "width": 100, "hieght": 100}),
        "unknown_field",
        "outputs[0].operations[1].hieght",
        "There is no such field; remove it or mend its name.",
        id="misspelt parameter",
    ),
    pytest.param(
        with_operation({"operation": "resize"}),
        "invalid_value",
        "outputs[0].operations[1]",
        "Give a width, a height, or both.",
        id="operation that says too little",
    ),
    pytest.param(
        with_operation({"operation": "flip", "axis": "diagonal"}),
        "unknown_value",
        "outputs[0].operations[1].axis",
        "'horizontal'",
        id="unknown value",
    ),
    pytest.param(new_job(photos=[]), "too_few", "photos", AT_LEAST_ONE, id="no photos"),
    pytest.param(
        {"outputs": OUTPUTS},
        "missing_field",
        "photos",
        "This field is required; add it.",
        id="photos left out",
    ),
    pytest.param(
        new_job(photos=[PHOTO] * 6),
        "too_many_photos",
        "photos",
        "A job takes 5 photos; open another job for the rest.",
        id="too many photos",
    ),
    pytest.param(
        new_job(photos=[PHOTO, {**PHOTO, "size": 5_242_881}]),
        "too_many_bytes",
        "photos[1].size",
        "A photo can have 5 MB; send a smaller one.",
        id="photo that says it is too large",
    ),
    pytest.param(
        new_job(photos=[{**PHOTO, "size": -1}]),
        "out_of_range",
        "photos[0].size",
        "Give 0 or more.",
        id="negative size",
    ),
    pytest.param(
        new_job(photos=[{**PHOTO, "name": ""}]),
        "out_of_range",
        "photos[0].name",
        "Give a text; this one is empty.",
        id="photo without a name",
    ),
    pytest.param(
        new_job(photos=[{**PHOTO, "content_type": "jpeg"}]),
        "invalid_value",
        "photos[0].content_type",
        "Give the kind of file, such as image/jpeg.",
        id="no media type",
    ),
    pytest.param(
        new_job(photos=[{**PHOTO, "content_type": "image/jpeg\r\n"}]),
        "invalid_value",
        "photos[0].content_type",
        "Give the kind of file",
        id="media type with a line feed",
    ),
    pytest.param(
        new_job(photos=[{**PHOTO, "content_type": "image/jp\xe9g"}]),
        "invalid_value",
        "photos[0].content_type",
        "Give the kind of file",
        id="media type that is not ASCII",
    ),
    pytest.param(
        new_job(photos=[{**PHOTO, "content_type": "image/" + "j" * 95}]),
        "invalid_value",
        "photos[0].content_type",
        "Give the kind of file",
        id="media type of 101 characters",
    ),
    pytest.param(
        new_job(photos=["beach.jpg"]),
        "invalid_value",
        "photos[0]",
        "This should be a JSON object.",
        id="photo that is only a name",
    ),
    pytest.param(
        new_job(photos=[{**PHOTO, "name": "\ud800"}]),
        "invalid_value",
        "photos[0].name",
        "Give a text of whole characters.",
        id="half a character",
    ),
    pytest.param(
        new_job(outputs=OUTPUTS * 2),
        "duplicate_output_name",
        "outputs[1].name",
        "Another output is called `web` already; give each its own name.",
        id="two outputs of one name",
    ),
    pytest.param(
        new_job(outputs=[{"name": name} for name in "abcd"]),
        "too_many_outputs",
        "outputs",
        "A photo can have 3 outputs; leave some out.",
        id="too many outputs",
    ),
    pytest.param(
        new_job(outputs=[{"name": name, "operations": [LONG_CAPTION] * 12} for name in "abc"]),
        "outputs_too_long",
        "outputs",
        "shorten their texts",
        id="outputs that no row can hold",
    ),
    pytest.param(new_job(outputs=[]), "too_few", "outputs", AT_LEAST_ONE, id="no outputs"),
    pytest.param(
        new_job(outputs={"name": "web"}),
        "invalid_value",
        "outputs",
        "This should be a list.",
        id="outputs that are no list",
    ),
    pytest.param(
        new_job(
            outputs=[{"name": "web", "operations": [{"operation": "rotate", "degrees": 90}] * 21}]
        ),
        "too_many",
        "outputs[0].operations",
        "Give at most 20.",
        id="too many operations",
    ),
    pytest.param(
        new_job(outputs=[{"name": "../web"}]),
        "invalid_value",
        "outputs[0].name",
        "lower-case letters",
        id="output name that could leave its folder",
    ),
    pytest.param(
        new_job(outputs=[{"name": "web", "format": "gif"}]),
        "unknown_value",
        "outputs[0].format",
        "'jpeg', 'png', 'webp', 'avif' or 'same'",
        id="unknown format",
    ),
    pytest.param(
        new_job(outputs=[{"name": "web", "quality": 101}]),
        "out_of_range",
        "outputs[0].quality",
        "Give 100 or less.",
        id="quality over 100",
    ),
    pytest.param(
        new_job(operations=[{"operation": "flip", "axis": "horizontal"}]),
        "invalid_value",
        "body",
        "Give either `outputs` or `operations`, and not both.",
        id="outputs and operations",
    ),
    pytest.param(
        {"photos": [PHOTO]},
        "invalid_value",
        "body",
        "Give either `outputs` or `operations`, and not both.",
        id="neither outputs nor operations",
    ),
    pytest.param(
        {"operations": [], "photos": [PHOTO]}, "too_few", "operations", AT_LEAST_ONE, id="no steps"
    ),
    pytest.param(
        new_job(colour="blue"),
        "unknown_field",
        "colour",
        "There is no such field; remove it or mend its name.",
        id="unknown field",
    ),
    pytest.param([], "invalid_value", "body", "This should be a JSON object.", id="empty list"),
    pytest.param(
        [new_job(), new_job()],
        "invalid_value",
        "body",
        "This should be a JSON object.",
        id="list of jobs",
    ),
    pytest.param("7", "invalid_value", "body", "This should be a JSON object.", id="number"),
    pytest.param("null", "missing_field", "body", "Send a JSON object.", id="null"),
    pytest.param("", "missing_field", "body", "Send a JSON object.", id="empty"),
]


@pytest.mark.parametrize(("body", "code", "path", "sentence"), BAD_JOBS)
def test_a_mistake_in_a_job_is_named(
    client: Client, body: object, code: str, path: str, sentence: str
) -> None:
    answer = client.post("/v1/jobs", body)

    problem = answer.json
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status, problem["status"], problem["code"]) == (422, 422, code)
    (error,) = problem["errors"]
    assert (error["path"], error["code"]) == (path, code)
    assert sentence in error["message"]
    assert error["message"].endswith(".")
    assert sentence in problem["detail"]
    assert client.get("/v1/jobs").json["items"] == []


@pytest.mark.parametrize(
    ("operation", "sentence"),
    [
        ({"operation": "resize", "width": "wide"}, "Give a whole number."),
        ({"operation": "resize", "width": 10.5}, "Give a whole number."),
        ({"operation": "adjust", "brightness": "bright"}, "Give a number."),
        ({"operation": "adjust", "brightness": [1]}, "Give a number."),
        ({"operation": "watermark", "text": "x", "tile": "perhaps"}, "Give true or false."),
        ({"operation": "watermark", "text": ""}, "Give a text; this one is empty."),
        ({"operation": "watermark", "text": "x" * 101}, "Give a text of 100 characters or fewer."),
        ({"operation": "watermark", "text": 7}, "Give a text."),
        ({"operation": "flip", "axis": "both"}, "Give 'horizontal' or 'vertical'."),
    ],
)
def test_a_wrong_value_is_answered_with_what_to_give(
    client: Client, operation: Mapping[str, object], sentence: str
) -> None:
    (error,) = client.post("/v1/jobs", with_operation(operation)).json["errors"]

    assert error["message"] == sentence


@pytest.mark.parametrize("limit", ["many", "1.5"])
def test_a_wrong_number_in_the_address_is_answered_with_what_to_give(
    client: Client, limit: str
) -> None:
    (error,) = client.get("/v1/jobs", query={"limit": limit}).json["errors"]

    assert error["message"] == "Give a whole number."


def test_several_mistakes_are_all_named(client: Client) -> None:
    body = new_job(outputs=[{"name": "Web"}], photos=[{"name": "beach.jpg"}], colour="blue")

    problem = client.post("/v1/jobs", body).json

    paths = [error["path"] for error in problem["errors"]]
    assert sorted(paths) == ["colour", "outputs[0].name", "photos[0].content_type"]
    assert "(2 more in `errors`.)" in problem["detail"]


NOT_JSON = [
    pytest.param(b"{", id="cut off"),
    pytest.param(b"outputs=web", id="a form's text"),
    pytest.param(b"\xff\xfe{}", id="not UTF-8"),
    pytest.param(b"[" * 100_000, id="too deep"),
    pytest.param(b'{"outputs": ' + b"1" * 5000 + b"}", id="number of 5000 digits"),
]


@pytest.mark.parametrize("body", NOT_JSON)
def test_a_body_that_is_not_json_is_refused(client: Client, body: bytes) -> None:
    answer = client.post_bytes(body, {"content-type": "application/json"})

    assert (answer.status, answer.json["code"]) == (400, "not_json")
    assert answer.json["errors"][0]["path"] == "body"
    assert "send a JSON object" in answer.json["detail"]


def test_a_number_that_is_not_finite_is_refused(client: Client) -> None:
    body = json.dumps(with_operation({"operation": "adjust", "brightness": float("nan")}))

    answer = client.post("/v1/jobs", body)

    assert answer.status == 422
    assert answer.json["errors"][0]["path"] == "outputs[0].operations[1].brightness"


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "image/jpeg", ""],
)
def test_another_content_type_is_refused(client: Client, content_type: str) -> None:
    answer = client.post_bytes(json.dumps(new_job()).encode(), {"content-type": content_type})

    assert (answer.status, answer.json["code"]) == (415, "unsupported_content_type")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "application/json" in answer.json["detail"]


def test_a_form_sent_to_another_path_is_refused(client: Client) -> None:
    headers = {"content-type": "multipart/form-data; boundary=edge"}
    event = http_event("POST", "/v1/jobs/job_1/photos", body="--edge--", headers=headers)

    answer = client.send(signed_in(event))

    assert (answer.status, answer.json["code"]) == (415, "unsupported_content_type")


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "Application/JSON", " application/json "]
)
def test_json_may_be_announced_in_any_way(client: Client, content_type: str) -> None:
    answer = client.post_bytes(json.dumps(new_job()).encode(), {"content-type": content_type})

    assert answer.status == 201


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/v1/nothing"),
        ("PUT", "/v1/jobs/job_1"),
        ("POST", "/v1/jobs/multipart"),
        ("POST", "/v1/unreadable"),
        ("GET", "/v1/unreadable"),
    ],
)
def test_a_path_that_is_not_there_says_so(client: Client, method: str, path: str) -> None:
    answer = client.send(signed_in(http_event(method, path)))

    assert (answer.status, answer.json["code"]) == (404, "no_such_path")
    assert "/docs" in answer.json["detail"]


@pytest.mark.parametrize(
    ("path", "query", "at_fault", "code"),
    [
        pytest.param("/v1/jobs", {"limit": "0"}, "limit", "out_of_range", id="limit 0"),
        pytest.param("/v1/jobs", {"limit": "101"}, "limit", "out_of_range", id="limit 101"),
        pytest.param("/v1/jobs", {"limit": "many"}, "limit", "invalid_value", id="limit in words"),
        pytest.param("/v1/jobs", {"cursor": "x"}, "cursor", "invalid_request", id="no cursor"),
        pytest.param("/v1/jobs", {"cursor": "x" * 201}, "cursor", "out_of_range", id="long cursor"),
        pytest.param("/v1/jobs/job_1", {"wait": "21"}, "wait", "out_of_range", id="long wait"),
        pytest.param("/v1/jobs/job_1", {"wait": "-1"}, "wait", "out_of_range", id="negative wait"),
        pytest.param("/v1/jobs/" + "j" * 65, {}, "job_id", "out_of_range", id="long id"),
    ],
)
def test_a_mistake_in_an_address_is_named(
    client: Client, path: str, query: Mapping[str, str], at_fault: str, code: str
) -> None:
    answer = client.get(path, query=query)

    assert (answer.status, answer.json["code"]) == (422, code)
    assert answer.json["errors"][0]["path"] == at_fault


@pytest.mark.parametrize("key", ["", "k" * 256], ids=["empty", "256 characters"])
def test_a_key_that_cannot_be_kept_is_refused(client: Client, key: str) -> None:
    answer = client.post("/v1/jobs", new_job(), key=key)

    assert (answer.status, answer.json["code"]) == (422, "out_of_range")
    assert answer.json["errors"][0]["path"] == "idempotency-key"


@pytest.mark.parametrize(
    "error",
    [
        TransientError(),
        # What the client's fake calls an outage.
        TimeoutError("dynamodb did not answer"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_dependency_that_fails_asks_for_the_request_again(error: Exception) -> None:
    class BrokenTable(InMemoryJobTable):
        def create(self, job: Job, photos: Sequence[Photo], keyed: KeyedRequest | None) -> NoReturn:
            del job, photos, keyed
            raise error

    answer = Client(table=BrokenTable()).post("/v1/jobs", new_job())

    assert (answer.status, answer.json["code"]) == (503, "unavailable")
    assert "again" in answer.json["detail"]
    assert "dynamodb" not in answer.text.lower()


def test_a_mistake_of_ours_is_a_problem_too() -> None:
    class BrokenTable(InMemoryJobTable):
        def create(self, job: Job, photos: Sequence[Photo], keyed: KeyedRequest | None) -> NoReturn:
            del job, photos, keyed
            raise ZeroDivisionError("a secret")

    answer = Client(table=BrokenTable()).post("/v1/jobs", new_job())

    assert (answer.status, answer.json["code"]) == (500, "internal_error")
    assert "secret" not in answer.text


def look_everywhere(client: Client, user_id: str, job_id: str, photo_id: str) -> list[Answer]:
    """Every way to ask for a job or for something in it."""
    job = f"/v1/jobs/{job_id}"
    photo = f"{job}/photos/{photo_id}"
    return [
        *(client.get(path, user_id=user_id) for path in (job, f"{job}/photos", photo)),
        client.get(f"{photo}/outputs/web", user_id=user_id),
        client.post(f"{job}/photos", {"photos": [PHOTO]}, user_id=user_id),
        client.post(f"{job}/uploads", {"photo_ids": [photo_id]}, user_id=user_id),
        client.post(f"{job}/retry", "", user_id=user_id),
        client.delete(job, user_id=user_id),
    ]


def test_what_is_another_users_and_what_is_missing_answer_alike(client: Client) -> None:
    opened = client.post("/v1/jobs", new_job()).json
    job_id, photo_id = opened["job_id"], opened["photos"][0]["photo_id"]

    foreign = look_everywhere(client, "user-2", job_id, photo_id)
    missing = look_everywhere(client, "user-1", build_job().job_id, photo_id)

    assert foreign == missing
    assert {(answer.status, answer.json["code"]) for answer in foreign} == {(404, "not_found")}
    assert len({answer.text for answer in foreign}) == 1
    assert client.get(f"/v1/jobs/{job_id}").status == 200


def test_a_photo_of_another_job_is_missing(client: Client) -> None:
    first, second = (client.post("/v1/jobs", new_job()).json for _ in range(2))
    photo_id = second["photos"][0]["photo_id"]

    answer = client.get(f"/v1/jobs/{first['job_id']}/photos/{photo_id}")

    assert answer == client.get(f"/v1/jobs/{first['job_id']}/photos/pho_of_nobody")
    assert answer.status == 404
