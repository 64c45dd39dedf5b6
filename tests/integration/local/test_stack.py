"""A template becomes resources that behave as it says."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from local.errors import LocalError
from local.sources.triggers import Triggers
from local.stack.resource import Cloud
from local.stack.stack import Stack
from local.stack.template import Template
from tests.integration.local.conftest import Callers


@pytest.fixture
def create(callers: Callers, tmp_path: Path) -> Iterator[Callable[..., Stack]]:
    """Create a stack out of resources written as Python."""
    cloud = Cloud(callers.server.endpoint, "http://127.0.0.1:8000")

    def create(resources: dict[str, Any], **sections: object) -> Stack:
        callers.server.reset()
        path = tmp_path / "template.yaml"
        path.write_text(yaml.safe_dump({"Resources": resources, **sections}), encoding="utf-8")
        stack = Stack(Template.load(path), cloud)
        stack.create()
        return stack

    yield create
    cloud.close()


def test_queue_sends_what_fails_to_the_queue_it_refers_to(
    callers: Callers, create: Callable[..., Stack]
) -> None:
    redrive = {"deadLetterTargetArn": {"Fn::GetAtt": "DeadLetters.Arn"}, "maxReceiveCount": 5}
    stack = create(
        {
            "Work": {
                "Type": "AWS::SQS::Queue",
                "Properties": {"VisibilityTimeout": 60, "RedrivePolicy": redrive},
            },
            "DeadLetters": {"Type": "AWS::SQS::Queue"},
            "Ordered": {
                "Type": "AWS::SQS::Queue",
                "Properties": {
                    "FifoQueue": True,
                    "ContentBasedDeduplication": True,
                    "DeduplicationScope": "messageGroup",
                    "FifoThroughputLimit": "perMessageGroupId",
                },
            },
        }
    )

    sqs = callers.developer("sqs")
    answer = sqs.get_queue_attributes(QueueUrl=stack.ref("Work"), AttributeNames=["All"])
    assert answer["Attributes"]["VisibilityTimeout"] == "60"
    assert "darkroom-local-DeadLetters" in answer["Attributes"]["RedrivePolicy"]
    assert stack.attribute("Ordered", "QueueName") == "darkroom-local-Ordered.fifo"
    answer = sqs.get_queue_attributes(QueueUrl=stack.ref("Ordered"), AttributeNames=["All"])
    assert answer["Attributes"]["DeduplicationScope"] == "messageGroup"
    assert answer["Attributes"]["FifoThroughputLimit"] == "perMessageGroupId"


def test_bucket_has_what_functions_and_pages_notice(
    callers: Callers, create: Callable[..., Stack]
) -> None:
    create(
        {
            "Uploads": {
                "Type": "AWS::S3::Bucket",
                "Properties": {
                    "BucketName": {"Fn::Sub": "${AWS::StackName}-uploads-${AWS::AccountId}"},
                    "VersioningConfiguration": {"Status": "Enabled"},
                    "PublicAccessBlockConfiguration": {"BlockPublicAcls": True},
                    "BucketEncryption": {
                        "ServerSideEncryptionConfiguration": [
                            {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
                        ]
                    },
                    "CorsConfiguration": {
                        "CorsRules": [
                            {
                                "AllowedMethods": ["POST"],
                                "AllowedOrigins": ["*"],
                                "ExposedHeaders": ["ETag"],
                                "MaxAge": 60,
                            }
                        ]
                    },
                    "LifecycleConfiguration": {
                        "Rules": [
                            {"Id": "old", "Status": "Enabled", "ExpirationInDays": 14},
                            {
                                "Status": "Enabled",
                                "ExpiredObjectDeleteMarker": True,
                                "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
                            },
                        ]
                    },
                    "NotificationConfiguration": {
                        "QueueConfigurations": [
                            {
                                "Event": "s3:ObjectCreated:*",
                                "Queue": {"Fn::GetAtt": ["Arrived", "Arn"]},
                                "Filter": {
                                    "S3Key": {"Rules": [{"Name": "prefix", "Value": "uploads/"}]}
                                },
                            }
                        ]
                    },
                },
            },
            "Arrived": {"Type": "AWS::SQS::Queue"},
        }
    )

    s3, name = callers.developer("s3"), "darkroom-local-uploads-123456789012"
    [cors] = s3.get_bucket_cors(Bucket=name)["CORSRules"]
    rules = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    [announced] = s3.get_bucket_notification_configuration(Bucket=name)["QueueConfigurations"]
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    assert (cors["ExposeHeaders"], cors["MaxAgeSeconds"]) == (["ETag"], 60)
    assert rules[0]["Expiration"]["Days"] == 14
    assert announced["QueueArn"].endswith(":darkroom-local-Arrived")
    assert s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]


def test_table_has_its_indexes_and_its_time_to_live(
    callers: Callers, create: Callable[..., Stack]
) -> None:
    key = [{"AttributeName": "pk", "KeyType": "HASH"}]
    index = {"IndexName": "due", "KeySchema": key, "Projection": {"ProjectionType": "ALL"}}
    stack = create(
        {
            "Table": {
                "Type": "AWS::DynamoDB::Table",
                "Properties": {
                    "BillingMode": "PAY_PER_REQUEST",
                    "KeySchema": key,
                    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                    "GlobalSecondaryIndexes": [index],
                    "TimeToLiveSpecification": {"AttributeName": "expires_at", "Enabled": True},
                },
            }
        }
    )

    table, name = callers.developer("dynamodb"), stack.ref("Table")
    described = table.describe_table(TableName=name)["Table"]
    live = table.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    assert name == "darkroom-local-Table"
    assert [item["IndexName"] for item in described["GlobalSecondaryIndexes"]] == ["due"]
    assert live["AttributeName"] == "expires_at"


def test_resource_whose_condition_fails_is_not_created(
    callers: Callers, create: Callable[..., Stack]
) -> None:
    create(
        {"Extra": {"Type": "AWS::SQS::Queue", "Condition": "IsProd"}},
        Parameters={"Stage": {"Type": "String", "Default": "dev"}},
        Conditions={"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
    )

    assert "QueueUrls" not in callers.developer("sqs").list_queues()


def _queue(**properties: object) -> dict[str, Any]:
    return {"Type": "AWS::SQS::Queue", "Properties": properties}


@pytest.mark.parametrize(
    ("resources", "complaint"),
    [
        ({"Bus": {"Type": "AWS::Events::EventBus"}}, "Bus: AWS::Events::EventBus is unknown"),
        ({"Work": _queue(QueueName={"Ref": "Nobody"})}, "no resource or parameter named Nobody"),
        ({"Work": _queue(QueueName={"Fn::GetAtt": "Work.Arn"})}, "in a circle: Work -> Work"),
        (
            {
                "Work": _queue(QueueName={"Fn::GetAtt": "Other.Colour"}),
                "Other": {"Type": "AWS::SQS::Queue"},
            },
            "knows no attribute Other.Colour",
        ),
        ({"Work": _queue(QueueName="not a name")}, "Work cannot be created: "),
        (
            {"Clerk": {"Type": "AWS::IAM::Role", "Properties": {"ManagedPolicyArns": ["ReadAll"]}}},
            "Clerk has the managed policy ReadAll, whose text only AWS knows",
        ),
    ],
    ids=["type", "reference", "circle", "attribute", "refused", "managed policy"],
)
def test_what_cannot_be_created_is_named(
    create: Callable[..., Stack], resources: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(LocalError, match=complaint):
        create(resources)


def test_parameter_without_a_default_is_named(create: Callable[..., Stack]) -> None:
    with pytest.raises(LocalError, match=r"parameter Stage of template.yaml needs a Default"):
        create({"Work": _queue()}, Parameters={"Stage": {"Type": "String"}})


def test_dead_letter_queues_are_known_as_such(create: Callable[..., Stack]) -> None:
    redrive = {"deadLetterTargetArn": {"Fn::GetAtt": "DeadLetters.Arn"}, "maxReceiveCount": 5}
    stack = create({"Work": _queue(RedrivePolicy=redrive), "DeadLetters": _queue()})

    triggers = Triggers.of(stack)

    assert triggers.dead_letter_queues == {stack.attribute("DeadLetters", "Arn")}
