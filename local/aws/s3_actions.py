"""The IAM actions of S3, which are not the names of its operations."""

from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from local.aws.messages import Request

_BUCKET_READS = {
    "location": "GetBucketLocation",
    "uploads": "ListBucketMultipartUploads",
    "versions": "ListBucketVersions",
}
_OBJECT_PARTS = {"acl": "Acl", "tagging": "Tagging"}


def s3_accesses(request: Request) -> Iterator[tuple[str, str]]:
    """Yield what a request to S3 needs."""
    if not request.bucket:
        yield "s3:ListAllMyBuckets", "*"
    elif request.key:
        yield from _object(request)
    elif request.method == "POST" and "delete" in request.parameters:
        for key, version_id in deletions(request):
            action = "s3:DeleteObjectVersion" if version_id else "s3:DeleteObject"
            yield action, object_arn(request.bucket, key)
    else:
        yield f"s3:{_bucket_action(request)}", bucket_arn(request.bucket)


def missing_object_access(request: Request) -> Iterator[tuple[str, str]]:
    """Yield what a caller needs to be told that an object is missing, and not just refused."""
    if request.method in {"GET", "HEAD"}:
        yield "s3:ListBucket", bucket_arn(request.bucket)
    for _, source in _copy_source(request):
        yield "s3:ListBucket", source.partition("/")[0]


def deletions(request: Request) -> list[tuple[str, str | None]]:
    """Return the keys and versions that a DeleteObjects request lists."""
    document = ET.fromstring(request.body)  # noqa: S314 - from our own functions, over loopback
    return [
        (entry.findtext("{*}Key") or "", entry.findtext("{*}VersionId"))
        for entry in document.iterfind("{*}Object")
    ]


def bucket_arn(bucket: str) -> str:
    """Return the ARN of a bucket."""
    return f"arn:aws:s3:::{bucket}"


def object_arn(bucket: str, key: str) -> str:
    """Return the ARN of an object."""
    return f"{bucket_arn(bucket)}/{key}"


def _bucket_action(request: Request) -> str:
    if request.method == "GET":
        names = (name for key, name in _BUCKET_READS.items() if key in request.parameters)
        return next(names, "ListBucket")
    return "ListBucket" if request.method == "HEAD" else f"{request.method.title()}Bucket"


def _object(request: Request) -> Iterator[tuple[str, str]]:
    resource = object_arn(request.bucket, request.key)
    part = next((name for key, name in _OBJECT_PARTS.items() if key in request.parameters), "")
    version = "Version" if "versionId" in request.parameters else ""
    if request.method in {"GET", "HEAD"}:
        yield f"s3:GetObject{version}{part}", resource
    elif request.method == "DELETE":
        is_upload = "uploadId" in request.parameters
        yield (
            "s3:AbortMultipartUpload" if is_upload else f"s3:DeleteObject{version}{part}",
            resource,
        )
    else:
        yield f"s3:PutObject{part}", resource
        yield from _copy_source(request)


def _copy_source(request: Request) -> Iterator[tuple[str, str]]:
    source, _, version = request.headers.get("x-amz-copy-source", "").partition("?versionId=")
    if source:
        bucket, _, key = unquote(source).lstrip("/").partition("/")
        yield f"s3:GetObject{'Version' if version else ''}", object_arn(bucket, key)
