"""Pages of what fakes keep, as a table in DynamoDB hands them out."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Final, TypeVar

from pydantic import BaseModel

from darkroom.errors import InvalidRequestError
from darkroom.ports import Page

_T = TypeVar("_T")
_Row = TypeVar("_Row", bound=BaseModel)

_AT_ONCE_BYTES: Final = 1_000_000


def page_of(rows: Mapping[str, _T], prefix: str, limit: int, cursor: str | None) -> Page[_T]:
    """A part of rows that are in order; a cursor is the id of the last one shown."""
    if cursor and not cursor.startswith(prefix):
        raise InvalidRequestError(path="cursor")
    row_ids = list(rows)
    start = row_ids.index(cursor) + 1 if cursor else 0
    shown = row_ids[start : start + limit]
    is_end = start + limit >= len(row_ids)
    return Page(items=tuple(rows[row_id] for row_id in shown), cursor=None if is_end else shown[-1])


def short_page_of(
    rows: Mapping[str, _Row], prefix: str, limit: int, cursor: str | None
) -> Page[_Row]:
    """A part of rows that may be large: it ends where DynamoDB would have to be asked again."""
    read = read_at_once(page_of(rows, prefix, limit, cursor).items)
    return page_of(rows, prefix, len(read) or limit, cursor)


def read_at_once(rows: Sequence[_Row]) -> tuple[_Row, ...]:
    """The first rows, as many as one query reads."""
    sizes = accumulate(len(row.model_dump_json().encode()) for row in rows)
    return tuple(row for row, size in zip(rows, sizes, strict=True) if size <= _AT_ONCE_BYTES)
