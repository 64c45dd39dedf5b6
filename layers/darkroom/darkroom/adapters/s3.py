"""Photo stores on S3."""

import logging
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from darkroom.clock import Clock
from darkroom.errors import ObjectMissingError, TooManyBytesError, TransientError
from darkroom.file_names import content_disposition
from darkroom.jobs import Source
from darkroom.ports import UploadForm, UploadHead

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CopySourceTypeDef, ObjectIdentifierTypeDef

_logger = logging.getLogger(__name__)

_UPLOAD_LIFETIME: Final = timedelta(minutes=10)
_DOWNLOAD_LIFETIME: Final = timedelta(minutes=5)
# Keys that one DeleteObjects call takes, and one page of a listing holds.
_MAX_KEYS: Final = 1000


def _code(error: ClientError) -> str:
    return error.response["Error"]["Code"]


@contextmanager
def _naming_missing_objects() -> "Iterator[None]":
    try:
        yield
    except ClientError as error:
        if _code(error) in {"NoSuchKey", "NoSuchVersion", "404"}:
            raise ObjectMissingError from error
        raise


@dataclass(frozen=True)
class S3UploadStore:
    """Originals in a versioned bucket."""

    client: "S3Client"
    bucket: str
    clock: Clock

    def find(self, key: str) -> Source | None:
        """The newest version; S3 answers 404 where that is a delete marker."""
        try:
            answer = self.client.head_object(Bucket=self.bucket, Key=key)
        except ClientError as error:
            if _code(error) == "404":
                return None
            raise
        # S3 leaves it out for an object stored while versioning was off, whose version is "null".
        return Source(key=key, version_id=answer.get("VersionId", "null"))

    def read_head(self, source: Source, length: int) -> UploadHead:
        """Read the first bytes and the size in one request.

        Raises:
            ObjectMissingError: There is no such object or version.
        """
        with _naming_missing_objects():
            try:
                answer = self.client.get_object(
                    Bucket=self.bucket,
                    Key=source.key,
                    VersionId=source.version_id,
                    Range=f"bytes=0-{length - 1}",
                )
            except ClientError as error:
                if _code(error) != "InvalidRange":
                    raise
                # An empty object has no first byte to give.
                return UploadHead(size=0, head=b"")
        size = int(answer["ContentRange"].rpartition("/")[2])
        return UploadHead(size=size, head=answer["Body"].read())

    def read(self, source: Source, max_bytes: int) -> bytes:
        """Read one version.

        Raises:
            ObjectMissingError: There is no such object or version.
            TooManyBytesError: It is larger than `max_bytes`.
        """
        with _naming_missing_objects():
            answer = self.client.get_object(
                Bucket=self.bucket, Key=source.key, VersionId=source.version_id
            )
        with answer["Body"] as body:
            if answer["ContentLength"] > max_bytes:
                raise TooManyBytesError.over(max_bytes)
            return body.read()

    def write(self, key: str, body: bytes, content_type: str) -> Source:
        """Store an object and pin its version."""
        answer = self.client.put_object(
            Bucket=self.bucket, Key=key, Body=body, ContentType=content_type
        )
        return Source(key=key, version_id=answer["VersionId"])

    def copy(self, source: Source, key: str) -> Source:
        """Have S3 copy one version, and pin that which came of it.

        Raises:
            ObjectMissingError: There is no such object or version.
        """
        from_there: CopySourceTypeDef = {
            "Bucket": self.bucket,
            "Key": source.key,
            "VersionId": source.version_id,
        }
        with _naming_missing_objects():
            answer = self.client.copy_object(Bucket=self.bucket, Key=key, CopySource=from_there)
        return Source(key=key, version_id=answer["VersionId"])

    def sign_upload(self, key: str, content_type: str, max_bytes: int) -> UploadForm:
        """Sign a form for exactly this key and type, up to `max_bytes`."""
        form = self.client.generate_presigned_post(
            self.bucket,
            key,
            Fields={"Content-Type": content_type},
            Conditions=[
                {"Content-Type": content_type},
                ["content-length-range", 0, max_bytes],
            ],
            ExpiresIn=int(_UPLOAD_LIFETIME.total_seconds()),
        )
        expires_at = self.clock.now() + _UPLOAD_LIFETIME
        return UploadForm(url=form["url"], fields=form["fields"], expires_at=expires_at)

    def sign_download(self, source: Source, file_name: str) -> str:
        """Sign a GET of exactly this version, which downloads it under `file_name`."""
        version = {"Key": source.key, "VersionId": source.version_id}
        return _sign_download(self.client, self.bucket, file_name, version)

    def remove(self, source: Source) -> None:
        """Remove one version for good; S3 does not mind if it is gone."""
        self.client.delete_object(Bucket=self.bucket, Key=source.key, VersionId=source.version_id)

    def remove_all(self, prefix: str) -> None:
        """Remove every version and delete marker under a prefix."""
        pages = self.client.get_paginator("list_object_versions").paginate(
            Bucket=self.bucket, Prefix=prefix
        )
        for page in pages:
            found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
            _remove(
                self.client,
                self.bucket,
                [{"Key": entry["Key"], "VersionId": entry["VersionId"]} for entry in found],
            )


@dataclass(frozen=True)
class S3ResultStore:
    """Finished outputs in a bucket."""

    client: "S3Client"
    bucket: str

    def write(self, key: str, body: bytes, content_type: str) -> None:
        """Store an output."""
        self.client.put_object(Bucket=self.bucket, Key=key, Body=body, ContentType=content_type)

    def sign_download(self, key: str, file_name: str) -> str:
        """Sign a GET that downloads the object under `file_name`."""
        return _sign_download(self.client, self.bucket, file_name, {"Key": key})

    def remove_all(self, prefix: str) -> None:
        """Remove every object under a prefix."""
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=prefix
        )
        for page in pages:
            found = page.get("Contents", ())
            _remove(self.client, self.bucket, [{"Key": entry["Key"]} for entry in found])


def _sign_download(
    client: "S3Client", bucket: str, file_name: str, which: Mapping[str, str]
) -> str:
    disposition = content_disposition(file_name)
    return client.generate_presigned_url(
        "get_object",
        Params={"Bucket": bucket, "ResponseContentDisposition": disposition, **which},
        ExpiresIn=int(_DOWNLOAD_LIFETIME.total_seconds()),
    )


def _remove(client: "S3Client", bucket: str, objects: "list[ObjectIdentifierTypeDef]") -> None:
    for start in range(0, len(objects), _MAX_KEYS):
        batch = objects[start : start + _MAX_KEYS]
        answer = client.delete_objects(Bucket=bucket, Delete={"Objects": batch, "Quiet": True})
        if errors := answer.get("Errors"):
            _logger.warning("Objects were not removed", extra={"s3_code": errors[0]["Code"]})
            raise TransientError("Not everything could be removed; send the same request again.")
