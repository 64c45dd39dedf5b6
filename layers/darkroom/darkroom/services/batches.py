"""How a queue worker goes through a batch: one bad item never costs its neighbours."""

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from darkroom.errors import StoppedError
from darkroom.retries import Redelivery

_T = TypeVar("_T")
_logger = logging.getLogger(__name__)


def attempt_each(
    items: Sequence[_T],
    step: Callable[[int, _T], object],
    has_time: Callable[[], bool] = lambda: True,
    group_of: Callable[[_T], str] | None = None,
) -> dict[int, Redelivery]:
    """Call `step(position, item)` for every item; answers the positions that must come again.

    What there is no time for any more is not tried, and what was stopped is not finished: such an
    item comes again now. So do the others of its group, if there are groups, that are behind one
    that comes again: it comes before them.
    """
    again: dict[int, Redelivery] = {}
    for position, item in enumerate(items):
        stuck = {group_of(items[place]) for place in again} if group_of else set()
        if (group_of and group_of(item) in stuck) or not has_time():
            again[position] = Redelivery.NOW
            continue
        try:
            step(position, item)
        except StoppedError:
            _logger.info("Item was not finished and is handed back")
            again[position] = Redelivery.NOW
        except Exception:
            # Whatever one item brings out must not send its neighbours back with it.
            _logger.exception("Item failed and will be tried again")
            again[position] = Redelivery.LATER
    return again


def send_back(untaken: Iterable[int], owners: Sequence[int]) -> dict[int, Redelivery]:
    """Have the items come again later whose messages, at the positions `untaken`, were not sent."""
    return {owners[position]: Redelivery.LATER for position in untaken}
