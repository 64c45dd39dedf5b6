"""An operation's place in its user's log, which settles everything that applying it needs."""

from datetime import datetime

from darkroom.library.rows import Row


class Acceptance(Row):
    """When and in which place an operation was accepted: sequences of a user count from 1."""

    user_id: str
    operation_id: str
    sequence: int
    accepted_at: datetime


def id_after(operation_id: str, prefix: str) -> str:
    """The id of what an operation makes: applied again, it makes the same."""
    return f"{prefix}_{operation_id.removeprefix('op_')}"
