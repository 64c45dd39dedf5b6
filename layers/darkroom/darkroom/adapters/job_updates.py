"""The conditional writes that tell a job of its photos, and that complete it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from darkroom.adapters.rows import due_attributes, job_key, marshal, progress_attributes
from darkroom.deadlines import UNSENT
from darkroom.jobs import Job, JobState, Progress
from darkroom.ports.library_table import Entering


def progress_update(user_id: str, job_id: str, seen: Progress) -> dict[str, Any]:
    """Add to the job's sets: atomic, and the same twice changes nothing."""
    sets = progress_attributes(seen)
    additions = ["revision :one", *(f"{name} :{name}" for name in sets)]
    return {
        "Key": job_key(user_id, job_id),
        "UpdateExpression": f"ADD {', '.join(additions)}",
        "ConditionExpression": "attribute_exists(pk)",
        "ExpressionAttributeValues": marshal(
            {":one": 1} | {f":{name}": marks for name, marks in sets.items()}
        ),
    }


def completion(job: Job, at: datetime) -> dict[str, Any]:
    """End a job, on the condition that it is open and what was counted is all there is.

    Photos may have been added since, and a retry may have let ended ones begin again. It stays due
    until its photos are in the library.
    """
    key = job_key(job.user_id, job.job_id)
    due = due_attributes(key, at + UNSENT)
    values = {
        ":completed": JobState.COMPLETED.value,
        ":open": JobState.OPEN.value,
        ":at": at.isoformat(),
        ":count": job.photo_count,
        ":retries": job.retries,
        ":one": 1,
        ":due_shard": due["due_shard"],
        ":due_at": due["due_at"],
    }
    is_open, is_as_read = "#state = :open", "photo_count = :count AND retries = :retries"
    return {
        "Key": key,
        "UpdateExpression": "SET #state = :completed, completed_at = :at,"
        " due_shard = :due_shard, due_at = :due_at ADD revision :one",
        "ConditionExpression": f"{is_open} AND {is_as_read}",
        "ExpressionAttributeNames": {"#state": "state"},
        "ExpressionAttributeValues": marshal(values),
    }


def settlement(job: Job) -> dict[str, Any]:
    """Have nobody look at a completed job any more."""
    return _of_completed(job, "REMOVE due_shard, due_at", {})


def remembrance(entering: Entering) -> dict[str, Any]:
    """Add to the photos of a completed job that are in the library."""
    return _of_completed(entering.job, "ADD kept :numbers", {":numbers": entering.numbers})


def _of_completed(job: Job, update: str, values: Mapping[str, object]) -> dict[str, Any]:
    """Update a job that has not begun again since it was read."""
    known = {":completed": JobState.COMPLETED.value, ":retries": job.retries}
    return {
        "Key": job_key(job.user_id, job.job_id),
        "UpdateExpression": update,
        "ConditionExpression": "#state = :completed AND retries = :retries",
        "ExpressionAttributeNames": {"#state": "state"},
        "ExpressionAttributeValues": marshal(known | dict(values)),
    }
