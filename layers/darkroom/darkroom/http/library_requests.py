"""The body of a request to change a library: one operation, or several in order."""

from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    RootModel,
    Tag,
)
from pydantic_core import PydanticCustomError

from darkroom.library.operations import UserOperation

ONE: Final = "one operation"
SEVERAL: Final = "several operations"
"""Pydantic names the form that it chose in the place of a mistake; no field is called like this."""

_MAX_OPERATIONS: Final = 50
# They are accepted in one transaction, which takes 4 MB with all that goes with them.
_MAX_BYTES: Final = 1_000_000


def _checked_length(operations: tuple[UserOperation, ...]) -> tuple[UserOperation, ...]:
    if sum(len(each.model_dump_json().encode()) for each in operations) > _MAX_BYTES:
        raise PydanticCustomError(
            "operations_too_long",
            "The operations are too long to be accepted together; send fewer at once",
        )
    return operations


class OperationsInOrder(BaseModel):
    """Operations that are accepted whole or not at all, one behind the other."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    operations: Annotated[
        tuple[UserOperation, ...],
        Field(min_length=1, max_length=_MAX_OPERATIONS),
        AfterValidator(_checked_length),
    ]


def _form(body: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    # An edit has `operations` of its own, which are done to a photo.
    if isinstance(body, dict):
        return SEVERAL if "operations" in body and "operation" not in body else ONE
    return ONE if hasattr(body, "operation") else SEVERAL


def _object(body: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if not isinstance(body, dict | BaseModel):
        raise PydanticCustomError(
            "no_object", "Send one operation as a JSON object, or several as its `operations`"
        )
    return body


_Body = Annotated[
    Annotated[UserOperation, Tag(ONE)] | Annotated[OperationsInOrder, Tag(SEVERAL)],
    Discriminator(_form),
    BeforeValidator(_object),
]


class OperationsToAccept(RootModel[Any]):
    """One operation, or `operations`: up to 50, which are accepted whole or not at all."""

    model_config = ConfigDict(
        frozen=True,
        defer_build=True,
        json_schema_extra={
            "example": {
                "operations": [
                    {"operation": "create_album", "name": "Lisbon", "album_id": "alb_lisbon"},
                    {
                        "operation": "apply_edit",
                        "photo_id": "pho_00005f1d7c0a9b3e2d4f6a8b0c1d",
                        "operations": [{"operation": "rotate", "degrees": 90}],
                    },
                ]
            }
        },
    )

    # Told here rather than in brackets, where it would be built at once.
    root: _Body

    @property
    def is_list(self) -> bool:
        """Whether it is a list, of one perhaps."""
        return isinstance(self.root, OperationsInOrder)

    @property
    def listed(self) -> tuple[UserOperation, ...]:
        """The operations in their order."""
        body = self.root
        return body.operations if isinstance(body, OperationsInOrder) else (body,)
