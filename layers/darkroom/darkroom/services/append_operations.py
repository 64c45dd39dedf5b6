"""Writes operations behind a user's log, which from then on is what the library comes to."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from darkroom.clock import Clock
from darkroom.deadlines import UNSENT
from darkroom.errors import KeyAlreadyUsedError, TransientError
from darkroom.ids import Ids
from darkroom.library.acceptance import Acceptance
from darkroom.library.log import AcceptedOperation, OperationState
from darkroom.library.operations import UserOperation
from darkroom.ports import KeyedRequest
from darkroom.ports.library_table import Entering, LibraryLog, LibraryTable, NewOperations
from darkroom.services.library_doorbell import LibraryDoorbell

# Each time somebody else's were written: it takes as many requests at the same moment to fail.
_TRIES: Final = 20


@dataclass(frozen=True, kw_only=True)
class AcceptedRequest:
    """The operations of a request in their places; `repeated` if they were accepted before."""

    operations: tuple[AcceptedOperation, ...]
    repeated: bool = False


@dataclass(frozen=True, kw_only=True)
class AppendOperations:
    """Appends operations that have been checked, all or none, and once for each key."""

    table: LibraryTable
    doorbell: LibraryDoorbell
    clock: Clock
    ids: Ids = field(default_factory=Ids)

    def __call__(
        self,
        user_id: str,
        operations: Sequence[UserOperation],
        keyed: KeyedRequest,
        entering: Entering | None = None,
    ) -> AcceptedRequest:
        """Append them, and ring; or find those that the same request appended before.

        Raises:
            KeyAlreadyUsedError: The key came with a different request.
            JobChangedError: The job whose photos enter has begun again since it was read, or is
                gone.
            TransientError: Others kept appending theirs.
        """
        for _ in range(_TRIES):
            log = self.table.log(user_id)
            new = replace(self._behind(log, operations, keyed), entering=entering)
            try:
                is_accepted = self.table.accept(new)
            except KeyAlreadyUsedError:
                # Lost the race against the same request, or this is its own write seen by a retry.
                if earlier := self.earlier(user_id, keyed):
                    return earlier
                raise
            if is_accepted:
                self._ring(log, new)
                return AcceptedRequest(operations=new.operations)
        raise TransientError("The library is too busy; send the same request again.")

    def earlier(self, user_id: str, keyed: KeyedRequest) -> AcceptedRequest | None:
        """What the same request was answered earlier under this key.

        Raises:
            KeyAlreadyUsedError: The key came with a different request.
        """
        known = self.table.operations_of_key(user_id, keyed.key)
        if known is None:
            return None
        if known.fingerprint != keyed.fingerprint:
            raise KeyAlreadyUsedError
        found = self.table.operations_between(user_id, known.first, known.last)
        if found[-1].state is OperationState.ACCEPTED:
            # Whoever accepted them may have died before ringing. By the id of the first ring the
            # queue would take this one for it, and others may have come behind since.
            ring_id = f"{found[-1].operation_id}-{self.ids.token_hex(4)}"
            self.doorbell.ring(self.table.log(user_id), ring_id)
        return AcceptedRequest(operations=found, repeated=True)

    def _behind(
        self, log: LibraryLog, operations: Sequence[UserOperation], keyed: KeyedRequest
    ) -> NewOperations:
        now = self.clock.now()
        accepted = (
            AcceptedOperation.of(
                operation,
                Acceptance(
                    user_id=log.user_id,
                    operation_id=self.ids.operation(sequence),
                    sequence=sequence,
                    accepted_at=now,
                ),
            )
            for sequence, operation in enumerate(operations, log.accepted + 1)
        )
        return NewOperations(operations=tuple(accepted), keyed=keyed, due_at=now + UNSENT)

    def _ring(self, before: LibraryLog, new: NewOperations) -> None:
        last = new.operations[-1]
        log = replace(
            before,
            accepted=last.sequence,
            accepted_at=last.accepted_at,
            due_at=new.due_at,
        )
        self.doorbell.ring(log, last.operation_id)
