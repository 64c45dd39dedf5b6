"""S3's event notifications, as they arrive in the uploads queue."""

from typing import Annotated
from urllib.parse import unquote_plus

from pydantic import BaseModel, Field, TypeAdapter

from darkroom.jobs import Source


class _Object(BaseModel):
    key: str
    # S3 leaves it out for an object stored while versioning was off, whose version is "null".
    version_id: str = Field(default="null", alias="versionId")


class _Entity(BaseModel):
    object: _Object


class _Record(BaseModel):
    s3: _Entity


class _Notification(BaseModel):
    # S3 sends a test event without records when a notification is set up.
    records: Annotated[list[_Record], Field(alias="Records", min_length=1)]


class _TestEvent(BaseModel):
    event: str = Field(alias="Event", pattern="^s3:TestEvent$")


_bodies: TypeAdapter[_Notification | _TestEvent] = TypeAdapter(_Notification | _TestEvent)


def parse_notification(body: str) -> list[Source]:
    """The objects that one notification announces; none for S3's own test event.

    Raises:
        pydantic.ValidationError: The body is not a notification.
    """
    notification = _bodies.validate_json(body)
    if isinstance(notification, _TestEvent):
        return []
    objects = (record.s3.object for record in notification.records)
    # Keys in notifications are encoded as in an HTML form.
    return [Source(key=unquote_plus(it.key), version_id=it.version_id) for it in objects]
