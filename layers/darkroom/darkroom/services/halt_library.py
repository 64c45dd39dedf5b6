"""Halts a library where no worker comes on, so that a person sees it and decides."""

import logging
from dataclasses import dataclass

from darkroom.clock import Clock
from darkroom.messages import OperationsAccepted
from darkroom.ports import Meter
from darkroom.ports.library_table import LibraryLog, LibraryTable

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

    def has_come_on(self, message: OperationsAccepted) -> bool:
        """Whether what the message asks for is under way, if not for as long as it lived."""
        log = self.table.log(message.user_id)
        return _is_wanted(message, log) and message.stuck_at != log.applied + 1

    def __call__(self, message: OperationsAccepted) -> None:
        """Halt the library, if what the message asks for has still to be applied."""
        log = self.table.log(message.user_id)
        if _is_wanted(message, log) and self.table.halt(log, self.clock.now()):
            self.meter.count("LibrariesHalted")
            stuck = {"user_id": log.user_id, "sequence": log.applied + 1}
            _logger.error("Library is halted", extra=stuck)


def _is_wanted(message: OperationsAccepted, log: LibraryLog) -> bool:
    return log.is_waiting and log.applied < message.sequence
