"""Photos of a library: an original that stays, and the history of what was done to it."""

from datetime import datetime
from typing import Final, Self

from darkroom.jobs import Source
from darkroom.library.acceptance import Acceptance
from darkroom.library.rejections import (
    EditsTooLongError,
    HistoryFullError,
    NothingToRedoError,
    NothingToRevertError,
    NothingToUndoError,
    TooManyEditsError,
)
from darkroom.library.rows import Row
from darkroom.operations import Operation
from darkroom.recipes import Output

MAX_OPERATIONS: Final = 20
"""What an output may have."""

MAX_HISTORY: Final = 100

# A row holds 400 kB, and ten messages that each hold the operations have to fit into 1 MiB.
_MAX_HISTORY_BYTES: Final = 300_000
_MAX_OPERATIONS_BYTES: Final = 100_000

_OUTPUT: Final = "current"

Entry = tuple[Operation, ...]
"""All that is done to the original, in order; nothing shows the original itself."""


class Original(Row):
    """A photo of a job as the library keeps it; sizes are of the upright photo, if known."""

    name: str
    source: Source
    content_type: str
    bytes: int | None = None
    width: int | None = None
    height: int | None = None


class LibraryPhoto(Row):
    """A photo of the library.

    `job_id` is not the job's that it came from: its versions are rendered as if it were the one
    photo of a job of its own, and of another when it is deleted and added again. `position` is the
    place in the `history` that it shows, whose first entry is the original. `version` is the
    sequence of the operation that last changed what it looks like.
    """

    photo_id: str
    job_id: str
    name: str
    original: Original
    history: tuple[Entry, ...] = ((),)
    position: int = 0
    version: int
    added_at: datetime
    changed_at: datetime

    @property
    def operations(self) -> Entry:
        """What is done to the original now."""
        return self.history[self.position]

    @property
    def output(self) -> Output | None:
        """How to render what it looks like; None while that is the original."""
        return Output(name=_OUTPUT, operations=self.operations) if self.operations else None

    @property
    def can_undo(self) -> bool:
        """Whether anything was done before."""
        return self.position > 0

    @property
    def can_redo(self) -> bool:
        """Whether anything was undone since the last change."""
        return self.position + 1 < len(self.history)

    def edited(self, operations: Entry, by: Acceptance) -> Self:
        """With more operations behind those that it has.

        Raises:
            RejectedOperationError: It would have more than it can.
        """
        entry = (*self.operations, *operations)
        if len(entry) > MAX_OPERATIONS:
            raise TooManyEditsError(
                f"The photo would have {len(entry)} operations, and may have {MAX_OPERATIONS}; undo"
                " or revert some first."
            )
        if sum(len(each.model_dump_json().encode()) for each in entry) > _MAX_OPERATIONS_BYTES:
            raise EditsTooLongError
        return self._with(entry, by)

    def undone(self, by: Acceptance) -> Self:
        """As it was before.

        Raises:
            NothingToUndoError: Nothing was done before.
        """
        if not self.can_undo:
            raise NothingToUndoError
        return self._showing(self.position - 1, by)

    def redone(self, by: Acceptance) -> Self:
        """As it was before something was undone.

        Raises:
            NothingToRedoError: Nothing was undone since the last change.
        """
        if not self.can_redo:
            raise NothingToRedoError
        return self._showing(self.position + 1, by)

    def reverted(self, by: Acceptance) -> Self:
        """As it was uploaded, which can be undone like any other change.

        Raises:
            NothingToRevertError: It looks like that now.
            HistoryFullError: There is no room for another entry.
        """
        if not self.operations:
            raise NothingToRevertError
        return self._with((), by)

    def renamed(self, name: str, by: Acceptance) -> Self:
        """Under another name."""
        return self.model_copy(update={"name": name, "changed_at": by.accepted_at})

    def _with(self, entry: Entry, by: Acceptance) -> Self:
        """With another entry in the place of everything that was undone."""
        history = (*self.history[: self.position + 1], entry)
        changed = self._showing(self.position + 1, by, history=history)
        size = len(changed.model_dump_json(include={"history"}).encode())
        if len(history) > MAX_HISTORY or size > _MAX_HISTORY_BYTES:
            raise HistoryFullError
        return changed

    def _showing(self, position: int, by: Acceptance, **more: object) -> Self:
        shown = {"position": position, "version": by.sequence, "changed_at": by.accepted_at}
        return self.model_copy(update=shown | more)
