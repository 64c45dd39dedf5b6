"""How soon a message that was not dealt with comes again. Pure."""

from enum import StrEnum
from typing import Final
from zlib import crc32

_FIRST_SECONDS: Final = 5
_FACTOR: Final = 6
_LAST_SECONDS: Final = 750
_SPREAD: Final = 0.2
# How often a message is handed back at once. Every receive brings it nearer to the dead letters,
# and where there was no time for it twice, there is none soon.
_HANDED_BACK: Final = 2


class Redelivery(StrEnum):
    """Why a message comes again: it failed, it was not tried to its end, or nobody can read it.

    What came on, if not to its end, is `ONWARD`.
    """

    LATER = "later"
    NOW = "now"
    ONWARD = "onward"
    MALFORMED = "malformed"


def delay_seconds(receive_count: int, redelivery: Redelivery, message_id: str) -> int:
    """For how long to hide a message that has been received so often.

    What failed waits six times longer each time, for up to a quarter of an hour. The messages of
    one bad moment are spread by a fifth either way, each by what its id says. What was not tried
    comes again at once, but only the first times; what came on, and what nobody can read, until it
    is a dead letter.
    """
    is_handed_back = redelivery is Redelivery.NOW and receive_count <= _HANDED_BACK
    if is_handed_back or redelivery in {Redelivery.ONWARD, Redelivery.MALFORMED}:
        return 0
    # It is at its longest well before a power would be too large.
    longer: int = _FACTOR ** min(receive_count - 1, 10)
    seconds = min(_LAST_SECONDS, _FIRST_SECONDS * longer)
    place = crc32(message_id.encode()) / 0xFFFFFFFF
    return round(seconds * (1 - _SPREAD + 2 * _SPREAD * place))
