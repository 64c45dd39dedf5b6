"""A caller may do exactly what its role says: by IAM's own action names, resource by resource."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local import account
from tests.integration.local.conftest import Callers

_QUEUE = account.arn("sqs", "work")
_QUEUE_URL = f"/{account.ACCOUNT_ID}/work"
_TABLE = account.arn("dynamodb", "table/jobs")
_BUCKET = "arn:aws:s3:::photos"
_ITEM = {"pk": {"S": "1"}}


@dataclass(frozen=True)
class Call:
    """Something a function does, what it needs for it, and how AWS names its refusal."""

    make: Callable[[Any], object]
    action: str
    resource: str
    refusal: str

    @property
    def service(self) -> str:
        """Return the service that is called."""
        return self.action.partition(":")[0]


_CALLS = [
    Call(
        lambda sqs: sqs.send_message_batch(
            QueueUrl=sqs.meta.endpoint_url + _QUEUE_URL, Entries=[{"Id": "1", "MessageBody": "m"}]
        ),
        "sqs:SendMessage",
        _QUEUE,
        "AccessDenied",
    ),
    Call(
        lambda sqs: sqs.receive_message(QueueUrl=sqs.meta.endpoint_url + _QUEUE_URL),
        "sqs:ReceiveMessage",
        _QUEUE,
        "AccessDenied",
    ),
    Call(
        lambda table: table.put_item(TableName="jobs", Item=_ITEM),
        "dynamodb:PutItem",
        _TABLE,
        "AccessDeniedException",
    ),
    Call(
        lambda table: table.transact_write_items(
            TransactItems=[{"Put": {"TableName": "jobs", "Item": _ITEM}}]
        ),
        "dynamodb:PutItem",
        _TABLE,
        "AccessDeniedException",
    ),
    Call(
        lambda table: table.batch_write_item(
            RequestItems={"jobs": [{"DeleteRequest": {"Key": _ITEM}}]}
        ),
        "dynamodb:BatchWriteItem",
        _TABLE,
        "AccessDeniedException",
    ),
    Call(
        lambda s3: s3.get_object(Bucket="photos", Key="a"),
        "s3:GetObject",
        f"{_BUCKET}/a",
        "AccessDenied",
    ),
    # A HEAD has no body that could say more.
    Call(
        lambda s3: s3.head_object(Bucket="photos", Key="a"), "s3:GetObject", f"{_BUCKET}/a", "403"
    ),
    Call(
        lambda s3: s3.put_object(Bucket="photos", Key="a", Body=b"1"),
        "s3:PutObject",
        f"{_BUCKET}/a",
        "AccessDenied",
    ),
    Call(lambda s3: s3.list_objects_v2(Bucket="photos"), "s3:ListBucket", _BUCKET, "AccessDenied"),
    Call(
        lambda s3: s3.list_object_versions(Bucket="photos"),
        "s3:ListBucketVersions",
        _BUCKET,
        "AccessDenied",
    ),
]
_each_call = pytest.mark.parametrize(
    "call", _CALLS, ids=[f"{call.action} {call.refusal}" for call in _CALLS]
)


@pytest.fixture(autouse=True)
def _service(callers: Callers) -> None:
    """Give every test the queue, the table and the object that the calls are about."""
    callers.developer("sqs").create_queue(QueueName="work")
    s3, dynamodb = callers.developer("s3"), callers.developer("dynamodb")
    s3.create_bucket(Bucket="photos")
    s3.put_object(Bucket="photos", Key="a", Body=b"1")
    if not dynamodb.list_tables()["TableNames"]:
        dynamodb.create_table(
            TableName="jobs",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )


def _allow(action: str, resource: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource}


def _code_of_refusal(make: Callable[[], object]) -> str:
    with pytest.raises(ClientError) as caught:
        make()
    return str(caught.value.response["Error"]["Code"])


@_each_call
def test_permission_on_the_resource_is_enough(callers: Callers, call: Call) -> None:
    client = callers.role(call.service, _allow(call.action, call.resource))

    call.make(client)

    assert (callers.names[-1], call.action, call.resource) in callers.server.grants


@_each_call
def test_no_permission_is_refused(callers: Callers, call: Call) -> None:
    client = callers.role(call.service)

    assert _code_of_refusal(lambda: call.make(client)) == call.refusal


@_each_call
def test_permission_on_another_resource_is_refused(callers: Callers, call: Call) -> None:
    client = callers.role(call.service, _allow(call.action, f"{call.resource}-other"))

    assert _code_of_refusal(lambda: call.make(client)) == call.refusal


@_each_call
def test_other_permissions_of_the_service_are_refused(callers: Callers, call: Call) -> None:
    others = {"Effect": "Allow", "NotAction": call.action, "Resource": "*"}
    client = callers.role(call.service, others)

    assert _code_of_refusal(lambda: call.make(client)) == call.refusal


def test_missing_object_is_forbidden_to_who_may_not_list(callers: Callers) -> None:
    read = _allow("s3:GetObject", f"{_BUCKET}/*")
    reader = callers.role("s3", read)
    lister = callers.role("s3", read, _allow("s3:ListBucket", _BUCKET))

    codes = [
        _code_of_refusal(lambda: client.get_object(Bucket="photos", Key="missing"))  # noqa: B023 - called at once
        for client in (reader, lister)
    ]

    assert codes == ["AccessDenied", "NoSuchKey"]


def test_missing_source_of_a_copy_is_forbidden_to_who_may_not_list(callers: Callers) -> None:
    copy = [_allow("s3:GetObject", f"{_BUCKET}/*"), _allow("s3:PutObject", f"{_BUCKET}/*")]
    copier = callers.role("s3", *copy)
    lister = callers.role("s3", *copy, _allow("s3:ListBucket", _BUCKET))

    codes = [
        _code_of_refusal(
            lambda: client.copy_object(  # noqa: B023 - called at once
                Bucket="photos", Key="copy", CopySource={"Bucket": "photos", "Key": "missing"}
            )
        )
        for client in (copier, lister)
    ]

    assert codes == ["AccessDenied", "NoSuchKey"]


def test_deletion_of_many_objects_names_what_was_refused(callers: Callers) -> None:
    client = callers.role("s3", _allow("s3:DeleteObject", f"{_BUCKET}/*"))
    allowed = {"Objects": [{"Key": "missing"}]}
    refused = {"Objects": [{"Key": "a", "VersionId": "1"}]}

    assert "Errors" not in client.delete_objects(Bucket="photos", Delete=allowed)
    answer = client.delete_objects(Bucket="photos", Delete=refused)
    assert [error["Code"] for error in answer["Errors"]] == ["AccessDenied"]


def test_denial_in_a_bucket_policy_counts_only_with_its_condition(callers: Callers) -> None:
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"{_BUCKET}/*"}
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    client = callers.role("s3", _allow("s3:GetObject", f"{_BUCKET}/*"))
    developer = callers.developer("s3")

    developer.put_bucket_policy(
        Bucket="photos", Policy=_document(statement | {"Condition": insecure})
    )
    client.get_object(Bucket="photos", Key="a")

    developer.put_bucket_policy(Bucket="photos", Policy=_document(statement))
    assert _code_of_refusal(lambda: client.get_object(Bucket="photos", Key="a")) == "AccessDenied"
    callers.server.reset()


def _document(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.mark.parametrize(
    ("service", "call", "code"),
    [
        ("s3", "list_buckets", "InvalidAccessKeyId"),
        ("sqs", "list_queues", "UnrecognizedClientException"),
        ("sts", "get_caller_identity", "InvalidClientTokenId"),
    ],
)
def test_unknown_key_is_refused(callers: Callers, service: str, call: str, code: str) -> None:
    client = callers.signed_by("AKIASTRANGER00000000", "secret", service)

    assert _code_of_refusal(getattr(client, call)) == code


@pytest.mark.parametrize(
    ("service", "call", "code"),
    [
        ("s3", "list_buckets", "SignatureDoesNotMatch"),
        ("sqs", "list_queues", "InvalidSignatureException"),
        ("sts", "get_caller_identity", "SignatureDoesNotMatch"),
    ],
)
def test_wrong_secret_is_refused(callers: Callers, service: str, call: str, code: str) -> None:
    client = callers.signed_by(account.DEVELOPER_ACCESS_KEY_ID, "wrong", service)

    assert _code_of_refusal(getattr(client, call)) == code
