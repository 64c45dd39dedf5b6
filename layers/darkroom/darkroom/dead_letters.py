"""What is kept of a message that was given up on. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, get_args

from pydantic import BaseModel, ConfigDict

from darkroom.jobs import PhotoAddress

QueueName = Literal["UploadsQueue", "RequestQueue", "RetouchQueue", "ResponseQueue"]
"""The queues of the service, by the names that the template gives them."""

QUEUES: Final[tuple[QueueName, ...]] = get_args(QueueName)

Reason = Literal["malformed", "gave_up"]
"""Why a message is dead: nobody could read it, or nobody could do what it asks for."""

_LETTER_ID = re.compile(rf"({'|'.join(QUEUES)})/(\d{{13,14}})/([\w-]+)", re.ASCII)


class DeadLetter(BaseModel):
    """A message that was given up on, and why; its body is kept beside it.

    `tries` are those of all its lives, and `faults` what a parser had to say of a malformed one.
    The photos that it was about are named as they were when it died.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    queue: QueueName
    message_id: str
    sent_at: datetime
    first_received_at: datetime
    tries: int
    group_id: str | None = None
    attributes: Mapping[str, str] = {}
    body_bytes: int
    reason: Reason
    faults: tuple[str, ...] = ()
    photos: tuple[PhotoAddress, ...] = ()
    buried_at: datetime
    expires_at: datetime
    resent_at: datetime | None = None

    @property
    def letter_id(self) -> str:
        """What people call it; the ids of one queue sort by when the messages were sent."""
        return f"{self.queue}/{milliseconds(self.sent_at):013d}/{self.message_id}"


def is_letter_id(text: str) -> bool:
    """Whether a letter may be called that."""
    return _LETTER_ID.fullmatch(text) is not None


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970: how SQS tells the time."""
    return round(moment.timestamp() * 1000)
