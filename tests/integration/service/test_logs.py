"""No secret gets into a log: every line of every function, through a photo's life and mishaps."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from darkroom.adapters.rows import photo_key
from darkroom.dead_letters import QUEUES
from darkroom.imaging.formats import PhotoFormat
from tests.builders import form_body, form_part, http_event, s3_notification, signed_in, sqs_event
from tests.integration.service.deployment import Deployment
from tests.integration.service.handlers import Handle
from tests.pictures import SECRET, telltale

_TOKEN: Final = "eyJhbGciOiJSUzI1NiJ9.Y2FuYXJ5.c2lnbmVk"
_NAME: Final = "grandma in hospital"
_CAPTION: Final = "get well soon"
_OUTPUTS: Final[list[dict[str, Any]]] = [
    {"name": "web", "operations": [{"operation": "caption", "text": _CAPTION}]},
    {"name": "large", "operations": [{"operation": "denoise"}]},
]
_PHOTO: Final = telltale(PhotoFormat.JPEG)
_LANES: Final = {
    "RequestQueue": "process_photo",
    "RetouchQueue": "retouch_photo",
    "ResponseQueue": "record_response",
}


@dataclass
class Life:
    """A client and the Lambda service; it remembers what was secret on the way."""

    deployment: Deployment
    handle: Handle
    secrets: set[str] = field(default_factory=lambda: {_TOKEN, _NAME, _CAPTION, SECRET})

    def ask(self, method: str, path: str, body: object = None) -> Mapping[str, Any]:
        """Send a request with a token."""
        kind = {"authorization": f"Bearer {_TOKEN}", "content-type": "application/json"}
        text = body if isinstance(body, str) or body is None else json.dumps(body)
        answer: Mapping[str, Any] = self.handle(
            "api", signed_in(http_event(method, path, body=text, headers=kind))
        )
        return answer

    def send_form(self, content: bytes) -> Mapping[str, Any]:
        """Open a job with a photo in the same request."""
        photo = form_part("photos", content, file_name=f"{_NAME}.jpg")
        job = form_part("job", json.dumps({"outputs": _OUTPUTS}).encode())
        kind = {
            "authorization": f"Bearer {_TOKEN}",
            "content-type": "multipart/form-data; boundary=edge",
        }
        body = base64.b64encode(form_body([job, photo])).decode()
        event = http_event("POST", "/v1/jobs", body=body, headers=kind)
        answer: Mapping[str, Any] = self.handle("api", signed_in(event | {"isBase64Encoded": True}))
        return answer

    def upload(self, content: bytes) -> str:
        """Open a job, send its photo to where its form says, and announce it; answers its path."""
        photo = {"name": f"{_NAME}.jpg", "content_type": "image/jpeg"}
        opened = json.loads(
            self.ask("POST", "/v1/jobs", {"outputs": _OUTPUTS, "photos": [photo]})["body"]
        )
        form = opened["photos"][0]["upload"]
        sent = requests.post(form["url"], data=form["fields"], files={"file": content}, timeout=10)
        assert sent.status_code == 204
        fields = {name.lower(): value for name, value in form["fields"].items()}
        self.secrets |= {fields["policy"], fields["x-amz-signature"]}
        version = self.deployment.s3.list_object_versions(
            Bucket=self.deployment.stack.ref("UploadsBucket"), Prefix=fields["key"]
        )["Versions"][0]["VersionId"]
        self.handle("start_photo", sqs_event(s3_notification(fields["key"], version_id=version)))
        return f"/v1/jobs/{opened['job_id']}/photos/{opened['photos'][0]['photo_id']}"

    def work(self) -> None:
        """Have the workers and their answers dealt with."""
        for queue, folder in _LANES.items():
            bodies = [json.dumps(body) for body in self.deployment.waiting(queue)]
            self.handle(folder, sqs_event(*bodies))

    def download(self, path: str) -> None:
        """Ask for an output, and remember what signs its address."""
        address = self.ask("GET", path)["headers"]["Location"]
        assert requests.get(address, timeout=10).status_code == 200
        signed = parse_qs(urlsplit(address).query)
        self.secrets |= {signed["X-Amz-Signature"][0], signed["X-Amz-Credential"][0]}


@pytest.fixture
def life(deployment: Deployment, handle: Handle) -> Life:
    for queue in QUEUES:
        deployment.waiting(queue)
    return Life(deployment, handle)


def _said(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr()
    return said.out + said.err


def test_a_photo_that_is_made(life: Life, capsys: pytest.CaptureFixture[str]) -> None:
    path = life.upload(_PHOTO)
    life.work()
    life.download(f"{path}/outputs/web")
    life.download(f"{path}/outputs/large")
    life.ask("GET", path)
    life.ask("DELETE", path.partition("/photos")[0])

    said = _said(capsys)
    assert said.count("Photo rendered") == 2
    assert {secret for secret in life.secrets if secret in said} == set()


def test_photos_that_are_refused(life: Life, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [life.upload(_PHOTO[:-200]), life.upload(SECRET.encode())]
    life.send_form(_PHOTO[:300])
    life.work()
    for path in paths:
        life.ask("GET", path)

    said = _said(capsys)
    assert said.count("Photo refused") == 2
    assert {secret for secret in life.secrets if secret in said} == set()


def test_requests_that_are_mistaken(life: Life, capsys: pytest.CaptureFixture[str]) -> None:
    answers = [
        life.ask("POST", "/v1/jobs", f'{{"photos": "{_NAME}'),
        life.ask("POST", "/v1/jobs", {"outputs": [{"name": _NAME, _NAME: _CAPTION}]}),
        life.ask("POST", "/v1/jobs", {_NAME: _CAPTION}),
        life.ask("GET", f"/v1/jobs/{_NAME}"),
        life.ask("GET", f"/v1/{_NAME}"),
    ]

    assert all(400 <= answer["statusCode"] < 500 for answer in answers)
    said = _said(capsys)
    assert {secret for secret in life.secrets if secret in said} == set()


def test_messages_that_are_malformed(life: Life, capsys: pytest.CaptureFixture[str]) -> None:
    bodies = [_NAME, json.dumps({"photo": {"user_id": _NAME}}), json.dumps({_NAME: _CAPTION})]
    for folder in ("start_photo", "record_response"):
        life.handle(folder, sqs_event(*bodies))

    said = _said(capsys)
    assert said.count("Malformed message") == 6
    assert {secret for secret in life.secrets if secret in said} == set()


def test_a_failure_of_ours(life: Life, capsys: pytest.CaptureFixture[str]) -> None:
    cloud, table = life.deployment.stack.cloud, life.deployment.stack.ref("Table")
    path = life.upload(_PHOTO)
    job_id, photo_id = path.split("/")[3], path.split("/")[5]
    cloud.client("dynamodb").update_item(
        TableName=table,
        Key=photo_key(job_id, photo_id),
        UpdateExpression="SET #state = :name",
        ExpressionAttributeNames={"#state": "state"},
        ExpressionAttributeValues={":name": {"S": _NAME}},
    )

    answer = life.ask("GET", path)

    said = _said(capsys)
    assert answer["statusCode"] == 500
    assert "The request failed" in said
    assert {secret for secret in life.secrets if secret in said} == set()
