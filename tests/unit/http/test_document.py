"""What the API says about itself."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import TypeAdapter

from darkroom.operations import OPERATIONS, Operation
from darkroom.operations.lettering import MISSING_GLYPHS
from darkroom.operations.reduce_red_eye import NO_RED_EYE_FOUND
from darkroom.operations.retouching import NO_FACE_FOUND
from darkroom.operations.whiten_teeth import NO_TEETH_VISIBLE
from darkroom.render import DYNAMIC_RANGE_REDUCED, ONLY_FIRST_FRAME
from darkroom.rendering import COLOR_PROFILE_IGNORED
from darkroom.services.accept_operations import MAX_PENDING
from tests.builders import http_event
from tests.unit.http.client import Client

ROUTES = {
    ("get", "/config.json"),
    ("get", "/v1/health"),
    ("get", "/v1/jobs"),
    ("post", "/v1/jobs"),
    ("get", "/v1/jobs/{job_id}"),
    ("delete", "/v1/jobs/{job_id}"),
    ("get", "/v1/jobs/{job_id}/photos"),
    ("post", "/v1/jobs/{job_id}/photos"),
    ("get", "/v1/jobs/{job_id}/photos/{photo_id}"),
    ("get", "/v1/jobs/{job_id}/photos/{photo_id}/outputs/{name}"),
    ("post", "/v1/jobs/{job_id}/retry"),
    ("post", "/v1/jobs/{job_id}/uploads"),
    ("get", "/v1/library"),
    ("get", "/v1/library/albums"),
    ("get", "/v1/library/albums/{album_id}"),
    ("get", "/v1/library/operations"),
    ("post", "/v1/library/operations"),
    ("get", "/v1/library/operations/{operation_id}"),
    ("post", "/v1/library/operations/{operation_id}/retry"),
    ("post", "/v1/library/operations/{operation_id}/skip"),
    ("get", "/v1/library/photos"),
    ("get", "/v1/library/photos/{photo_id}"),
    ("get", "/v1/library/photos/{photo_id}/current"),
    ("get", "/v1/operations"),
}


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    parsed: dict[str, Any] = client.send(http_event("GET", "/v1/openapi.json")).json
    return parsed


def operations_of(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_the_document_is_openapi_3_1(document: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(document).validate()

    assert document["openapi"].startswith("3.1")


def test_the_document_shows_every_route_and_no_inner_one(document: dict[str, Any]) -> None:
    shown = {(method, path) for method, path, _ in operations_of(document)}

    assert shown == ROUTES


def test_opening_a_job_takes_json_or_a_form(document: dict[str, Any]) -> None:
    opening = document["paths"]["/v1/jobs"]["post"]

    assert set(opening["requestBody"]["content"]) == {"application/json", "multipart/form-data"}
    assert {"201", "202", "409", "413", "422"} <= set(opening["responses"])


def test_every_mistake_is_documented_as_a_problem(document: dict[str, Any]) -> None:
    mistakes = [
        (method, path, status, set(response["content"]))
        for method, path, operation in operations_of(document)
        for status, response in operation["responses"].items()
        if status >= "400"
    ]

    assert mistakes
    others = [each for each in mistakes if each[3] != {"application/problem+json"}]
    assert others == []


def test_all_routes_ask_for_a_token_but_those_that_are_open(document: dict[str, Any]) -> None:
    open_to_all = {
        path for _, path, operation in operations_of(document) if operation.get("security") == []
    }

    assert document["security"] == [{"access_token": []}]
    assert open_to_all == {"/v1/health", "/config.json"}


def test_the_page_holds_the_document_and_needs_no_other_host(
    client: Client, document: dict[str, Any]
) -> None:
    answer = client.send(http_event("GET", "/docs"))

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert json.dumps(document["info"]["description"]) in answer.text
    assert all(path in answer.text for _, path in ROUTES)
    assert 'src="http' not in answer.text
    assert 'rel="stylesheet" href="http' not in answer.text


def test_the_page_links_to_the_document(client: Client) -> None:
    page = client.send(http_event("GET", "/docs")).text

    assert 'updateUrl("/v1/openapi.json")' in page
    assert "?format=json" not in page


def test_every_field_of_an_output_but_its_steps_is_described(document: dict[str, Any]) -> None:
    fields = document["components"]["schemas"]["Output"]["properties"]

    described = {name for name, field in fields.items() if field.get("description")}

    assert described == fields.keys() - {"name", "operations"}


@pytest.mark.parametrize(
    "body", ["AlbumList", "AlbumWithPhotos", "LibraryPhotoList", "LibraryPhotoWithHistory"]
)
def test_what_is_read_of_a_library_says_how_sure_its_sequence_is(
    document: dict[str, Any], body: str
) -> None:
    sequence = document["components"]["schemas"][body]["properties"]["sequence"]

    assert "at least" in sequence["description"]


def test_limits_are_told(document: dict[str, Any]) -> None:
    description = document["info"]["description"]

    assert "5 photos, and each of them 3 outputs" in description
    assert "5 MB" in description
    assert f"While {MAX_PENDING:,} operations on a library wait" in description


def test_every_warning_is_explained_in_the_document_and_the_readme(
    document: dict[str, Any],
) -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text()
    description = document["components"]["schemas"]["PhotoBody"]["properties"]["warnings"][
        "description"
    ]

    explained = dict(re.findall(r"^- `(\w+)`: (.+)$", description, re.MULTILINE))

    of_photos = {ONLY_FIRST_FRAME, DYNAMIC_RANGE_REDUCED, COLOR_PROFILE_IGNORED}
    of_operations = {MISSING_GLYPHS, NO_FACE_FOUND, NO_RED_EYE_FOUND, NO_TEETH_VISIBLE}
    assert explained.keys() == of_photos | of_operations
    assert all(f"| `{code}` | {sentence} |" in readme for code, sentence in explained.items())


def test_the_catalogue_lists_every_operation(client: Client) -> None:
    body = client.get("/v1/operations").json

    names = [item["name"] for item in body["items"]]
    assert names == [operation.name() for operation in OPERATIONS]
    assert {"crop", "resize", "caption"} <= set(names)
    assert all(item["summary"] for item in body["items"])
    lanes = {item["name"]: item["lane"] for item in body["items"]}
    assert (lanes["crop"], lanes["whiten_teeth"]) == ("fast", "slow")


def test_every_example_of_the_catalogue_fits_its_schema(client: Client) -> None:
    for item in client.get("/v1/operations").json["items"]:
        jsonschema.Draft202012Validator.check_schema(item["parameters"])

        jsonschema.validate(item["example"], item["parameters"])

        parsed = TypeAdapter[Any](Operation).validate_python(item["example"])
        assert parsed.name() == item["name"]


def test_a_client_learns_where_to_sign_in(client: Client) -> None:
    body = client.send(http_event("GET", "/config.json")).json

    assert body == {
        "api": "https://api.example",
        "region": "eu-west-1",
        "user_pool_client_id": "client",
        "sign_in_endpoint": "https://cognito-idp.eu-west-1.amazonaws.com/",
    }


def test_health_is_ok(client: Client) -> None:
    assert client.send(http_event("GET", "/v1/health")).json == {"status": "ok"}
