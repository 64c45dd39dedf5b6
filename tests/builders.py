"""Jobs, photos, messages and events with sensible values; a test names only what it is about."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote_plus, urlencode

from darkroom.ids import Ids, is_library_job
from darkroom.imaging.retouch.face import Area, Face, Point
from darkroom.jobs import (
    Job,
    JobState,
    OutputResult,
    OutputState,
    Photo,
    PhotoAddress,
    PhotoState,
    Problem,
    Source,
)
from darkroom.keys import library_key, result_key, upload_key
from darkroom.messages import PhotoRefused, PhotoRendered, PhotoStarted, RenderRequest
from darkroom.recipes import LANES, Lane, Output

NOW: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
USER: Final = "user-1"
JPEG: Final = b"\xff\xd8\xff\xe0" + bytes(60)
"""What the first bytes of a photo look like."""


def build_output(name: str = "web", width: int = 1600) -> Output:
    """An output that makes photos smaller."""
    return Output.model_validate(
        {"name": name, "operations": [{"operation": "resize", "width": width}]}
    )


def build_slow_output(name: str = "large") -> Output:
    """An output that takes long to make."""
    operations = [{"operation": "upscale", "factor": 2}]
    return Output.model_validate({"name": name, "operations": operations})


def build_face() -> Face:
    """A face in the middle of a photo."""
    return Face(
        box=Area(0.4, 0.3, 0.6, 0.5),
        roll=0.0,
        eyes=(Point(0.46, 0.37), Point(0.54, 0.37)),
        mouth=Area(0.46, 0.44, 0.54, 0.48),
        score=0.9,
    )


def build_job(**values: object) -> Job:
    """An open job for one photo."""
    created_at = values.get("created_at", NOW)
    assert isinstance(created_at, datetime)
    usual = {
        "user_id": USER,
        "job_id": Ids().job(created_at),
        "state": JobState.OPEN,
        "outputs": (build_output(),),
        "photo_count": 1,
        "created_at": created_at,
        "expires_at": created_at + timedelta(days=14),
    }
    return Job.model_validate(usual | values)


def build_photo(job: Job, number: int = 0, **values: object) -> Photo:
    """A photo of the job that awaits its upload."""
    usual = {
        "job_id": job.job_id,
        "photo_id": Ids().photo(number),
        "number": number,
        "user_id": job.user_id,
        "name": f"beach {number}.jpg",
        "content_type": "image/jpeg",
        "state": PhotoState.AWAITING_UPLOAD,
        "created_at": job.created_at,
        "updated_at": job.created_at,
        "waiting_since": job.created_at,
    }
    return Photo.model_validate(usual | values)


def build_photos(job: Job) -> list[Photo]:
    """All photos that the job speaks of."""
    return [build_photo(job, number) for number in range(job.photo_count)]


def source_of(photo: Photo, version_id: str = "version-1") -> Source:
    """Where the photo's original lies."""
    key_of = library_key if is_library_job(photo.job_id) else upload_key
    key = key_of(photo.user_id, photo.job_id, photo.photo_id)
    return Source(key=key, version_id=version_id)


def uploaded(photo: Photo, version_id: str = "version-1") -> Photo:
    """The photo with its upload pinned."""
    return photo.model_copy(update={"source": source_of(photo, version_id)})


def build_request(photo: Photo, **values: object) -> RenderRequest:
    """A request to render the photo."""
    usual = {
        "photo": PhotoAddress.of(photo),
        "source": photo.source or source_of(photo),
        "outputs": (build_output(),),
        "queued_at": NOW,
    }
    return RenderRequest.model_validate(usual | values)


def started(photo: Photo, lane: Lane = "fast") -> PhotoStarted:
    """The answer that a worker has begun."""
    return PhotoStarted(photo=PhotoAddress.of(photo), lane=lane)


def rendered(photo: Photo, *results: OutputResult, generation: int = 1) -> PhotoRendered:
    """The answer that a worker is done with a photo that goes through the fast lane only."""
    photo = photo.model_copy(update={"generation": generation})
    return PhotoRendered(
        photo=PhotoAddress.of(photo),
        lane="fast",
        width=4000,
        height=3000,
        results=results or (build_result(photo),),
    )


def rendered_in(lane: Lane, photo: Photo, *results: OutputResult) -> PhotoRendered:
    """The answer of one lane for a photo that goes through both."""
    return rendered(photo, *results).model_copy(update={"lane": lane, "lanes": LANES})


def refused(photo: Photo, code: str = "not_a_photo") -> PhotoRefused:
    """The answer that nothing can be made of an upload."""
    error = Problem(code=code, message="This file is not a photo; send another.")
    source = photo.source or source_of(photo)
    return PhotoRefused(photo=PhotoAddress.of(photo), source=source, error=error)


def build_result(photo: Photo, name: str = "web", **values: object) -> OutputResult:
    """A finished output of the photo."""
    usual = {
        "name": name,
        "state": OutputState.DONE,
        "key": result_key(PhotoAddress.of(photo), name, "jpg"),
        "width": 1600,
        "height": 1200,
        "bytes": 123_456,
        "content_type": "image/jpeg",
    }
    return OutputResult.model_validate(usual | values)


def build_failure(name: str = "web", code: str = "crop_outside_photo") -> OutputResult:
    """An output that could not be made."""
    error = Problem(code=code, message="The crop lies outside the photo.")
    return OutputResult(name=name, state=OutputState.FAILED, error=error)


def sqs_event(*bodies: str, receive_count: int = 1) -> dict[str, Any]:
    """What Lambda hands to a worker; messages are called `message-0`, and received `receipt-0`."""
    records = [
        {
            "messageId": f"message-{number}",
            "receiptHandle": f"receipt-{number}",
            "attributes": {"ApproximateReceiveCount": str(receive_count)},
            "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:queue",
            "body": body,
        }
        for number, body in enumerate(bodies)
    ]
    return {"Records": records}


def s3_notification(*keys: str, version_id: str | None = "version-1") -> str:
    """S3's announcement of objects, as text."""
    version = {"versionId": version_id} if version_id else {}
    objects = [{"key": quote_plus(key, safe="/"), "size": 64, **version} for key in keys]
    records = [{"eventName": "ObjectCreated:Post", "s3": {"object": each}} for each in objects]
    return json.dumps({"Records": records})


def http_event(
    method: str,
    path: str,
    *,
    body: str | None = None,
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """A payload-v2 event without a caller."""
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "ANY /v1/{proxy+}",
        "rawPath": path,
        "rawQueryString": urlencode(query or {}),
        "headers": {"host": "api.example", **(headers or {})},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api",
            "domainName": "api.example",
            "domainPrefix": "api",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "tests",
            },
            "requestId": "request-1",
            "routeKey": "ANY /v1/{proxy+}",
            "stage": "$default",
            "time": "20/Nov/2026:12:00:00 +0000",
            "timeEpoch": 1795176000000,
        },
        "isBase64Encoded": False,
    }
    if query:
        event["queryStringParameters"] = dict(query)
    if body is not None:
        event["body"] = body
    return event


def signed_in(event: dict[str, Any], user_id: str = USER, use: str = "access") -> dict[str, Any]:
    """The event with the claims of a token that the gateway accepted."""
    claims = {"sub": user_id, "token_use": use, "client_id": "client"}
    event["requestContext"]["authorizer"] = {"jwt": {"claims": claims, "scopes": None}}
    return event


def form_part(name: str, content: bytes, *, file_name: str | None = None) -> bytes:
    """One part of a form."""
    named = f'; filename="{file_name}"' if file_name is not None else ""
    kind = "Content-Type: image/jpeg\r\n" if file_name is not None else ""
    head = f'Content-Disposition: form-data; name="{name}"{named}\r\n{kind}\r\n'
    return head.encode() + content + b"\r\n"


def form_body(parts: Sequence[bytes], boundary: str = "edge") -> bytes:
    """Parts as the body of a form."""
    opened = b"".join(f"--{boundary}\r\n".encode() + part for part in parts)
    return opened + f"--{boundary}--\r\n".encode()
