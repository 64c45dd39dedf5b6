"""Lets a library go on that was halted: with the operation that it is halted at, or without it."""

import logging
from dataclasses import dataclass, field, replace

from darkroom.clock import Clock
from darkroom.deadlines import UNSENT
from darkroom.errors import NotHaltedError
from darkroom.ids import Ids
from darkroom.library.log import AcceptedOperation, OperationState
from darkroom.ports.library_table import LibraryLog, LibraryTable, OperationEnd
from darkroom.services.library_doorbell import LibraryDoorbell
from darkroom.services.library_lookups import operation_of
from darkroom.services.operation_work import left_by

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class ResumeLibrary:
    """What a person may decide about the operation that a library is halted at."""

    table: LibraryTable
    doorbell: LibraryDoorbell
    clock: Clock
    ids: Ids = field(default_factory=Ids)

    def retry(self, user_id: str, operation_id: str) -> AcceptedOperation:
        """Try the operation once more; one that has been retried already stays as it is.

        Raises:
            NotFoundError: The user has no such operation.
            NotHaltedError: The library is halted at another one.
        """
        operation = operation_of(self.table, user_id, operation_id)
        log = self.table.log(user_id)
        if log.halted_at not in {None, operation.sequence}:
            raise NotHaltedError
        due_at = self.clock.now() + UNSENT
        if log.halted_at and self.table.resume(log, due_at):
            log = replace(log, halted_since=None, due_at=due_at)
        if log.is_waiting:
            # Whoever asks twice may have heard nothing of the first ring, and nor may the queue.
            self._ring(log, operation)
        return operation_of(self.table, user_id, operation_id)

    def skip(self, user_id: str, operation_id: str) -> AcceptedOperation:
        """Go on without the operation; one that has been skipped already stays as it is.

        Raises:
            NotFoundError: The user has no such operation.
            NotHaltedError: The library is not halted, or at another one.
        """
        operation = operation_of(self.table, user_id, operation_id)
        if operation.state is not OperationState.SKIPPED:
            self._skip(operation)
            # Somebody else may have been quicker with the same.
            operation = operation_of(self.table, user_id, operation_id)
        if operation.state is not OperationState.SKIPPED:
            raise NotHaltedError
        return operation

    def _skip(self, operation: AcceptedOperation) -> None:
        """Skip it, if the library is halted at it."""
        log, now = self.table.log(operation.user_id), self.clock.now()
        skipped = operation.model_copy(update={"state": OperationState.SKIPPED, "ended_at": now})
        end = OperationEnd(operation=skipped, tombstones=left_by(operation, now))
        if log.halted_at != operation.sequence or not self.table.skip(end, now + UNSENT):
            return
        ids = skipped.model_dump(include={"user_id", "operation_id", "sequence"})
        _logger.warning("Operation was skipped", extra=ids)
        self._ring(replace(log, due_at=now + UNSENT), operation)

    def _ring(self, log: LibraryLog, operation: AcceptedOperation) -> None:
        # The queue may still know the ring for this operation, which led to nothing.
        self.doorbell.ring(log, f"{operation.operation_id}-{self.ids.token_hex(4)}")
