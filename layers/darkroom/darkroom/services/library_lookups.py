"""Finding what is in a user's log; anything else is not there, like what never was."""

from darkroom.errors import NotFoundError
from darkroom.ids import sequence_of
from darkroom.library.log import AcceptedOperation
from darkroom.ports.library_table import LibraryTable


def operation_of(table: LibraryTable, user_id: str, operation_id: str) -> AcceptedOperation:
    """One operation of a user's log.

    Raises:
        NotFoundError: The user has no such operation.
    """
    sequence = sequence_of(operation_id)
    operation = table.operation(user_id, sequence) if sequence else None
    if operation is None or operation.operation_id != operation_id:
        raise NotFoundError
    return operation
