"""Applies users' logs: each operation once, in its place, and with all that it changes."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from darkroom.budgets import OBJECT_STEP_SECONDS
from darkroom.errors import StoppedError
from darkroom.jobs import Photo
from darkroom.library.log import AcceptedOperation
from darkroom.messages import OperationsAccepted
from darkroom.ports import WorkTime
from darkroom.ports.library_table import LibraryTable, OperationEnd
from darkroom.retries import Redelivery
from darkroom.services.batches import attempt_each
from darkroom.services.doorbell import Doorbell, Waiting
from darkroom.services.operation_events import OperationEvents
from darkroom.services.operation_work import OperationWork
from darkroom.services.turns import Turns

# What is accepted stays as it is, so that it can be read before its turn.
_AHEAD: Final = 25


@dataclass(frozen=True, kw_only=True)
class _Work:
    """One batch, and the users of it whose logs have come on."""

    turns: Turns
    came_on: set[str] = field(default_factory=set)


@dataclass(frozen=True, kw_only=True)
class ApplyOperations:
    """Deals with a batch of messages, each of which tells of one user's log.

    A message only says how far to go. Where the log stands is read, and every step is on condition
    that it is the next: a message that comes twice, late or in the wrong order changes nothing.
    """

    table: LibraryTable
    work: OperationWork
    doorbell: Doorbell
    events: OperationEvents
    time: WorkTime

    def __call__(self, messages: Sequence[OperationsAccepted]) -> dict[int, Redelivery]:
        """Apply what each tells of; answers the positions to deliver again.

        Behind a message that comes again so do the others of its user, in their order. If the
        user's log has come on they do so at once, also where it then failed: that may have passed.
        """
        work = _Work(turns=Turns.of(self.time, (message.user_id for message in messages)))
        again = attempt_each(
            messages,
            lambda _, message: self._apply(message, work),
            lambda: self.time.allows(OBJECT_STEP_SECONDS),
            group_of=lambda message: message.user_id,
        )
        return {
            position: Redelivery.ONWARD
            if messages[position].user_id in work.came_on
            else redelivery
            for position, redelivery in again.items()
        }

    def _apply(self, message: OperationsAccepted, work: "_Work") -> None:
        renders: dict[str, Photo] = {}
        try:
            self._go_on(message, renders, work)
        finally:
            # What is applied stays applied, whatever comes of the rest.
            self._ring(renders.values())
        attempt_each([message.user_id], lambda _, user_id: self._rest(user_id))

    def _go_on(self, message: OperationsAccepted, renders: dict[str, Photo], work: "_Work") -> None:
        """Apply the log as far as the message tells, and collect the looks that are to be rendered.

        Raises:
            StoppedError: There is no time for all of it.
        """
        log = self.table.log(message.user_id)
        ahead: deque[AcceptedOperation] = deque()
        while log.is_waiting and log.applied < message.sequence:
            if work.turns.is_over(log.user_id):
                raise StoppedError
            if not ahead:
                ahead += self.table.operations(log.user_id, after=log.applied, limit=_AHEAD)
            operation = ahead.popleft()
            end = self.work.end_of(operation)
            if self.table.end(end):
                self.events.ended(end.operation)
                _collect(end, renders)
                work.came_on.add(log.user_id)
                log = replace(log, applied=operation.sequence)
            else:
                # Somebody else has the log as well, or it was halted.
                log = self.table.log(message.user_id)
                ahead.clear()

    def _ring(self, renders: Iterable[Photo]) -> None:
        self.doorbell.ring([Waiting(it, it.source, it.outputs) for it in renders if it.source])

    def _rest(self, user_id: str) -> None:
        """Have nobody look at a log of which all is applied.

        One that is halted stays due: between the reads of its two rows somebody may have resumed
        it, and then it is due for that.
        """
        log = self.table.log(user_id)
        if log.applied >= log.accepted:
            self.table.postpone(log, None)


def _collect(end: OperationEnd, renders: dict[str, Photo]) -> None:
    """Keep the last look of each photo: nobody waits for one that is not shown any more."""
    for photo in end.not_to_render:
        renders.pop(photo.job_id, None)
    if end.render:
        renders[end.render.job_id] = end.render
