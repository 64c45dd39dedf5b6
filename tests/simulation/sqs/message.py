"""A message in a simulated queue, and what a receiver is given of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class NewMessage:
    """What a sender says; `delay_ms` is None for the queue's own delay."""

    body: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    group: str | None = None
    deduplication: str | None = None
    delay_ms: int | None = None


@dataclass(slots=True, eq=False, kw_only=True)
class StoredMessage:
    """One copy of a message; `place` is its place in the queue, which no other copy has.

    It can be received from `visible_ms` on. `handle` is that of its last receipt, which was at
    `received_ms`; `origin` is the queue that gave it up.
    """

    message_id: str
    place: int
    new: NewMessage
    sent_ms: int
    visible_ms: int
    receipts: int = 0
    received_ms: int | None = None
    first_received_ms: int | None = None
    handle: str | None = None
    origin: str | None = None

    @property
    def body(self) -> str:
        """What was sent."""
        return self.new.body

    def is_in_flight(self, now_ms: int) -> bool:
        """Whether somebody has received it and may still delete it before others see it."""
        return self.handle is not None and self.visible_ms > now_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message as one receipt saw it."""

    message_id: str
    handle: str
    new: NewMessage
    sent_ms: int
    first_received_ms: int
    receipts: int
    place: int
    origin: str | None
