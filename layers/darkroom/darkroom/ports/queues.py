"""Where messages go, and where they are from."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from darkroom.messages import OperationsAccepted, RenderRequest, Response, RetouchRequest


class RequestQueue(Protocol):
    """Work for the fast lane."""

    def send(self, requests: Sequence[RenderRequest]) -> frozenset[int]:
        """Send all, in batches; answers the positions of those that were not taken."""
        ...


class RetouchQueue(Protocol):
    """Work for the slow lane."""

    def send(self, requests: Sequence[RetouchRequest]) -> frozenset[int]:
        """Send all, in batches; answers the positions of those that were not taken."""
        ...


class ResponseQueue(Protocol):
    """Answers from the workers."""

    def send(self, responses: Sequence[Response]) -> frozenset[int]:
        """Send all, in batches; answers the positions of those that were not taken."""
        ...


class UserOperationsQueue(Protocol):
    """Logs to be applied, each user's in one hand at a time."""

    def send(self, accepted: Sequence[OperationsAccepted]) -> frozenset[int]:
        """Send all, in batches; answers the positions of those that were not taken."""
        ...


class SourceQueue(Protocol):
    """A queue, to those who send a message to it that was there before."""

    def revive(self, body: str, *, tries: int, group_id: str | None) -> None:
        """Send a message once more, marked with how often it was tried before."""
        ...


class Deliveries(Protocol):
    """The messages that a worker has been handed, for their queue keeps them until it is done."""

    def hide(self, queue_arn: str, seconds: Mapping[str, int]) -> None:
        """Have each receipt's message delivered again after its seconds, if it is not gone by then.

        Where that fails, which is logged, messages come again in their queue's own time.
        """
        ...
