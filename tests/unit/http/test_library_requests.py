"""What may be asked of a library over HTTP, and how its mistakes are named."""

import json
from typing import Any

import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.utilities.typing import LambdaContext

from darkroom.errors import RequestError
from darkroom.http.content_types import read_json
from darkroom.http.library_requests import OperationsToAccept
from darkroom.http.problems import problem_of, problem_of_fields
from darkroom.library.operations import USER_OPERATIONS
from tests.builders import http_event
from tests.libraries import ROTATE

UNDO = {"operation": "undo", "photo_id": "pho_beach"}
EDIT = UNDO | {"operation": "apply_edit", "operations": [ROTATE]}
LONG_EDIT = EDIT | {"operations": [{"operation": "caption", "text": "海" * 1000}] * 8}
RENAME = UNDO | {"operation": "rename_photo"}
CREATE = {"operation": "create_album", "name": "Lisbon"}


def ask(body: object) -> tuple[int, Any]:
    """The status and body of the answer to a request, which are its operations if it is good."""
    resolver = APIGatewayHttpResolver(enable_validation=True, json_body_deserializer=read_json)

    def accept(body: OperationsToAccept) -> Response[str]:
        listed = [operation.model_dump(exclude={"version"}) for operation in body.listed]
        return Response(status_code=202, body=json.dumps(listed))

    resolver.post("/v1/library/operations")(accept)
    resolver.exception_handler(RequestError)(problem_of)
    resolver.exception_handler(RequestValidationError)(
        lambda error: problem_of_fields(error.errors())
    )
    headers = {"content-type": "application/json"}
    event = http_event("POST", "/v1/library/operations", body=json.dumps(body), headers=headers)
    answer = resolver.resolve(event, LambdaContext())
    return answer["statusCode"], json.loads(answer["body"])


@pytest.mark.parametrize(
    ("body", "tags"),
    [
        pytest.param(UNDO, ["undo"], id="one"),
        pytest.param(EDIT, ["apply_edit"], id="an edit, which has operations of its own"),
        pytest.param({"operations": [CREATE]}, ["create_album"], id="list of one"),
        pytest.param({"operations": [EDIT, UNDO]}, ["apply_edit", "undo"], id="two in order"),
        pytest.param({"operations": [UNDO] * 50}, ["undo"] * 50, id="fifty"),
    ],
)
def test_one_operation_or_several_are_taken(body: object, tags: list[str]) -> None:
    status, listed = ask(body)

    assert status == 202
    assert [operation["operation"] for operation in listed] == tags


MISTAKES = [
    pytest.param(
        UNDO | {"operation": "explode"},
        "unknown_operation",
        "operation",
        "Set operation to one of apply_edit, undo, redo",
        id="unknown operation",
    ),
    pytest.param(
        {"operations": [UNDO, ROTATE]},
        "unknown_operation",
        "operations[1].operation",
        "Set operation to one of apply_edit, undo, redo",
        id="operation on a photo where one on the library belongs",
    ),
    pytest.param(
        EDIT | {"operations": [ROTATE, UNDO]},
        "unknown_operation",
        "operations[1].operation",
        "Set operation to one of crop, resize",
        id="operation on the library where one on a photo belongs",
    ),
    pytest.param(
        EDIT | {"operations": [{"operation": "resize", "width": 0}]},
        "out_of_range",
        "operations[0].width",
        "Give 1 or more.",
        id="parameter out of range",
    ),
    pytest.param(
        {"operations": [UNDO, EDIT | {"operations": [ROTATE, {"operation": "resize"}]}]},
        "invalid_value",
        "operations[1].operations[1]",
        "Give a width, a height, or both.",
        id="edit in a list that says too little",
    ),
    pytest.param(
        {"operations": [EDIT | {"operations": [{"operation": "blur", "radius": 501}]}]},
        "out_of_range",
        "operations[0].operations[0].radius",
        "Give 500 or less.",
        id="parameter out of range in a list",
    ),
    pytest.param(
        EDIT | {"operations": []}, "too_few", "operations", "Give at least 1.", id="empty edit"
    ),
    pytest.param(
        EDIT | {"operations": [ROTATE] * 21},
        "too_many",
        "operations",
        "Give at most 20.",
        id="edit of 21 operations",
    ),
    pytest.param({"operations": []}, "too_few", "operations", "Give at least 1.", id="empty list"),
    pytest.param(
        {"operations": [UNDO] * 51},
        "too_many",
        "operations",
        "Give at most 50.",
        id="51 operations",
    ),
    pytest.param(
        {"operations": [LONG_EDIT] * 50},
        "operations_too_long",
        "operations",
        "send fewer at once",
        id="list that no transaction takes",
    ),
    pytest.param(
        {"operations": UNDO}, "invalid_value", "operations", "This should be a list.", id="no list"
    ),
    pytest.param(
        {"operations": [UNDO, "undo"]},
        "invalid_value",
        "operations[1]",
        "This should be a JSON object.",
        id="operation that is only a name",
    ),
    pytest.param(
        {"operations": [UNDO], "undo": True},
        "unknown_field",
        "undo",
        "There is no such field",
        id="unknown field beside the list",
    ),
    pytest.param(
        UNDO | {"undo": True},
        "unknown_field",
        "undo",
        "There is no such field",
        id="unknown field",
    ),
    pytest.param({}, "unknown_operation", "operation", "Set operation to one of", id="nothing"),
    pytest.param(
        {"photo_id": "pho_beach"},
        "unknown_operation",
        "operation",
        "Set operation to one of",
        id="operation without its name",
    ),
    pytest.param([UNDO], "invalid_value", "body", "This should be a JSON object.", id="bare list"),
    pytest.param(7, "invalid_value", "body", "Send one operation as a JSON object", id="number"),
    pytest.param(None, "missing_field", "body", "Send a JSON object.", id="null"),
    pytest.param({"operation": "undo"}, "missing_field", "photo_id", "add it", id="photo left out"),
    pytest.param(
        UNDO | {"photo_id": "p" * 65},
        "out_of_range",
        "photo_id",
        "Give a text of 64 characters or fewer.",
        id="photo id that is none",
    ),
    pytest.param(
        UNDO | {"version": 2}, "unknown_value", "version", "Give 1.", id="version to come"
    ),
    pytest.param(
        RENAME | {"name": "é" * 128},
        "out_of_range",
        "name",
        "Give a text of 255 bytes in UTF-8 or fewer.",
        id="long name of a photo",
    ),
    pytest.param(
        {"operations": [UNDO, RENAME | {"name": "../.."}]},
        "invalid_value",
        "operations[1].name",
        "Write a name without slashes, and not of dots alone.",
        id="name of a photo that is a way to a folder",
    ),
    pytest.param(
        RENAME | {"name": "\n\n"},
        "out_of_range",
        "name",
        "Give a text; this one is empty.",
        id="name of a photo of which nothing is seen",
    ),
    pytest.param(
        {"operations": [CREATE, CREATE | {"name": "a" * 101}]},
        "out_of_range",
        "operations[1].name",
        "Give a text of 100 characters or fewer.",
        id="long name of an album",
    ),
    pytest.param(
        CREATE | {"name": "\u202e"},
        "out_of_range",
        "name",
        "Give a text; this one is empty.",
        id="name of nothing that is seen",
    ),
    pytest.param(
        CREATE | {"album_id": "alb_Lisbon"},
        "invalid_value",
        "album_id",
        "Write an album's id as alb_ and up to 40 lower-case letters and digits.",
        id="album id that is none",
    ),
    pytest.param(
        {"operation": "delete_album", "album_id": "a" * 65},
        "out_of_range",
        "album_id",
        "Give a text of 64 characters or fewer.",
        id="album id that is longer than any",
    ),
    pytest.param(
        {"operation": "add_to_album", "album_id": "alb_lisbon", "photo_ids": ["pho"] * 101},
        "too_many",
        "photo_ids",
        "Give at most 100.",
        id="101 photos",
    ),
]


@pytest.mark.parametrize(("body", "code", "path", "sentence"), MISTAKES)
def test_a_mistake_in_an_operation_is_named(
    body: object, code: str, path: str, sentence: str
) -> None:
    status, problem = ask(body)

    assert (status, problem["code"]) == (422, code)
    (error,) = problem["errors"]
    assert (error["path"], error["code"]) == (path, code)
    assert sentence in error["message"]
    assert error["message"].endswith(".")


def test_mistakes_in_several_operations_are_all_named() -> None:
    status, problem = ask({"operations": [{"operation": "undo"}, UNDO, CREATE | {"name": ""}]})

    assert status == 422
    paths = [error["path"] for error in problem["errors"]]
    assert paths == ["operations[0].photo_id", "operations[2].name"]


def test_the_schema_shows_every_operation() -> None:
    schema = OperationsToAccept.model_json_schema()

    shown = {
        definition["properties"]["operation"]["const"]
        for definition in schema["$defs"].values()
        if "operation" in definition["properties"]
    }
    assert {operation.tag() for operation in USER_OPERATIONS} <= shown
    OperationsToAccept.model_validate(schema["example"])
