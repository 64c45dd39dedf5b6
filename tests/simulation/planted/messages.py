"""Mistakes in how messages are sent, received and given up on."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar, cast

from darkroom.adapters.sqs import SqsQueue
from darkroom.adapters.sqs_batch import Record
from darkroom.dead_letters import DeadMessage, QueueName
from darkroom.deadlines import WORKING
from darkroom.ports import PhotoChange
from darkroom.services.bury_dead_letters import BuryDeadLetters
from darkroom.services.end_photo import EndPhoto
from tests.simulation.process import Event, Handle
from tests.simulation.sqs.refusal import RefusalError
from tests.simulation.wiring import Wiring

_T = TypeVar("_T")


class NobodyReconciles(Wiring):
    """What was forgotten is never looked at."""

    def reconcile(self, event: Event) -> None:
        """Do nothing."""


class AcknowledgesFirst(Wiring):
    """Answers are acknowledged before they are written down."""

    def record_response(self, event: Event) -> object:
        """Delete the messages, and only then look at them."""
        queue = self.environment.world.sqs.queues["ResponseQueue"]
        for record in event["Records"]:
            queue.delete(record["receiptHandle"])
        return super().record_response(event)


class ForgetsWhatFailed(Wiring):
    """Whatever fails in a batch is swallowed."""

    def handle(
        self, event: Event, read: Callable[[Record], Sequence[_T]], handle: Handle[_T]
    ) -> object:
        """Answer that everything went well."""
        super().handle(event, read, handle)
        return {"batchItemFailures": []}


class IgnoresUnsent(Wiring):
    """A batch that SQS answers with 200 counts as taken, whatever Failed[] says."""

    def queue(self, name: QueueName) -> SqsQueue:
        """A queue that takes everything."""
        return _Careless(super().queue(name).client, super().queue(name).queue_url)


class _Careless(SqsQueue):
    def send(self, messages: Sequence[Any]) -> frozenset[int]:
        super().send(messages)
        return frozenset()


class KnowsMessagesById(Wiring):
    """A message that was seen before is not handled again, even if it failed then."""

    def handle(
        self, event: Event, read: Callable[[Record], Sequence[_T]], handle: Handle[_T]
    ) -> object:
        """Handle what is new."""
        seen = self.environment.world.__dict__.setdefault("seen_ids", set())
        records = [record for record in event["Records"] if record["messageId"] not in seen]
        seen |= {record["messageId"] for record in event["Records"]}
        return super().handle({"Records": records}, read, handle)


class ConfirmsBeforeSending(Wiring):
    """A photo's message counts as sent before it is."""

    def queue(self, name: QueueName) -> SqsQueue:
        """A queue for which everything is confirmed at once."""
        queue = super().queue(name)
        return _Hasty(queue.client, queue.queue_url, self) if name == "RequestQueue" else queue


@dataclass(frozen=True)
class _Hasty(SqsQueue):
    wiring: Wiring

    def send(self, messages: Sequence[Any]) -> frozenset[int]:
        table = self.wiring.table
        for message in messages:
            photo = table.photo(message.photo.job_id, message.photo.photo_id)
            if photo:
                table.postpone(photo, self.wiring.clock.now() + WORKING)
        return super().send(messages)


class DropsNonsense(Wiring):
    """What cannot be read is dropped."""

    def handle(
        self, event: Event, read: Callable[[Record], Sequence[_T]], handle: Handle[_T]
    ) -> object:
        """Read what can be read."""

        def read_or_drop(record: Record) -> Sequence[_T]:
            try:
                return read(record)
            except ValueError:
                return ()

        return super().handle(event, read_or_drop, handle)


class HoldsNothing(Wiring):
    """A batch is not kept from others while it is worked on."""

    def handle(
        self, event: Event, read: Callable[[Record], Sequence[_T]], handle: Handle[_T]
    ) -> object:
        """Let others have it at once."""
        for record in event["Records"]:
            name = record["eventSourceARN"].rpartition(":")[2]
            with suppress(RefusalError):
                self.environment.world.sqs.queues[name].change_visibility(
                    record["receiptHandle"], 0
                )
        return super().handle(event, read, handle)


class BuriesAlone(Wiring):
    """A message is given up on, and its photo is not told."""

    @cached_property
    def burials(self) -> Handle[Any]:
        """What bury_dead_letters does."""
        service = cast("BuryDeadLetters", super().burials)
        return replace(service, end_photo=_Silent(table=self.table, progress=self.progress))


class _Silent(EndPhoto):
    def __call__(self, end: PhotoChange) -> bool:
        del end
        return False


class GivesNoSecondLife(Wiring):
    """A message is given up on when it dies for the first time."""

    @cached_property
    def burials(self) -> Handle[Any]:
        """What bury_dead_letters does."""
        bury = super().burials

        return lambda messages: bury([_Doomed(**vars(message)) for message in messages])


class _Doomed(DeadMessage):
    may_live_again = False
