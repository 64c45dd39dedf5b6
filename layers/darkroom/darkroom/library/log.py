"""A user's log of operations, and what they amount to when they are applied in its order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from darkroom.jobs import Problem
from darkroom.library.acceptance import Acceptance
from darkroom.library.album_operations import CreateAlbum
from darkroom.library.contents import Changes, Library
from darkroom.library.operations import UserOperation
from darkroom.library.rejections import RejectedOperationError


class OperationState(StrEnum):
    """Where an operation of the log stands: accepted until its turn, and then one of the others."""

    ACCEPTED = "accepted"
    APPLIED = "applied"
    REJECTED = "rejected"
    SKIPPED = "skipped"


class AcceptedOperation(Acceptance):
    """An operation in its place in the log; `error` says why it was rejected."""

    operation: UserOperation
    state: OperationState = OperationState.ACCEPTED
    ended_at: datetime | None = None
    error: Problem | None = None

    @classmethod
    def of(cls, operation: UserOperation, acceptance: Acceptance) -> Self:
        """An operation as it is accepted: an album that it starts has its id from now on."""
        if isinstance(operation, CreateAlbum):
            operation = operation.named_after(acceptance.operation_id)
        return cls(operation=operation, **acceptance.model_dump())


@dataclass(frozen=True, kw_only=True)
class Replay:
    """A library after the operations of a log, and why some of them were rejected, by sequence."""

    library: Library
    rejected: dict[int, Problem]


def apply(library: Library, accepted: AcceptedOperation) -> Changes:
    """What an operation changes in a library, of which all that it touches is there.

    Raises:
        RejectedOperationError: It cannot be applied.
    """
    return accepted.operation.apply(library, accepted)


def replay(log: Iterable[AcceptedOperation], library: Library) -> Replay:
    """Apply operations one after another; this is what all other ways have to come to as well."""
    rejected = {}
    for accepted in log:
        try:
            library = library.after(apply(library, accepted))
        except RejectedOperationError as error:
            rejected[accepted.sequence] = error.problem
    return Replay(library=library, rejected=rejected)
