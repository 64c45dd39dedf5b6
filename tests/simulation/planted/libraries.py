"""Mistakes in how libraries are changed."""

from dataclasses import replace
from functools import cached_property
from typing import Any, cast

from darkroom.jobs import Source
from darkroom.library.log import AcceptedOperation
from darkroom.ports import DueLibrary, JobTable, KeyedRequest, UploadStore
from darkroom.ports.library_table import KeyedOperations, LibraryTable, NewOperations, OperationEnd
from darkroom.services.look_after_libraries import LookAfterLibraries
from tests.library_fakes import InMemoryLibraryTable
from tests.simulation.planted.altered import Altered
from tests.simulation.process import Event
from tests.simulation.wiring import Wiring


class _Careless(Altered):
    """A port before the table of a world, which is written to unasked as well."""

    def __init__(self, port: Any, table: InMemoryLibraryTable) -> None:  # noqa: ANN401 - any port
        super().__init__(port)
        self._table = table


class AppliesOutOfTurn(Wiring):
    """An operation is applied whoever has applied it or another meanwhile."""

    @cached_property
    def libraries(self) -> LibraryTable:
        """The libraries."""
        return cast("LibraryTable", _OutOfTurn(super().libraries, self.environment.world.libraries))


class _OutOfTurn(_Careless):
    def end(self, end: OperationEnd) -> bool:
        if not self._port.end(end):
            self._table._make(end)
            log = self._table.log(end.operation.user_id)
            self._table._set(log, applied=end.operation.sequence)
        return True


class AcknowledgesOperationsFirst(Wiring):
    """Messages about logs are acknowledged before anything is applied."""

    def apply_operation(self, event: Event) -> object:
        """Delete the messages, and only then look at them."""
        queue = self.environment.world.sqs.queues["UserOperationsQueue.fifo"]
        for record in event["Records"]:
            queue.delete(record["receiptHandle"])
        return super().apply_operation(event)


class ForgetsLibraries(Wiring):
    """Nobody looks at logs that were forgotten."""

    @cached_property
    def look_after_libraries(self) -> LookAfterLibraries:
        """Nobody."""
        return cast("LookAfterLibraries", _look_away)


def _look_away(due: DueLibrary) -> None:
    del due


class ForgetsOperationKeys(Wiring):
    """The key of a request for operations is not kept."""

    @cached_property
    def libraries(self) -> LibraryTable:
        """The libraries."""
        return cast("LibraryTable", _KeylessLog(super().libraries))


class _KeylessLog(Altered):
    def operations_of_key(self, user_id: str, key: str) -> KeyedOperations | None:
        del user_id, key
        return None

    def accept(self, new: NewOperations) -> bool:
        key = f"{new.keyed.key} {new.operations[0].operation_id}"
        keyed = KeyedRequest(key=key, fingerprint=new.keyed.fingerprint)
        is_accepted: bool = self._port.accept(replace(new, keyed=keyed))
        return is_accepted


class RemembersEntriesAfterwards(Wiring):
    """A job is told which photos entered the library after they did."""

    @cached_property
    def libraries(self) -> LibraryTable:
        """The libraries."""
        return cast("LibraryTable", _Afterwards(super().libraries, self.table))


class _Afterwards(Altered):
    def __init__(self, port: Any, jobs: JobTable) -> None:  # noqa: ANN401 - any port
        super().__init__(port)
        self._jobs = jobs

    def accept(self, new: NewOperations) -> bool:
        is_accepted: bool = self._port.accept(replace(new, entering=None))
        if is_accepted and new.entering:
            cast("Any", self._jobs).remember(new.entering.job, new.entering.numbers)
        return is_accepted


class RejectsWhatFails(Wiring):
    """An operation that fails for a reason of ours is passed over like one that cannot be done."""

    @cached_property
    def libraries(self) -> LibraryTable:
        """The libraries."""
        return cast("LibraryTable", _PassingOver(super().libraries))


class _PassingOver(Altered):
    def contents(self, user_id: str, touched: Any) -> Any:  # noqa: ANN401 - as the port
        try:
            return self._port.contents(user_id, touched)
        except Exception:  # noqa: BLE001 - this is the mistake
            return InMemoryLibraryTable(cast("Any", None)).contents(user_id, touched)


class LosesTheOutbox(Wiring):
    """The row in which a new look waits is not written with it, but only rung for."""

    @cached_property
    def libraries(self) -> LibraryTable:
        """The libraries."""
        return cast("LibraryTable", _NoOutbox(super().libraries))


class _NoOutbox(Altered):
    def end(self, end: OperationEnd) -> bool:
        is_ended: bool = self._port.end(replace(end, render=None))
        return is_ended


class LeavesDeletedPhotos(Wiring):
    """Nothing sees to what is left of a photo that was deleted from its library."""

    @cached_property
    def libraries(self) -> LibraryTable:
        """The libraries."""
        return cast("LibraryTable", _NoTombstones(super().libraries))


class _NoTombstones(Altered):
    def end(self, end: OperationEnd) -> bool:
        is_ended: bool = self._port.end(replace(end, tombstones=()))
        return is_ended


class KeepsTheJobsOwnFile(Wiring):
    """A library has no copy of what was uploaded, which goes with its job."""

    @cached_property
    def uploads(self) -> UploadStore:
        """The bucket of uploads."""
        return cast("UploadStore", _NoCopies(super().uploads))


class _NoCopies(Altered):
    def copy(self, source: Source, key: str) -> Source:
        del key
        return source


class AcceptsInParts(Wiring):
    """The operations of a request are written one after another."""

    @cached_property
    def libraries(self) -> LibraryTable:
        """The libraries."""
        return cast("LibraryTable", _InParts(super().libraries))


class _InParts(Altered):
    def accept(self, new: NewOperations) -> bool:
        first: tuple[AcceptedOperation, ...] = new.operations[:1]
        is_accepted: bool = self._port.accept(replace(new, operations=first))
        for operation in new.operations[1:] if is_accepted else ():
            keyed = KeyedRequest(key=operation.operation_id, fingerprint="part")
            self._port.accept(replace(new, operations=(operation,), keyed=keyed, entering=None))
        return is_accepted
