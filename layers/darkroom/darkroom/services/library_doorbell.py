"""Rings for a user's log: its rows say that it waits, a message only calls for it."""

from dataclasses import dataclass

from darkroom.clock import Clock
from darkroom.deadlines import next_ring
from darkroom.messages import OperationsAccepted
from darkroom.ports import UserOperationsQueue
from darkroom.ports.library_table import LibraryLog, LibraryTable
from darkroom.services.batches import attempt_each


@dataclass(frozen=True, kw_only=True)
class LibraryDoorbell:
    """Sends messages, and gives the logs whose messages were taken the time that work takes."""

    table: LibraryTable
    queue: UserOperationsQueue
    clock: Clock

    def ring(self, log: LibraryLog, ring_id: str) -> bool:
        """Ask for all that was accepted to be applied; whether the queue took that.

        Within five minutes the queue takes another ring of the same id for the same one.
        """
        message = OperationsAccepted(user_id=log.user_id, sequence=log.accepted, ring_id=ring_id)
        if self.queue.send([message]):
            return False
        # What cannot be postponed, or has grown meanwhile, is rung for twice: what is applied by
        # then stays applied.
        attempt_each([log], lambda _, heard: self._confirm(heard))
        return True

    def _confirm(self, log: LibraryLog) -> None:
        now = self.clock.now()
        self.table.postpone(log, next_ring(log.accepted_at or now, now))
