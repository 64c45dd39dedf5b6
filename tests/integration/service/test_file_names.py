"""A photo's name on its whole way: in by both doors, into the row, out with the download."""

import base64
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from email.message import Message
from typing import Any, Final

import pytest
import requests
from aws_lambda_powertools.utilities.typing import LambdaContext

from darkroom.bootstrap.api import build_use_cases
from darkroom.file_names import result_file_name
from darkroom.http.api import build_api
from darkroom.jobs import OutputResult, OutputState, Photo, PhotoAddress, PhotoState
from darkroom.keys import inline_key, result_key, upload_key
from darkroom.messages import PhotoRendered
from darkroom.ports import PhotoChange
from darkroom.settings import ApiSettings
from tests.builders import JPEG, NOW, form_body, form_part, http_event, signed_in
from tests.integration.service.deployment import Deployment
from tests.names import NAMES

_OUTPUTS: Final = [{"name": "web", "operations": [{"operation": "flip", "axis": "horizontal"}]}]
# A name in JSON has to be there, and to be text.
_IN_JSON: Final = [names for names in NAMES.values() if names[0] and "\ud800" not in names[0]]
# In a form, what ends a line or a quoted word would be another form.
_IN_A_FORM: Final = [names for names in _IN_JSON if not set(names[0]) & set('"\\\r\n')]

Ask = Callable[[dict[str, Any]], Mapping[str, Any]]


@pytest.fixture
def user_id() -> str:
    return uuid.uuid4().hex


@pytest.fixture
def ask(deployment: Deployment, user_id: str) -> Iterator[Ask]:
    with deployment.acting_as("ApiFunction") as environment:
        api = build_api(build_use_cases(ApiSettings.from_environment(environment)))
        yield lambda event: api(signed_in(event, user_id), LambdaContext())


def _open_by_json(ask: Ask) -> Mapping[str, Any]:
    """A job whose photos are still to be uploaded."""
    photos = [{"name": name, "content_type": "image/jpeg"} for name, _ in _IN_JSON]
    body = json.dumps({"outputs": _OUTPUTS, "photos": photos})
    kind = {"content-type": "application/json"}
    opened: Mapping[str, Any] = json.loads(
        ask(http_event("POST", "/v1/jobs", body=body, headers=kind))["body"]
    )
    return opened


def _open_by_form(ask: Ask) -> Mapping[str, Any]:
    """A job with its photos."""
    job = form_part("job", json.dumps({"outputs": _OUTPUTS}).encode())
    photos = [form_part("photos", JPEG, file_name=name) for name, _ in _IN_A_FORM]
    kind = {"content-type": "multipart/form-data; boundary=edge"}
    body = base64.b64encode(form_body([job, *photos])).decode()
    event = http_event("POST", "/v1/jobs", body=body, headers=kind) | {"isBase64Encoded": True}
    opened: Mapping[str, Any] = json.loads(ask(event)["body"])
    return opened


def _rows(deployment: Deployment, opened: Mapping[str, Any]) -> tuple[Photo, ...]:
    return deployment.table.photos(opened["job_id"], limit=1000, cursor=None).items


def _keys(deployment: Deployment, bucket: str, job_id: str) -> set[str]:
    listed = deployment.s3.list_objects_v2(Bucket=deployment.stack.ref(bucket))
    keys = {entry["Key"] for entry in listed.get("Contents", ())}
    return {key for key in keys if job_id in key}


def _finish(deployment: Deployment, photo: Photo) -> str:
    """Store a result, and have its row say so."""
    address = PhotoAddress.of(photo)
    key = result_key(address, "web", "jpg")
    deployment.s3.put_object(Bucket=deployment.stack.ref("ResultsBucket"), Key=key, Body=b"pixels")
    result = OutputResult(name="web", state=OutputState.DONE, key=key)
    rendered = PhotoRendered(photo=address, results=(result,))
    change = PhotoChange(photo=address, state=PhotoState.DONE, at=NOW, rendered=rendered)
    deployment.table.move_photo(change)
    return key


def _saved_as(ask: Ask, photo: Photo) -> str | None:
    """What an output's download is saved as, read by the library that reads mail."""
    path = f"/v1/jobs/{photo.job_id}/photos/{photo.photo_id}/outputs/web"
    address = ask(http_event("GET", path))["headers"]["Location"]
    header = requests.get(address, timeout=10).headers["Content-Disposition"]
    message = Message()
    # Of the two names there, the one for clients that know more than ASCII counts.
    message["Content-Disposition"] = "attachment; " + header.rpartition("; ")[2]
    return message.get_filename()


def test_names_in_json_are_data_all_the_way(deployment: Deployment, ask: Ask, user_id: str) -> None:
    opened = _open_by_json(ask)
    # More come when they are asked for.
    forms = [photo["upload"] for photo in opened["photos"] if photo["upload"]]
    for form in forms:
        sent = requests.post(form["url"], data=form["fields"], files={"file": JPEG}, timeout=10)
        assert sent.status_code == 204

    rows = _rows(deployment, opened)
    finished = {_finish(deployment, row) for row in rows}

    job_id, cleaned = opened["job_id"], [cleaned for _, cleaned in _IN_JSON]
    assert len(rows) == len(_IN_JSON) == 40
    assert [photo["name"] for photo in opened["photos"]] == cleaned
    assert [row.name for row in rows] == cleaned
    uploads = {upload_key(user_id, job_id, row.photo_id) for row in rows[: len(forms)]}
    assert _keys(deployment, "UploadsBucket", job_id) == uploads
    assert _keys(deployment, "ResultsBucket", job_id) == finished
    saved = [_saved_as(ask, row) for row in rows]
    assert saved == [result_file_name(name, "web", "jpg") for name in cleaned]


def test_names_in_a_form_are_data_all_the_way(
    deployment: Deployment, ask: Ask, user_id: str
) -> None:
    opened = _open_by_form(ask)

    rows = _rows(deployment, opened)
    job_id, cleaned = opened["job_id"], [cleaned for _, cleaned in _IN_A_FORM]
    assert len(rows) > 30
    assert [row.name for row in rows] == cleaned
    uploads = {inline_key(user_id, job_id, row.photo_id) for row in rows}
    assert _keys(deployment, "UploadsBucket", job_id) == uploads


@pytest.mark.parametrize("name", ["", "\ud800beach.jpg"], ids=["nothing", "lone surrogate"])
def test_a_name_that_is_no_text_is_refused(ask: Ask, name: str) -> None:
    photo = {"name": name, "content_type": "image/jpeg"}
    body = json.dumps({"outputs": _OUTPUTS, "photos": [photo]})
    kind = {"content-type": "application/json"}

    answer = ask(http_event("POST", "/v1/jobs", body=body, headers=kind))

    assert answer["statusCode"] == 422
    assert "photos[0].name" in answer["body"]
