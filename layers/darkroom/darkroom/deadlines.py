"""When somebody looks whether a row of the table was forgotten. Pure."""

from datetime import datetime, timedelta
from typing import Final

UNSENT: Final = timedelta(seconds=60)
"""After how long to look at a row whose message is not known to be on its queue."""

UPLOADING: Final = timedelta(minutes=12)
"""After how long to look for an upload that nobody announced: the form for it has ended by then.

Most photos await their uploads for minutes and are all right; to look at each of them every few of
these would cost those their time whose messages were lost.
"""

WORKING: Final = timedelta(minutes=90)
"""After how long to look at a row whose message is: longer than five tries of it take."""

PATIENCE: Final = timedelta(hours=12)
"""How long a photo may wait for its upload, or for its outputs, before it expires."""

OPENING: Final = timedelta(minutes=15)
"""How long after its id was made a job may still be without its row, generously."""

MEMORY: Final = timedelta(minutes=20)
"""How long a deleted job is remembered: an upload form, and then a worker, may outlive the job."""


def next_look(since: datetime, now: datetime, first: timedelta = UNSENT) -> datetime:
    """When to look again at what waits `since` then: at ages of 1, 2, 4, 8 ... times the first.

    The last of these looks is at the deadline; what is older is looked at now and then.
    """
    age = now - since
    look = now + min(max(first, age), PATIENCE)
    return min(look, since + PATIENCE) if age < PATIENCE else look


def next_ring(since: datetime, now: datetime) -> datetime:
    """When to look again at what waits `since` then, and whose message has just been taken.

    The work has its time, however old the photo is; before that, the last look is at the deadline.
    """
    return max(now + WORKING, min(now + (now - since), since + PATIENCE))
