"""How jobs and photos are written as DynamoDB items.

A user's jobs and idempotency keys lie under `USER#<user>`, a job's photos under `JOB#<job>`, each
sorted by an id that grows, so that a list is one query.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from darkroom.errors import InvalidRequestError
from darkroom.jobs import Job, Photo, Progress
from darkroom.ports import KeyedRequest

if TYPE_CHECKING:
    from datetime import datetime

Item = dict[str, Any]

_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize

JOB_PREFIX: Final = "JOB#"
PHOTO_PREFIX: Final = "PHOTO#"
_PROGRESS: Final = "photos_"


def job_key(user_id: str, job_id: str) -> Item:
    """The primary key of a job."""
    return marshal({"pk": f"USER#{user_id}", "sk": f"{JOB_PREFIX}{job_id}"})


def photo_key(job_id: str, photo_id: str) -> Item:
    """The primary key of a photo."""
    return marshal({"pk": f"JOB#{job_id}", "sk": f"{PHOTO_PREFIX}{photo_id}"})


def idempotency_key(user_id: str, key: str) -> Item:
    """The primary key of a used `Idempotency-Key`."""
    return marshal({"pk": f"USER#{user_id}", "sk": f"KEY#{key}"})


def marshal(values: Mapping[str, Any]) -> Item:
    """Write plain values in DynamoDB's notation, leaving out what is None."""
    return {name: _serialize(value) for name, value in values.items() if value is not None}


def unmarshal(item: Mapping[str, Any]) -> dict[str, Any]:
    """Read DynamoDB's notation."""
    return {name: _deserialize(value) for name, value in item.items()}


def job_item(job: Job) -> Item:
    """A job as an item."""
    plain = job.model_dump(mode="json", exclude={"outputs", "progress", "expires_at"})
    # The serializer knows no floats, so outputs travel as JSON.
    outputs = [output.model_dump(mode="json") for output in job.outputs]
    plain["outputs"] = json.dumps(outputs, ensure_ascii=False)
    plain["expires_at"] = epoch(job.expires_at)
    key = job_key(job.user_id, job.job_id)
    return key | marshal(plain) | marshal(progress_attributes(job.progress))


def read_job(item: Mapping[str, Any]) -> Job:
    """A job from its item."""
    plain = unmarshal(item)
    plain["outputs"] = json.loads(plain["outputs"])
    plain["progress"] = {
        state: plain[f"{_PROGRESS}{state}"]
        for state in Progress.model_fields
        if f"{_PROGRESS}{state}" in plain
    }
    return Job.model_validate(plain)


def progress_attributes(progress: Progress) -> dict[str, set[int]]:
    """A number set for each state that photos were seen in: DynamoDB has no empty ones."""
    seen = ((state, getattr(progress, state)) for state in Progress.model_fields)
    return {f"{_PROGRESS}{state}": set(numbers) for state, numbers in seen if numbers}


def photo_item(photo: Photo, expires_at: "datetime") -> Item:
    """A photo as an item; it expires with its job."""
    plain = photo.model_dump(mode="json", exclude_none=True)
    plain |= {"started": set(photo.started) or None, "answered": set(photo.answered) or None}
    plain["expires_at"] = epoch(expires_at)
    return photo_key(photo.job_id, photo.photo_id) | marshal(plain)


def read_photo(item: Mapping[str, Any]) -> Photo:
    """A photo from its item."""
    return Photo.model_validate(unmarshal(item))


def keyed_item(job: Job, keyed: KeyedRequest, expires_at: "datetime") -> Item:
    """A used idempotency key as an item."""
    values = {
        "job_id": job.job_id,
        "fingerprint": keyed.fingerprint,
        "expires_at": epoch(expires_at),
    }
    return idempotency_key(job.user_id, keyed.key) | marshal(values)


def epoch(moment: "datetime") -> int:
    """Seconds since 1970: what DynamoDB's time-to-live understands."""
    return int(moment.timestamp())


def write_cursor(item: Mapping[str, Any] | None) -> str | None:
    """An opaque cursor that continues behind this key."""
    if item is None:
        return None
    return urlsafe_b64encode(item["sk"]["S"].encode()).decode().rstrip("=")


def read_cursor(cursor: str, prefix: str) -> str:
    """The sort key that a cursor stands for.

    Raises:
        InvalidRequestError: We did not write this cursor.
    """
    try:
        sort_key = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (Base64Error, ValueError) as error:
        raise _unknown_cursor() from error
    if not sort_key.startswith(prefix):
        raise _unknown_cursor()
    return sort_key


def _unknown_cursor() -> InvalidRequestError:
    message = "This cursor is unknown; use the one that the last page answered, unchanged."
    return InvalidRequestError(message, path="cursor")
