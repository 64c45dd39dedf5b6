"""The conditional write that moves a photo row forwards."""

from typing import Any

from darkroom.adapters.rows import marshal, photo_key
from darkroom.jobs import PREDECESSORS
from darkroom.ports import PhotoChange


def photo_update(change: PhotoChange) -> dict[str, Any]:
    """The key, expressions and values of the update, without its table.

    Answers come twice, late and out of order. This must hold at the moment of writing: the row is
    there (its job may have been deleted), it is of the same generation (a retry may have started
    another), its state is one that this change may follow, and no other upload has been pinned
    (a bad one may have been replaced by a good one before its refusal arrives).
    """
    changes = _values(change)
    before = {f":before{i}": s.value for i, s in enumerate(sorted(PREDECESSORS[change.state]))}
    row_exists = "attribute_exists(pk)"
    is_same_generation = "generation = :generation"
    may_follow = f"#state IN ({', '.join(before)})"
    conditions = [row_exists, is_same_generation, may_follow]
    if change.source:
        conditions.append("(attribute_not_exists(#source) OR #source = :source)")
    names = {f"#{name}": name for name in changes}
    return {
        "Key": photo_key(change.photo.job_id, change.photo.photo_id),
        "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in changes),
        "ConditionExpression": " AND ".join(conditions),
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": marshal(
            {f":{name}": value for name, value in changes.items()}
            | {":generation": change.photo.generation}
            | before
        ),
    }


def _values(change: PhotoChange) -> dict[str, Any]:
    values: dict[str, Any] = {
        "state": change.state.value,
        "updated_at": change.at.isoformat(),
        "bytes": change.bytes,
        "source": change.source and change.source.model_dump(),
        "error": change.error and change.error.model_dump(),
    }
    if change.rendered:
        values |= change.rendered.model_dump(
            mode="json", include={"width", "height", "results", "warnings"}, exclude_none=True
        )
    return {name: value for name, value in values.items() if value is not None}
