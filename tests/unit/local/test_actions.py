"""Calls need the actions that IAM knows, on the resources that a template names."""

import json
from typing import Any

import pytest

from local.aws.actions import needed
from local.aws.messages import Request

_TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/jobs"
_QUEUE = "arn:aws:sqs:us-east-1:123456789012:work"
_QUEUE_URL = "http://127.0.0.1:8001/123456789012/work"
_BUCKET = "arn:aws:s3:::photos"


def _call(target: str, body: dict[str, Any]) -> Request:
    headers = {"x-amz-target": target}
    return Request("POST", "/", "", headers, json.dumps(body).encode(), {})


def _s3(method: str, path: str, query: str = "", body: bytes = b"", **headers: str) -> Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(method, path, query, named, body, {})


@pytest.mark.parametrize(
    ("operation", "action"),
    [
        ("SendMessage", "sqs:SendMessage"),
        ("SendMessageBatch", "sqs:SendMessage"),
        ("DeleteMessageBatch", "sqs:DeleteMessage"),
        ("ChangeMessageVisibilityBatch", "sqs:ChangeMessageVisibility"),
        ("ReceiveMessage", "sqs:ReceiveMessage"),
    ],
)
def test_queue_calls(operation: str, action: str) -> None:
    call = _call(f"AmazonSQS.{operation}", {"QueueUrl": _QUEUE_URL})

    assert needed(call, "sqs") == [(action, _QUEUE)]


@pytest.mark.parametrize(
    ("operation", "body", "expected"),
    [
        ("GetItem", {"TableName": "jobs"}, [("dynamodb:GetItem", _TABLE)]),
        ("GetItem", {"TableName": _TABLE}, [("dynamodb:GetItem", _TABLE)]),
        (
            "Query",
            {"TableName": "jobs", "IndexName": "due"},
            [("dynamodb:Query", f"{_TABLE}/index/due")],
        ),
        (
            "BatchWriteItem",
            {"RequestItems": {"jobs": []}},
            [("dynamodb:BatchWriteItem", _TABLE)],
        ),
        (
            "TransactWriteItems",
            {
                "TransactItems": [
                    {"Put": {"TableName": "jobs"}},
                    {"Put": {"TableName": "jobs"}},
                    {"Update": {"TableName": "jobs"}},
                    {"Delete": {"TableName": "jobs"}},
                    {"ConditionCheck": {"TableName": "jobs"}},
                ]
            },
            [
                ("dynamodb:PutItem", _TABLE),
                ("dynamodb:UpdateItem", _TABLE),
                ("dynamodb:DeleteItem", _TABLE),
                ("dynamodb:ConditionCheckItem", _TABLE),
            ],
        ),
        (
            "TransactGetItems",
            {"TransactItems": [{"Get": {"TableName": "jobs"}}]},
            [("dynamodb:GetItem", _TABLE)],
        ),
    ],
)
def test_table_calls(operation: str, body: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert needed(_call(f"DynamoDB_20120810.{operation}", body), "dynamodb") == expected


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (_s3("GET", "/photos/a%20b"), [("s3:GetObject", f"{_BUCKET}/a b")]),
        (_s3("HEAD", "/photos/a"), [("s3:GetObject", f"{_BUCKET}/a")]),
        (_s3("GET", "/photos/a", "versionId=1"), [("s3:GetObjectVersion", f"{_BUCKET}/a")]),
        (_s3("HEAD", "/photos/a", "versionId=1"), [("s3:GetObjectVersion", f"{_BUCKET}/a")]),
        (_s3("PUT", "/photos/a"), [("s3:PutObject", f"{_BUCKET}/a")]),
        (_s3("PUT", "/photos/a", "partNumber=1&uploadId=u"), [("s3:PutObject", f"{_BUCKET}/a")]),
        (
            _s3("PUT", "/photos/a", x_amz_copy_source="/other/b%20c?versionId=1"),
            [("s3:PutObject", f"{_BUCKET}/a"), ("s3:GetObjectVersion", "arn:aws:s3:::other/b c")],
        ),
        (_s3("DELETE", "/photos/a"), [("s3:DeleteObject", f"{_BUCKET}/a")]),
        (_s3("DELETE", "/photos/a", "versionId=1"), [("s3:DeleteObjectVersion", f"{_BUCKET}/a")]),
        (_s3("DELETE", "/photos/a", "uploadId=u"), [("s3:AbortMultipartUpload", f"{_BUCKET}/a")]),
        (_s3("HEAD", "/photos"), [("s3:ListBucket", _BUCKET)]),
        (_s3("GET", "/photos", "list-type=2&prefix=a"), [("s3:ListBucket", _BUCKET)]),
        (_s3("GET", "/photos", "versions&prefix=a"), [("s3:ListBucketVersions", _BUCKET)]),
        (_s3("GET", "/"), [("s3:ListAllMyBuckets", "*")]),
        (
            _s3(
                "POST",
                "/photos",
                "delete",
                b'<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Object><Key>a</Key>'
                b"</Object><Object><Key>b</Key><VersionId>1</VersionId></Object></Delete>",
            ),
            [("s3:DeleteObject", f"{_BUCKET}/a"), ("s3:DeleteObjectVersion", f"{_BUCKET}/b")],
        ),
    ],
    ids=lambda value: (
        f"{value.method} {value.raw_path} {value.query}" if isinstance(value, Request) else ""
    ),
)
def test_object_calls(request_: Request, expected: list[tuple[str, str]]) -> None:
    assert needed(request_, "s3") == expected


def test_call_of_another_service_needs_its_operation() -> None:
    call = _call("AWSCognitoIdentityProviderService.AdminCreateUser", {})

    assert needed(call, "cognito-idp") == [("cognito-idp:AdminCreateUser", "*")]
