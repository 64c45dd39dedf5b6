"""The conditional write that moves a photo row forwards."""

from collections.abc import Iterator
from typing import Any

from darkroom.adapters.rows import Item, due_attributes, exact_epoch, marshal, photo_key
from darkroom.jobs import PREDECESSORS, PhotoState
from darkroom.ports import PhotoChange


def photo_update(change: PhotoChange) -> dict[str, Any]:
    """The key, expressions and values of the update, without its table.

    Answers come twice, late, out of order, and from two lanes at the same moment: what
    `_conditions` asks for must hold at the moment of writing.
    """
    key = photo_key(change.photo.job_id, change.photo.photo_id)
    changes, lanes = _values(change, key), _lanes(change)
    before = {f":before{i}": s.value for i, s in enumerate(sorted(PREDECESSORS[change.state]))}
    conditions = [*_conditions(change), f"#state IN ({', '.join(before)})"]
    update = "SET " + ", ".join(f"#{name} = :{name}" for name in changes)
    if change.due_at is None:
        update += " REMOVE due_shard, due_at"
    if lanes:
        update += " ADD " + ", ".join(f"{name} :{name}" for name in lanes)
    values: dict[str, Any] = {f":{name}": value for name, value in (changes | lanes).items()}
    values |= before | {
        ":generation": change.photo.generation,
        ":user_id": change.photo.user_id,
        ":number": change.photo.number,
    }
    if change.lane:
        values |= {":lane": change.lane}
    if change.answered:
        values |= {":others": set(change.answered)}
    if change.while_due_at:
        values |= {":known_due_at": exact_epoch(change.while_due_at)}
    return {
        "Key": key,
        "UpdateExpression": update,
        "ConditionExpression": " AND ".join(conditions),
        "ExpressionAttributeNames": {f"#{name}": name for name in ("number", *changes)},
        "ExpressionAttributeValues": marshal(values),
    }


def _conditions(change: PhotoChange) -> Iterator[str]:
    row_exists = "attribute_exists(pk)"
    is_same_generation = "generation = :generation"
    is_same_photo = "user_id = :user_id AND #number = :number"
    is_same_upload = "(attribute_not_exists(#source) OR #source = :source)"
    nobody_answered, only_they_answered = "attribute_not_exists(answered)", "answered = :others"
    # Its job may have been deleted, and a retry may have started another generation.
    yield row_exists
    yield is_same_generation
    # Nobody's answer moves what is somebody else's.
    yield is_same_photo
    if change.source:
        # A bad upload may have been replaced by a good one before its refusal arrives.
        yield is_same_upload
    if change.rendered:
        # The results written are all there are: another lane's must not be lost under them.
        yield only_they_answered if change.answered else nobody_answered
    if change.while_due_at:
        # Whoever moves a photo says when it is due: as long as it is due then, nobody has.
        yield "due_at = :known_due_at"
    if change.lane:
        yield f"NOT contains({'started' if change.is_start else 'answered'}, :lane)"


def _lanes(change: PhotoChange) -> dict[str, set[str]]:
    """The sets of lanes that grow."""
    if change.lane is None:
        return {}
    if change.rendered:
        return {"answered": {change.lane}}
    return {"started": {change.lane}} if change.is_start else {}


def _values(change: PhotoChange, key: Item) -> dict[str, Any]:
    values: dict[str, Any] = {
        "state": change.state.value,
        "updated_at": change.at.isoformat(),
        "bytes": change.bytes,
        "source": change.source and change.source.model_dump(),
        "error": change.error and change.error.model_dump(),
        "waiting_since": change.at.isoformat() if change.state is PhotoState.QUEUED else None,
        **due_attributes(key, change.due_at),
    }
    if change.rendered:
        values |= change.rendered.model_dump(
            mode="json", include={"width", "height", "results", "warnings"}, exclude_none=True
        )
    return {name: value for name, value in values.items() if value is not None}
