"""How a queue worker goes through a batch: one bad item never costs its neighbours."""

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

_T = TypeVar("_T")
_logger = logging.getLogger(__name__)


def attempt_each(items: Sequence[_T], step: Callable[[int, _T], object]) -> set[int]:
    """Call `step(position, item)` for every item; answers the positions that must come again."""
    failed = set()
    for position, item in enumerate(items):
        try:
            step(position, item)
        except Exception:
            # Whatever one item brings out must not send its neighbours back with it.
            _logger.exception("Item failed and will be tried again")
            failed.add(position)
    return failed


def positions_of(untaken: Iterable[int], owners: Sequence[int]) -> set[int]:
    """Translate positions of unsent messages into positions of the items they belong to."""
    return {owners[position] for position in untaken}
