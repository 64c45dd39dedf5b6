"""What every operation on a library is: a frozen wish, which can be applied."""

import re
from abc import abstractmethod
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from darkroom.library.acceptance import Acceptance
from darkroom.library.contents import Changes, Library, Touched

_ALBUM_ID = re.compile("alb_[a-z0-9]{1,40}")


def _checked_album_id(album_id: str) -> str:
    if not _ALBUM_ID.fullmatch(album_id):
        raise PydanticCustomError(
            "album_id", "Write an album's id as alb_ and up to 40 lower-case letters and digits"
        )
    return album_id


KEPT: Final = "kept"
"""The context in which operations of a log are read: those may hold what no request may any more.

A log whose operations cannot be read is stuck.
"""

Id = Annotated[str, Field(min_length=1, max_length=64)]

AlbumId = Annotated[
    str,
    AfterValidator(_checked_album_id),
    WithJsonSchema({"type": "string", "pattern": f"^{_ALBUM_ID.pattern}$"}),
]
"""The id that a client chooses for a new album; one that is only named is there or is not."""


class BaseUserOperation(BaseModel):
    """One change to a library; a subclass adds the tag `operation` and what it is about."""

    # Built when it is first used: most cold starts never get to that.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    version: Literal[1] = 1

    @classmethod
    def tag(cls) -> str:
        """What tells it apart."""
        return str(cls.model_fields["operation"].default)

    @abstractmethod
    def touches(self) -> Touched:
        """What it needs to know to be applied."""

    @abstractmethod
    def apply(self, library: Library, by: Acceptance) -> Changes:
        """What it changes in a library, of which all that it touches is there.

        Raises:
            RejectedOperationError: It cannot be applied.
        """
