"""A message that was given up on, and what is kept of it. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from pydantic import BaseModel, ConfigDict

from darkroom.jobs import PhotoAddress, Source
from darkroom.messages import OperationsAccepted, Request, Response

QueueName = Literal[
    "UploadsQueue", "RequestQueue", "RetouchQueue", "ResponseQueue", "UserOperationsQueue"
]
"""The queues of the service, by the names that the template gives them."""

QUEUES: Final[tuple[QueueName, ...]] = get_args(QueueName)

TRIES: Final[Mapping[QueueName, int]] = {
    "UploadsQueue": 10,
    "RequestQueue": 5,
    "RetouchQueue": 5,
    "ResponseQueue": 10,
    "UserOperationsQueue": 5,
}
"""How often each queue hands a message out before it gives it up, as the template has it."""

Said = Request | Response | Source | OperationsAccepted
"""What a message may say, whatever queue it is of."""

Reason = Literal["malformed", "gave_up"]
"""Why a message is dead: nobody could read it, or nobody could do what it asks for."""

REVIVED: Final = "revived"
"""The attribute of a message in its second life: how often it was tried in the first."""

# What a message may hold, and what of that the attribute takes.
_MAX_BYTES: Final = 1_048_576
_REVIVED_BYTES: Final = 32

_LETTER_ID = re.compile(rf"({'|'.join(QUEUES)})/(\d{{13,14}})/([\w-]+)", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class DeadMessage:
    """A message as its dead-letter queue hands it over: from where it came, and what it says.

    One that nobody can read says nothing, and has `faults`: what a parser finds wrong with it.
    `receive_count` goes on counting in the dead-letter queue, where this is one receive, and every
    failure to deal with the dead message was another.
    """

    queue: QueueName
    message_id: str
    body: str
    sent_at: datetime
    first_received_at: datetime
    receive_count: int
    group_id: str | None = None
    attributes: Mapping[str, str]
    says: tuple[Said, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def body_bytes(self) -> int:
        """How much of its queue's limit it takes."""
        return len(self.body.encode(errors="surrogatepass"))

    @property
    def tries(self) -> int:
        """How often a worker was handed it, over both its lives."""
        earlier = self.attributes.get(REVIVED, "0")
        in_this_life = min(max(self.receive_count - 1, 0), TRIES[self.queue])
        return in_this_life + (int(earlier) if earlier.isdecimal() else 0)

    @property
    def may_live_again(self) -> bool:
        """Whether another try could end better: it can be read, and had one life so far."""
        has_room = self.body_bytes + _REVIVED_BYTES <= _MAX_BYTES
        return has_room and not self.faults and REVIVED not in self.attributes


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
