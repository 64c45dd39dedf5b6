"""Cursors: where the next page of a list begins, in words that mean nothing to a client."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from typing import Any

from darkroom.errors import InvalidRequestError


def write_cursor(item: Mapping[str, Any] | None) -> str | None:
    """An opaque cursor that continues behind this key."""
    if item is None:
        return None
    return urlsafe_b64encode(item["sk"]["S"].encode()).decode().rstrip("=")


def read_cursor(cursor: str, prefix: str) -> str:
    """The sort key that a cursor stands for.

    Raises:
        InvalidRequestError: We did not write this cursor.
    """
    try:
        sort_key = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (Base64Error, ValueError) as error:
        raise _unknown_cursor() from error
    if not sort_key.startswith(prefix):
        raise _unknown_cursor()
    return sort_key


def _unknown_cursor() -> InvalidRequestError:
    message = "This cursor is unknown; use the one that the last page answered, unchanged."
    return InvalidRequestError(message, path="cursor")
