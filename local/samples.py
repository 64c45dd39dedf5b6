"""The sample that the payloads in events/ speak of, in every local stack: one job, two photos."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from darkroom.adapters.rows import job_item, photo_item
from darkroom.clock import SystemClock
from darkroom.jobs import Job, JobState, Photo, PhotoState, Source
from darkroom.keys import upload_key
from local.sample_library import library_items, sample_original
from local.stack.stack import Stack

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

_USER_ID = "5a3b1e90-7c1d-4d3a-9f5e-000000000000"
_JOB_ID = "job_sample"
_PHOTO_IDS = ("pho_sample_arrived", "pho_sample_queued")
_PHOTO = Path("tests/photos/rocket.jpg")
_OUTPUTS = (
    {"name": "thumb", "operations": [{"operation": "thumbnail", "size": 256}], "format": "jpeg"},
    {"name": "web", "operations": [{"operation": "resize", "width": 1600}], "format": "webp"},
    {"name": "sepia", "operations": [{"operation": "recolor", "style": "sepia"}]},
)


def seed_samples(stack: Stack) -> None:
    """Store the sample, if the stack has the table and the bucket it lies in."""
    if not {"Table", "UploadsBucket"} <= stack.template.resources.keys():
        return
    photo = stack.template.root / _PHOTO
    if not photo.is_file():
        return
    bucket = stack.ref("UploadsBucket")
    s3: S3Client = stack.cloud.client("s3")
    with _unannounced(s3, bucket), _unversioned(s3, bucket):
        uploads = [upload_key(_USER_ID, _JOB_ID, photo_id) for photo_id in _PHOTO_IDS]
        for key in (*uploads, sample_original(_USER_ID)):
            body = photo.read_bytes()
            s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType="image/jpeg")
    table: DynamoDBClient = stack.cloud.client("dynamodb")
    retention = timedelta(days=int(stack.resolver.resolve({"Ref": "RetentionDays"})))
    for item in (*_items(retention), *library_items(_USER_ID, SystemClock().now())):
        table.put_item(TableName=stack.ref("Table"), Item=item)


@contextmanager
def _unannounced(s3: "S3Client", bucket: str) -> Iterator[None]:
    """Let objects be stored without a notification: the sample is for single invocations."""
    kept: Any = s3.get_bucket_notification_configuration(Bucket=bucket)
    del kept["ResponseMetadata"]
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})
    try:
        yield
    finally:
        s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=kept)


@contextmanager
def _unversioned(s3: "S3Client", bucket: str) -> Iterator[None]:
    """Give objects the one version whose name is known beforehand: "null"."""
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    try:
        yield
    finally:
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})


def _items(retention: timedelta) -> Iterator[dict[str, Any]]:
    now = SystemClock().now()
    common = {"user_id": _USER_ID, "job_id": _JOB_ID, "created_at": now}
    job = Job.model_validate(
        common
        | {
            "state": JobState.OPEN,
            "outputs": _OUTPUTS,
            "photo_count": len(_PHOTO_IDS),
            "expires_at": now + retention,
        }
    )
    yield job_item(job)
    for number, photo_id in enumerate(_PHOTO_IDS):
        is_queued = photo_id == "pho_sample_queued"
        key = upload_key(_USER_ID, _JOB_ID, photo_id)
        photo = Photo.model_validate(
            common
            | {
                "photo_id": photo_id,
                "number": number,
                "name": _PHOTO.name,
                "content_type": "image/jpeg",
                "state": PhotoState.QUEUED if is_queued else PhotoState.AWAITING_UPLOAD,
                "updated_at": now,
                "waiting_since": now,
                "source": Source(key=key, version_id="null") if is_queued else None,
            }
        )
        yield photo_item(photo, job.expires_at)
