"""Rows that remember for what an `Idempotency-Key` was used, for a day."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from darkroom.adapters.rows import Item, epoch, marshal, unmarshal

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_LIFETIME: Final = timedelta(hours=24)


def use_of(
    table_name: str, key: Item, used_for: Mapping[str, object], at: datetime
) -> "TransactWriteItemTypeDef":
    """Put such a row, on condition that the key was not used within the last day."""
    known = marshal({**used_for, "expires_at": epoch(at + _LIFETIME)})
    return {
        "Put": {
            "TableName": table_name,
            "Item": key | known,
            "ConditionExpression": "attribute_not_exists(pk) OR expires_at <= :now",
            "ExpressionAttributeValues": marshal({":now": epoch(at)}),
        }
    }


def read_use(item: Item | None, now: datetime) -> dict[str, Any] | None:
    """What a key was used for; DynamoDB removes such rows some time after they expire."""
    known = unmarshal(item) if item else None
    return None if known is None or known["expires_at"] <= epoch(now) else known
