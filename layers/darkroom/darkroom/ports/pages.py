"""Lists that are read a part at a time."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """A part of a list; `cursor` fetches the next part and is None at the end.

    An answer has to fit into 6 MB, so a part may end before it holds all that it was to hold.
    """

    items: tuple[T, ...]
    cursor: str | None
