"""How jobs and photos are written as DynamoDB items.

A user's jobs and idempotency keys lie under `USER#<user>`, a job's photos under `JOB#<job>`, each
sorted by an id that grows, so that a list is one query; a deleted job's tombstone lies alone. A row
to be looked at again says when, and in which shard of the index of all such rows it is found.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from zlib import crc32

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from darkroom.jobs import Job, Photo, Progress, Tombstone
from darkroom.ports import SHARDS
from darkroom.recipes import Output

Item = dict[str, Any]

_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize

USER_PREFIX: Final = "USER#"
JOB_PREFIX: Final = "JOB#"
PHOTO_PREFIX: Final = "PHOTO#"
TOMBSTONE_PREFIX: Final = "TOMBSTONE#"
LIBRARY_PREFIX: Final = "LIB#"
_PROGRESS: Final = "photos_"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def job_key(user_id: str, job_id: str) -> Item:
    """The primary key of a job."""
    return marshal({"pk": f"{USER_PREFIX}{user_id}", "sk": f"{JOB_PREFIX}{job_id}"})


def photo_key(job_id: str, photo_id: str) -> Item:
    """The primary key of a photo."""
    return marshal({"pk": f"{JOB_PREFIX}{job_id}", "sk": f"{PHOTO_PREFIX}{photo_id}"})


def idempotency_key(user_id: str, key: str) -> Item:
    """The primary key of a used `Idempotency-Key`."""
    return marshal({"pk": f"{USER_PREFIX}{user_id}", "sk": f"KEY#{key}"})


def tombstone_key(job_id: str) -> Item:
    """The primary key of a deleted job's tombstone."""
    return marshal({"pk": f"{TOMBSTONE_PREFIX}{job_id}", "sk": "TOMBSTONE"})


def marshal(values: Mapping[str, Any]) -> Item:
    """Write plain values in DynamoDB's notation, leaving out what is None."""
    return {name: _serialize(value) for name, value in values.items() if value is not None}


def unmarshal(item: Mapping[str, Any]) -> dict[str, Any]:
    """Read DynamoDB's notation."""
    return {name: _deserialize(value) for name, value in item.items()}


def job_item(job: Job) -> Item:
    """A job as an item."""
    apart = {"outputs", "progress", "expires_at", "due_at", "kept"}
    plain = job.model_dump(mode="json", exclude=apart)
    plain["outputs"] = _outputs_text(job.outputs)
    plain |= {"kept": set(job.kept) or None, "expires_at": epoch(job.expires_at)}
    key = job_key(job.user_id, job.job_id)
    plain |= progress_attributes(job.progress) | due_attributes(key, job.due_at)
    return key | marshal(plain)


def read_job(item: Mapping[str, Any]) -> Job:
    """A job from its item."""
    plain = unmarshal(item)
    plain["outputs"] = json.loads(plain["outputs"])
    plain["progress"] = {
        state: plain[f"{_PROGRESS}{state}"]
        for state in Progress.model_fields
        if f"{_PROGRESS}{state}" in plain
    }
    return Job.model_validate(plain | {"due_at": due_moment(plain)})


def progress_attributes(progress: Progress) -> dict[str, set[int]]:
    """A number set for each state that photos were seen in: DynamoDB has no empty ones."""
    seen = ((state, getattr(progress, state)) for state in Progress.model_fields)
    return {f"{_PROGRESS}{state}": set(numbers) for state, numbers in seen if numbers}


def photo_item(photo: Photo, expires_at: datetime | None) -> Item:
    """A photo as an item; it expires with its job, if that does."""
    plain = photo.model_dump(mode="json", exclude_none=True, exclude={"due_at", "outputs"})
    plain |= {"started": set(photo.started) or None, "answered": set(photo.answered) or None}
    plain["outputs"] = _outputs_text(photo.outputs) if photo.outputs else None
    plain["expires_at"] = expires_at and epoch(expires_at)
    key = photo_key(photo.job_id, photo.photo_id)
    return key | marshal(plain | due_attributes(key, photo.due_at))


def read_photo(item: Mapping[str, Any]) -> Photo:
    """A photo from its item."""
    plain = unmarshal(item)
    plain["outputs"] = json.loads(plain.get("outputs", "[]"))
    return Photo.model_validate(plain | {"due_at": due_moment(plain)})


def tombstone_item(tombstone: Tombstone, expires_at: datetime | None) -> Item:
    """A tombstone as an item; at the latest it goes when all of its job would have gone."""
    plain = tombstone.model_dump(mode="json", exclude={"due_at"})
    key = tombstone_key(tombstone.job_id)
    plain |= due_attributes(key, tombstone.due_at)
    plain["expires_at"] = expires_at and epoch(expires_at)
    return key | marshal(plain)


def read_tombstone(item: Mapping[str, Any]) -> Tombstone:
    """A tombstone from its item."""
    plain = unmarshal(item)
    return Tombstone.model_validate(plain | {"due_at": due_moment(plain)})


def epoch(moment: datetime) -> int:
    """Seconds since 1970: what DynamoDB's time-to-live understands."""
    return int(moment.timestamp())


def due_attributes(key: Item, due_at: datetime | None) -> dict[str, Any]:
    """What makes a row be found when it is due; nothing for one that nobody has to look at."""
    if due_at is None:
        return {}
    name = key["pk"]["S"] + key["sk"]["S"]
    return {"due_shard": str(crc32(name.encode()) % SHARDS), "due_at": exact_epoch(due_at)}


def due_moment(plain: Mapping[str, Any]) -> datetime | None:
    """When an item says that its row is due."""
    if "due_at" not in plain:
        return None
    return _EPOCH + timedelta(microseconds=int(plain["due_at"] * 1_000_000))


def exact_epoch(moment: datetime) -> Decimal:
    """Seconds since 1970, to the microsecond: two looks are never due at the same time."""
    return Decimal((moment - _EPOCH) // timedelta(microseconds=1)) / 1_000_000


def _outputs_text(outputs: Sequence[Output]) -> str:
    """Outputs as JSON, for the serializer knows no floats."""
    plain = [output.model_dump(mode="json") for output in outputs]
    return json.dumps(plain, ensure_ascii=False)
