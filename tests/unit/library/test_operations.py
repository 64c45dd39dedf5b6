"""What may be asked of a library, and how it is kept."""

import os
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from darkroom.library.log import AcceptedOperation
from darkroom.library.operations import USER_OPERATIONS, UserOperation
from darkroom.library.user_operation import KEPT
from tests.libraries import ROTATE, accept
from tests.unit.operations.strategies import OPERATION_STRATEGY

_operation: TypeAdapter[UserOperation] = TypeAdapter(UserOperation)

PHOTO = {"photo_id": "pho_beach"}
ALBUM = {"album_id": "alb_lisbon"}
EXAMPLES: list[dict[str, Any]] = [
    {"operation": "apply_edit", **PHOTO, "operations": [ROTATE]},
    {"operation": "undo", **PHOTO},
    {"operation": "redo", **PHOTO},
    {"operation": "revert", **PHOTO},
    {"operation": "rename_photo", **PHOTO, "name": "cliff.jpg"},
    {"operation": "delete_photo", **PHOTO},
    {"operation": "add_photo", **PHOTO, "job_id": "job_1"},
    {"operation": "create_album", "name": "Lisbon"},
    {"operation": "rename_album", **ALBUM, "name": "Porto"},
    {"operation": "add_to_album", **ALBUM, "photo_ids": ["pho_beach"]},
    {"operation": "remove_from_album", **ALBUM, "photo_ids": ["pho_beach"]},
    {"operation": "reorder_album", **ALBUM, "photo_ids": ["pho_beach"]},
    {"operation": "set_cover", **ALBUM, **PHOTO},
    {"operation": "delete_album", **ALBUM},
]

every_operation = pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each["operation"])


def test_there_is_an_example_of_each_operation() -> None:
    assert [each["operation"] for each in EXAMPLES] == [each.tag() for each in USER_OPERATIONS]


@every_operation
def test_an_operation_is_read_as_it_was_written(example: dict[str, Any]) -> None:
    accepted = accept(example)

    read = AcceptedOperation.model_validate_json(accepted.model_dump_json())

    assert read == accepted
    assert read.operation.tag() == example["operation"]
    assert read.operation.version == 1


# The first of them waits for everything to be built that it is read by.
@settings(deadline=None)
@given(st.lists(OPERATION_STRATEGY, min_size=1, max_size=3))
def test_an_edit_keeps_whatever_is_done_to_photos(operations: list[object]) -> None:
    accepted = accept({"operation": "apply_edit", **PHOTO, "operations": operations})

    assert AcceptedOperation.model_validate_json(accepted.model_dump_json()) == accepted


@every_operation
def test_an_operation_of_another_version_is_refused(example: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="version"):
        _operation.validate_python(example | {"version": 2})


@pytest.mark.parametrize("name", ["", "\u202e", " \t", "a" * 101], ids=ascii)
@pytest.mark.parametrize("tag", ["create_album", "rename_album"])
def test_an_album_needs_a_name_that_can_be_shown(tag: str, name: str) -> None:
    with pytest.raises(ValidationError, match="name"):
        _operation.validate_python({"operation": tag, **ALBUM, "name": name})


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        pytest.param("  Lisbon, May ", "Lisbon, May", id="space around"),
        pytest.param("Lis\x00bon\u202e", "Lisbon", id="control characters"),
        pytest.param("Cafe\u0301", "Caf\xe9", id="NFD"),
        pytest.param("a/b\\c", "a/b\\c", id="slashes are only text"),
        pytest.param("\u200e" * 50 + "a" * 100, "a" * 100, id="100 characters that are seen"),
    ],
)
def test_the_name_of_an_album_is_put_in_order(name: str, kept: str) -> None:
    operation = _operation.validate_python({"operation": "create_album", "name": name})

    assert dict(operation)["name"] == kept


@pytest.mark.parametrize(
    "name",
    ["", " \r\n", "\u202e", "a" * 256, "é" * 128, "../..", "May/1.jpg", "May\\1.jpg", "..", "..."],
    ids=ascii,
)
def test_a_photo_needs_a_name_that_a_file_may_have(name: str) -> None:
    with pytest.raises(ValidationError, match="name"):
        _operation.validate_python({"operation": "rename_photo", **PHOTO, "name": name})


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        pytest.param("  beach.jpg\n", "beach.jpg", id="space around"),
        pytest.param("be\x00a\nch\u202e.jpg", "beach.jpg", id="control characters"),
        pytest.param("Cafe\u0301.jpg", "Caf\xe9.jpg", id="NFD"),
        pytest.param("beach .jpg", "beach .jpg", id="space before the ending"),
        pytest.param("a" * 255, "a" * 255, id="255 bytes"),
        pytest.param("\u200e" * 50 + "é" * 127, "é" * 127, id="254 bytes that are seen"),
    ],
)
def test_the_name_of_a_photo_is_put_in_order_and_never_cut(name: str, kept: str) -> None:
    operation = _operation.validate_python({"operation": "rename_photo", **PHOTO, "name": name})

    assert dict(operation)["name"] == kept


@pytest.mark.parametrize("name", ["." * 255, "a" * 256, "", "May/1.jpg"], ids=ascii)
def test_a_log_may_hold_names_that_no_request_may_ask_for(name: str) -> None:
    kept = accept({"operation": "rename_photo", **PHOTO, "name": "cliff.jpg"}).model_dump()
    kept["operation"]["name"] = name

    read = AcceptedOperation.model_validate(kept, context=KEPT)

    assert dict(read.operation)["name"] == name


@settings(deadline=None)
@given(st.text(max_size=120), st.sampled_from(["create_album", "rename_photo"]))
def test_a_name_that_was_accepted_is_accepted_again(name: str, tag: str) -> None:
    about = PHOTO if tag == "rename_photo" else ALBUM
    try:
        operation = _operation.validate_python({"operation": tag, **about, "name": name})
    except ValidationError:
        return

    assert _operation.validate_python(operation.model_dump()) == operation


@pytest.mark.parametrize("tag", ["explode", None, ["undo"], "crop"], ids=repr)
def test_an_unknown_operation_is_told_what_there_is(tag: object) -> None:
    with pytest.raises(ValidationError, match="Set operation to one of apply_edit, undo, redo"):
        _operation.validate_python({"operation": tag})


def test_the_library_can_be_read_without_pillow_and_without_aws() -> None:
    program = (
        "import sys;"
        "sys.modules.update(dict.fromkeys(('PIL', 'cv2', 'numpy', 'boto3', 'botocore')));"
        "from darkroom.library.log import AcceptedOperation;"
        "AcceptedOperation.model_json_schema()"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}

    subprocess.run([sys.executable, "-c", program], env=environment, check=True)  # noqa: S603 - our own program
