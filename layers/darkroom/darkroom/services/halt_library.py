"""Halts a library where no worker comes on, so that a person sees it and decides."""

import logging
from dataclasses import dataclass

from darkroom.clock import Clock
from darkroom.messages import OperationsAccepted
from darkroom.ports import Meter
from darkroom.ports.library_table import LibraryTable

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class HaltLibrary:
    """Tells a log that is only slow from one that is stuck, by where it stood a life ago."""

    table: LibraryTable
    clock: Clock
    meter: Meter

    def marked(self, message: OperationsAccepted) -> OperationsAccepted:
        """The message as it is sent once more: it says where the log stands now."""
        place = self.table.log(message.user_id).applied + 1
        return message.model_copy(update={"stuck_at": place})

    def __call__(self, message: OperationsAccepted) -> bool:
        """Halt the library where it stood when the message died before.

        Returns:
            False if it is not stuck: what the message asks for is under way, and only takes longer
            than a life.
        """
        log = self.table.log(message.user_id)
        if not log.is_waiting or log.applied >= message.sequence:
            return True
        if message.stuck_at != log.applied + 1 or not self.table.halt(log, self.clock.now()):
            return False
        self.meter.count("LibrariesHalted")
        stuck = {"user_id": log.user_id, "sequence": log.applied + 1}
        _logger.error("Library is halted", extra=stuck)
        return True
