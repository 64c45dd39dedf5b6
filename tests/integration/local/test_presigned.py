"""Presigned URLs and forms: S3 takes them as they were signed, and not a moment longer."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import boto3
import pytest
import requests
from botocore.config import Config

from local import account
from tests.integration.local.conftest import Callers, MovableClock

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_TIMEOUT = 10
_BYTES = b"\xff\xd8 a photo"


@pytest.fixture
def bucket(callers: Callers, new_name: Callable[[], str]) -> str:
    """Make a versioned bucket."""
    name, s3 = new_name(), callers.developer("s3")
    s3.create_bucket(Bucket=name)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return name


@pytest.fixture
def signer(callers: Callers, bucket: str) -> "S3Client":
    """Return a caller that may put and get what lies under uploads/, like the api."""
    actions = ["s3:PutObject", "s3:GetObject"]
    resource = f"arn:aws:s3:::{bucket}/uploads/*"
    statement = {"Effect": "Allow", "Action": actions, "Resource": resource}
    client: S3Client = callers.role("s3", statement)
    return client


def _form(
    signer: "S3Client", bucket: str, key: str = "uploads/1", *more: object, **fields: str
) -> dict[str, Any]:
    return signer.generate_presigned_post(
        bucket,
        key,
        Fields={"Content-Type": "image/jpeg", **fields},
        Conditions=[{"Content-Type": "image/jpeg"}, ["content-length-range", 1, 100], *more],
        ExpiresIn=600,
    )


def _post(form: Mapping[str, Any], file: bytes = _BYTES, **changed: str) -> requests.Response:
    return requests.post(
        form["url"],
        data=form["fields"] | changed,
        files={"file": ("beach.jpg", file)},
        timeout=_TIMEOUT,
        allow_redirects=False,
    )


def test_form_stores_the_file(callers: Callers, signer: "S3Client", bucket: str) -> None:
    response = _post(_form(signer, bucket))

    stored = callers.developer("s3").get_object(Bucket=bucket, Key="uploads/1")
    assert (response.status_code, response.content) == (204, b"")
    assert stored["Body"].read() == _BYTES
    assert stored["ContentType"] == "image/jpeg"
    assert response.headers["x-amz-version-id"] == stored["VersionId"]
    assert response.headers["etag"] == stored["ETag"]


def test_form_may_ask_for_an_answer(signer: "S3Client", bucket: str) -> None:
    status = {"success_action_status": "201"}

    response = _post(_form(signer, bucket, "uploads/1", status, **status))

    assert response.status_code == 201
    assert "<Key>uploads/1</Key>" in response.text


def test_form_may_ask_for_a_redirection(signer: "S3Client", bucket: str) -> None:
    target = {"success_action_redirect": "https://darkroom.example/done"}

    response = _post(_form(signer, bucket, "uploads/1", target, **target))

    assert response.status_code == 303
    assert response.headers["location"].startswith(
        f"https://darkroom.example/done?bucket={bucket}&key=uploads/1"
    )


def test_form_keeps_metadata(callers: Callers, signer: "S3Client", bucket: str) -> None:
    note = {"x-amz-meta-note": "sunny"}

    _post(_form(signer, bucket, "uploads/1", note, **note))

    head = callers.developer("s3").head_object(Bucket=bucket, Key="uploads/1")
    assert head["Metadata"] == {"note": "sunny"}


class Abuse(NamedTuple):
    """A way to send a form that was not signed, and S3's answer."""

    status: int
    code: str
    file: bytes = _BYTES
    changed: Mapping[str, str] = {}


@pytest.mark.parametrize(
    "abuse",
    [
        Abuse(400, "EntityTooLarge", file=bytes(101)),
        Abuse(400, "EntityTooSmall", file=b""),
        Abuse(403, "AccessDenied", changed={"key": "uploads/2"}),
        Abuse(403, "AccessDenied", changed={"Content-Type": "text/html"}),
        Abuse(403, "AccessDenied", changed={"acl": "public-read"}),
        Abuse(403, "AccessDenied", changed={"x-amz-credential": "nobody"}),
        Abuse(403, "SignatureDoesNotMatch", changed={"x-amz-signature": "0" * 64}),
        Abuse(403, "SignatureDoesNotMatch", changed={"policy": "e30="}),
    ],
    ids=["large", "empty", "key", "type", "extra", "credential", "signature", "policy"],
)
def test_form_that_was_not_signed_so_is_refused(
    signer: "S3Client", bucket: str, abuse: Abuse
) -> None:
    response = _post(_form(signer, bucket), abuse.file, **abuse.changed)

    assert response.status_code == abuse.status
    assert f"<Code>{abuse.code}</Code>" in response.text


def test_form_for_another_bucket_is_refused(
    callers: Callers, signer: "S3Client", bucket: str
) -> None:
    form = _form(signer, bucket)
    callers.developer("s3").create_bucket(Bucket=f"{bucket}-other")

    response = _post(form | {"url": f"{form['url']}-other"})

    assert "Policy Condition failed" in response.text


def test_form_is_refused_when_it_has_expired(
    signer: "S3Client", bucket: str, clock: MovableClock
) -> None:
    form = _form(signer, bucket)
    clock.shift = timedelta(seconds=601)

    assert "Policy expired" in _post(form).text


def test_form_needs_the_permission_of_its_signer(signer: "S3Client", bucket: str) -> None:
    response = _post(_form(signer, bucket, "results/1"))

    assert "not authorized to perform: s3:PutObject" in response.text


def test_url_gives_the_object_under_the_name_it_asks_for(signer: "S3Client", bucket: str) -> None:
    signer.put_object(Bucket=bucket, Key="uploads/é 1", Body=_BYTES)
    url = signer.generate_presigned_url(
        "get_object",
        Params={
            "Bucket": bucket,
            "Key": "uploads/é 1",
            "ResponseContentDisposition": 'attachment; filename="beach.jpg"',
            "ResponseContentType": "image/jpeg",
        },
        ExpiresIn=300,
    )

    response = requests.get(url, timeout=_TIMEOUT)

    assert response.content == _BYTES
    assert response.headers["content-disposition"] == 'attachment; filename="beach.jpg"'
    assert response.headers["content-type"] == "image/jpeg"


def _url(signer: "S3Client", bucket: str, key: str = "uploads/1") -> str:
    signer.put_object(Bucket=bucket, Key="uploads/1", Body=_BYTES)
    params = {"Bucket": bucket, "Key": key}
    return str(signer.generate_presigned_url("get_object", Params=params, ExpiresIn=300))


def test_url_is_refused_when_it_has_expired(
    signer: "S3Client", bucket: str, clock: MovableClock
) -> None:
    url = _url(signer, bucket)
    clock.shift = timedelta(seconds=301)

    response = requests.get(url, timeout=_TIMEOUT)

    assert response.status_code == 403
    assert "<Message>Request has expired</Message>" in response.text


def test_url_for_another_object_is_refused(signer: "S3Client", bucket: str) -> None:
    url = _url(signer, bucket).replace("uploads/1", "uploads/2")

    response = requests.get(url, timeout=_TIMEOUT)

    assert "<Code>SignatureDoesNotMatch</Code>" in response.text


def test_url_needs_the_permission_of_its_signer(signer: "S3Client", bucket: str) -> None:
    response = requests.get(_url(signer, bucket, "results/1"), timeout=_TIMEOUT)

    assert "not authorized to perform: s3:GetObject" in response.text


def test_url_older_than_the_bucket_allows_is_refused(
    callers: Callers, signer: "S3Client", bucket: str, clock: MovableClock
) -> None:
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": f"arn:aws:s3:::{bucket}/*",
        "Condition": {"NumericGreaterThan": {"s3:signatureAge": 60_000}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    callers.developer("s3").put_bucket_policy(Bucket=bucket, Policy=policy)
    url = _url(signer, bucket)

    assert requests.get(url, timeout=_TIMEOUT).status_code == 200
    clock.shift = timedelta(seconds=61)
    assert requests.get(url, timeout=_TIMEOUT).status_code == 403


def test_url_signed_the_old_way_is_refused(callers: Callers, bucket: str) -> None:
    session: Any = boto3.Session(
        account.DEVELOPER_ACCESS_KEY_ID, account.DEVELOPER_SECRET_ACCESS_KEY
    )
    old = session.client(
        "s3",
        region_name=account.REGION,
        endpoint_url=callers.server.endpoint,
        config=Config(signature_version="s3"),
    )

    params = {"Bucket": bucket, "Key": "uploads/1"}
    url = old.generate_presigned_url("get_object", Params=params)
    response = requests.get(url, timeout=_TIMEOUT)

    assert "Please use AWS4-HMAC-SHA256" in response.text


def test_object_without_a_signature_is_refused(callers: Callers, bucket: str) -> None:
    response = requests.get(f"{callers.server.endpoint}/{bucket}/uploads/1", timeout=_TIMEOUT)

    assert response.status_code == 403


@pytest.fixture
def page(callers: Callers, bucket: str) -> dict[str, str]:
    """Let pages of one origin post to the bucket, and be such a page."""
    rule = {
        "AllowedOrigins": ["https://darkroom.example"],
        "AllowedMethods": ["POST", "GET"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag"],
        "MaxAgeSeconds": 600,
    }
    callers.developer("s3").put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})
    return {"Origin": "https://darkroom.example"}


def _preflight(callers: Callers, bucket: str, headers: dict[str, str]) -> requests.Response:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-note"}
    url = f"{callers.server.endpoint}/{bucket}"
    return requests.options(url, headers=asked | headers, timeout=_TIMEOUT)


def test_page_that_the_bucket_allows_may_post(
    callers: Callers, bucket: str, page: dict[str, str]
) -> None:
    response = _preflight(callers, bucket, page)

    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "https://darkroom.example"
    assert response.headers["access-control-allow-methods"] == "POST, GET"
    assert response.headers["access-control-allow-headers"] == "x-note"
    assert response.headers["access-control-max-age"] == "600"


@pytest.mark.usefixtures("page")
def test_page_of_another_origin_may_not(callers: Callers, bucket: str) -> None:
    response = _preflight(callers, bucket, {"Origin": "https://elsewhere.example"})

    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers


def test_page_may_read_what_came_of_its_post(
    signer: "S3Client", bucket: str, page: dict[str, str]
) -> None:
    form = _form(signer, bucket)

    response = requests.post(
        form["url"], data=form["fields"], files={"file": _BYTES}, headers=page, timeout=_TIMEOUT
    )

    assert response.headers["access-control-allow-origin"] == "https://darkroom.example"
    assert response.headers["access-control-expose-headers"] == "ETag"


def _notify(callers: Callers, bucket: str, queue: str, *, allowed_bucket: str) -> str:
    sqs, arn = callers.developer("sqs"), account.arn("sqs", queue)
    url = sqs.create_queue(QueueName=queue)["QueueUrl"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnLike": {"aws:SourceArn": f"arn:aws:s3:::{allowed_bucket}"}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    rule = {
        "QueueArn": arn,
        "Events": ["s3:ObjectCreated:*"],
        "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "uploads/"}]}},
    }
    callers.developer("s3").put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"QueueConfigurations": [rule]}
    )
    sqs.purge_queue(QueueUrl=url)
    return str(url)


def _received(callers: Callers, url: str) -> list[dict[str, Any]]:
    answer = callers.developer("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    return [json.loads(message["Body"]) for message in answer.get("Messages", [])]


def test_upload_is_announced_with_its_version(
    callers: Callers, signer: "S3Client", bucket: str, new_name: Callable[[], str]
) -> None:
    url = _notify(callers, bucket, new_name(), allowed_bucket=bucket)

    version_id = _post(_form(signer, bucket, "uploads/a b")).headers["x-amz-version-id"]

    [event] = _received(callers, url)
    [record] = event["Records"]
    assert record["eventName"].startswith("ObjectCreated:")
    assert record["s3"]["bucket"]["name"] == bucket
    announced = record["s3"]["object"]
    assert int(announced.pop("sequencer"), 16) > 0
    assert len(announced.pop("eTag")) == 32
    assert announced == {"key": "uploads/a+b", "size": len(_BYTES), "versionId": version_id}


def test_queue_without_a_policy_for_the_bucket_hears_nothing(
    callers: Callers, signer: "S3Client", bucket: str, new_name: Callable[[], str]
) -> None:
    url = _notify(callers, bucket, new_name(), allowed_bucket="another-bucket")

    _post(_form(signer, bucket))

    assert _received(callers, url) == []


def test_large_form_is_stored_whole(callers: Callers, bucket: str) -> None:
    developer, large = callers.developer("s3"), bytes(range(256)) * 40_000
    form = developer.generate_presigned_post(bucket, "uploads/large")

    assert urlsplit(form["url"]).hostname == "127.0.0.1"
    assert _post(form, large).status_code == 204
    assert developer.get_object(Bucket=bucket, Key="uploads/large")["Body"].read() == large
