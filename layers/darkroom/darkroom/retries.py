"""How soon a message that was not dealt with comes again. Pure."""

from enum import StrEnum


class Redelivery(StrEnum):
    """Why a message comes again: `LATER` for it failed, `NOW` for there was no time to try it."""

    LATER = "later"
    NOW = "now"
