"""How users whose messages are in one batch share the time that there is for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from darkroom.budgets import OBJECT_STEP_SECONDS
from darkroom.ports import WorkTime


@dataclass(frozen=True, kw_only=True)
class Turns:
    """Nobody's long log takes all the time of a batch.

    Everybody has an equal share of the time, and what those before leave of theirs. `leave` is how
    many seconds of the invocation each user has to leave to the next.
    """

    time: WorkTime
    leave: Mapping[str, float]

    @classmethod
    def of(cls, time: WorkTime, user_ids: Iterable[str]) -> Self:
        """Turns in this order, from now on."""
        users = list(dict.fromkeys(user_ids))
        left = time.seconds_left()
        share = (left - OBJECT_STEP_SECONDS) / len(users) if users else 0
        return cls(time=time, leave={it: left - share * n for n, it in enumerate(users, 1)})

    def is_over(self, user_id: str) -> bool:
        """Whether it is the next user's turn, or nobody's."""
        is_next = self.time.seconds_left() < self.leave[user_id]
        return is_next or not self.time.allows(OBJECT_STEP_SECONDS)
