"""How soon a message that was not dealt with comes again. Pure."""

from enum import StrEnum
from typing import Final
from zlib import crc32

_FIRST_SECONDS: Final = 5
_FACTOR: Final = 6
_LAST_SECONDS: Final = 750
_SPREAD: Final = 0.2


class Redelivery(StrEnum):
    """Why a message comes again: `LATER` for it failed, `NOW` for it was not tried to its end."""

    LATER = "later"
    NOW = "now"


def delay_seconds(receive_count: int, redelivery: Redelivery, message_id: str) -> int:
    """For how long to hide a message that has been received so often.

    What failed waits six times longer each time, for up to a quarter of an hour. The messages of
    one bad moment are spread by a fifth either way, each by what its id says.
    """
    if redelivery is Redelivery.NOW:
        return 0
    # It is at its longest well before a power would be too large.
    longer: int = _FACTOR ** min(receive_count - 1, 10)
    seconds = min(_LAST_SECONDS, _FIRST_SECONDS * longer)
    place = crc32(message_id.encode()) / 0xFFFFFFFF
    return round(seconds * (1 - _SPREAD + 2 * _SPREAD * place))
