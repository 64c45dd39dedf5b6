"""The root of the tree, and what says whether to try again."""

from inspect import cleandoc
from typing import ClassVar


class DarkroomError(Exception):
    """Something went wrong inside Darkroom; try again."""

    code: ClassVar[str] = "internal_error"

    def __init__(self, message: str | None = None) -> None:
        self.message = message or cleandoc(type(self).__doc__ or "").partition("\n\n")[0]
        super().__init__(self.message)


class PermanentError(DarkroomError):
    """Trying again will not help: answer it and acknowledge it."""

    code = "permanent_error"


class TransientError(DarkroomError):
    """Trying again later may help: leave it on its queue."""

    code = "transient_error"


class StoppedError(TransientError):
    """The worker was asked to stop, or has no time left; another one will go on."""

    code = "worker_stopped"


class ChildKilledError(TransientError):
    """The process that read the photo was killed, not for anything it did; try again."""

    code = "child_killed"
