"""The sample that events/ speaks of is in every stack of template.yaml."""

from pathlib import Path

from local.people import create_demo_users
from local.samples import seed_samples
from local.stack.resource import Cloud
from local.stack.stack import Stack
from local.stack.template import Template
from tests.integration.local.conftest import Callers

_REPOSITORY = Path(__file__).parents[3]


def test_sample_is_stored_unannounced(callers: Callers) -> None:
    callers.server.reset()
    cloud = Cloud(callers.server.endpoint, "http://127.0.0.1:8000")
    stack = Stack(Template.load(_REPOSITORY / "template.yaml"), cloud)
    stack.create()
    create_demo_users(stack)

    seed_samples(stack)
    cloud.close()

    s3, sqs = callers.developer("s3"), callers.developer("sqs")
    folder = "uploads/5a3b1e90-7c1d-4d3a-9f5e-000000000000/job_sample"
    for photo_id in ("pho_sample_arrived", "pho_sample_queued"):
        wanted = {"Bucket": stack.ref("UploadsBucket"), "Key": f"{folder}/{photo_id}"}
        stored = s3.get_object(**wanted, VersionId="null")
        assert stored["ContentType"] == "image/jpeg"
    rows = callers.developer("dynamodb").scan(TableName=stack.ref("Table"))["Items"]
    announced = sqs.receive_message(QueueUrl=stack.ref("UploadsQueue"), MaxNumberOfMessages=10)
    states = [row["state"]["S"] for row in rows if "state" in row]
    assert sorted(states) == [*["accepted"] * 3, "awaiting_upload", "open", "queued"]
    assert all("s3:TestEvent" in message["Body"] for message in announced["Messages"])


def test_stack_without_a_table_has_no_sample(callers: Callers) -> None:
    template = Template.load(_REPOSITORY / "tests" / "e2e" / "stack" / "template.yaml")

    seed_samples(Stack(template, Cloud(callers.server.endpoint, "http://127.0.0.1:8000")))
