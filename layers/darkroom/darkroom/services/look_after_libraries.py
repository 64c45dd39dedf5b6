"""Looks at libraries that are due: rings once more for logs that nobody has applied."""

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime

from darkroom.clock import Clock
from darkroom.deadlines import UNSENT
from darkroom.ids import Ids
from darkroom.ports import DueLibrary, Meter
from darkroom.ports.library_table import LibraryLog, LibraryTable
from darkroom.services.library_doorbell import LibraryDoorbell

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class LookAfterLibraries:
    """Looks at one library."""

    table: LibraryTable
    doorbell: LibraryDoorbell
    clock: Clock
    meter: Meter
    ids: Ids = field(default_factory=Ids)

    def __call__(self, due: DueLibrary) -> None:
        """Ring for its log, or have nobody look at it any more if it waits for nothing."""
        log, now = self.table.log(due.user_id), self.clock.now()
        # The index of what is due is a moment old.
        if log.due_at is None or log.due_at > now:
            return
        if log.is_waiting:
            self._ring_again(log, now + UNSENT)
        elif self.table.log(due.user_id) == log:
            # Read twice, for a log has two rows. One that was resumed between their reads looks
            # halted, and due as it has to be from then on; read again it is another.
            self.table.postpone(log, None)

    def _ring_again(self, log: LibraryLog, due_at: datetime) -> None:
        if not self.table.postpone(log, due_at):
            return
        if self.doorbell.ring(replace(log, due_at=due_at), f"look-{self.ids.token_hex(12)}"):
            self.meter.count("RungAgain")
            told = {"user_id": log.user_id, "sequence": log.applied + 1}
            _logger.info("Library was rung for again", extra=told)
