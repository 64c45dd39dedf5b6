"""Cursors: where the next page of a list begins, in words that mean nothing to a client."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from typing import Any

from darkroom.errors import UnknownCursorError


def write_cursor(item: Mapping[str, Any] | None) -> str | None:
    """An opaque cursor that continues behind this key."""
    if item is None:
        return None
    return urlsafe_b64encode(item["sk"]["S"].encode()).decode().rstrip("=")


def read_cursor(cursor: str, prefix: str) -> str:
    """The sort key that a cursor stands for.

    Raises:
        UnknownCursorError: We did not write this cursor.
    """
    try:
        sort_key = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (Base64Error, ValueError) as error:
        raise UnknownCursorError from error
    if not sort_key.startswith(prefix):
        raise UnknownCursorError
    return sort_key
