"""Everything that can be done to a library, listed here by hand."""

from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError, PydanticKnownError

from darkroom.library.album_operations import (
    AddToAlbum,
    CreateAlbum,
    DeleteAlbum,
    RemoveFromAlbum,
    RenameAlbum,
    ReorderAlbum,
    SetCover,
)
from darkroom.library.photo_operations import (
    AddPhoto,
    ApplyEdit,
    DeletePhoto,
    Redo,
    RenamePhoto,
    Revert,
    Undo,
)
from darkroom.library.user_operation import BaseUserOperation

USER_OPERATIONS: Final[tuple[type[BaseUserOperation], ...]] = (
    ApplyEdit,
    Undo,
    Redo,
    Revert,
    RenamePhoto,
    DeletePhoto,
    AddPhoto,
    CreateAlbum,
    RenameAlbum,
    AddToAlbum,
    RemoveFromAlbum,
    ReorderAlbum,
    SetCover,
    DeleteAlbum,
)

_TAGS: Final = tuple(operation.tag() for operation in USER_OPERATIONS)


def _known(operation: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Name what there is, before a discriminator complains of tags."""
    if isinstance(operation, BaseUserOperation):
        return operation
    if not isinstance(operation, dict):
        raise PydanticKnownError("model_attributes_type")
    if operation.get("operation") not in _TAGS:
        raise PydanticCustomError(
            "unknown_operation", "Set operation to one of {names}", {"names": ", ".join(_TAGS)}
        )
    return operation


UserOperation = Annotated[
    ApplyEdit
    | Undo
    | Redo
    | Revert
    | RenamePhoto
    | DeletePhoto
    | AddPhoto
    | CreateAlbum
    | RenameAlbum
    | AddToAlbum
    | RemoveFromAlbum
    | ReorderAlbum
    | SetCover
    | DeleteAlbum,
    Field(discriminator="operation"),
    BeforeValidator(_known),
]
"""Any of them, told apart by its tag."""
