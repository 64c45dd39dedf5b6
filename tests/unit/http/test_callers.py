"""Who may call."""

from typing import Any

import pytest

from tests.builders import http_event, signed_in
from tests.unit.http.client import Client
from tests.unit.http.requests import new_job

ROUTES = [
    ("GET", "/v1/jobs"),
    ("GET", "/v1/jobs/job_1"),
    ("DELETE", "/v1/jobs/job_1"),
    ("GET", "/v1/jobs/job_1/photos"),
    ("GET", "/v1/jobs/job_1/photos/pho_1"),
    ("GET", "/v1/jobs/job_1/photos/pho_1/outputs/web"),
    ("GET", "/v1/library"),
    ("GET", "/v1/library/albums"),
    ("GET", "/v1/library/albums/alb_1"),
    ("GET", "/v1/library/operations"),
    ("GET", "/v1/library/operations/op_1"),
    ("POST", "/v1/library/operations/op_1/retry"),
    ("POST", "/v1/library/operations/op_1/skip"),
    ("GET", "/v1/library/photos"),
    ("GET", "/v1/library/photos/pho_1"),
    ("GET", "/v1/library/photos/pho_1/current"),
    ("GET", "/v1/operations"),
]
OPEN_TO_ALL = ["/v1/health", "/config.json", "/v1/openapi.json", "/docs"]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_route_is_closed_without_a_token(client: Client, method: str, path: str) -> None:
    answer = client.send(http_event(method, path))

    assert (answer.status, answer.json["code"]) == (401, "unauthorized")
    assert "Bearer" in answer.json["detail"]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_route_is_closed_to_an_id_token(client: Client, method: str, path: str) -> None:
    answer = client.send(signed_in(http_event(method, path), use="id"))

    assert (answer.status, answer.json["code"]) == (401, "access_token_required")
    assert "access token" in answer.json["detail"]


def test_no_job_is_opened_with_an_id_token(client: Client) -> None:
    headers = {"content-type": "application/json"}
    text = '{"outputs": [{"name": "a"}], "photos": [{"name": "a", "content_type": "image/png"}]}'
    event = http_event("POST", "/v1/jobs", body=text, headers=headers)

    answer = client.send(signed_in(event, use="id"))

    assert answer.status == 401
    assert client.get("/v1/jobs").json["items"] == []


@pytest.mark.parametrize("path", OPEN_TO_ALL)
def test_some_routes_are_open_to_all(client: Client, path: str) -> None:
    answer = client.send(http_event("GET", path))

    assert answer.status == 200


@pytest.mark.parametrize(
    "user_id",
    [
        pytest.param("", id="empty"),
        pytest.param("../user-2", id="traversal"),
        pytest.param("user-1/job_1", id="slash"),
        pytest.param("user 1", id="space"),
        pytest.param("user-1#", id="hash"),
        pytest.param("user-1\n", id="line feed"),
        pytest.param("us\xe9r", id="not ASCII"),
        pytest.param("*", id="wildcard"),
        pytest.param("u" * 65, id="65 characters"),
    ],
)
def test_a_user_id_that_could_leave_its_keys_is_refused(client: Client, user_id: str) -> None:
    answer = client.post("/v1/jobs", new_job(), user_id=user_id)

    assert (answer.status, answer.json["code"]) == (401, "unauthorized")


@pytest.mark.parametrize(
    "authorizer",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"jwt": {}}, id="no claims"),
        pytest.param({"jwt": {"claims": {}}}, id="empty claims"),
        pytest.param({"jwt": {"claims": {"token_use": "access"}}}, id="no subject"),
        pytest.param({"iam": {"userId": "user-1"}}, id="another authorizer"),
    ],
)
def test_claims_that_name_nobody_are_refused(client: Client, authorizer: dict[str, Any]) -> None:
    event = http_event("GET", "/v1/jobs")
    event["requestContext"]["authorizer"] = authorizer

    answer = client.send(event)

    assert (answer.status, answer.json["code"]) == (401, "unauthorized")
