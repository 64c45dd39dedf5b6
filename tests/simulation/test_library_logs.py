"""Whatever users, workers, queues and operators do: every log is applied once and in its order.

`make library-proof` tries 10,000 sequences of 50 steps, each of which may be hours.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.builders import build_output
from tests.simulation.contents import Content
from tests.simulation.faults import FAULTS, Fault, Kind
from tests.simulation.logs import read_by
from tests.simulation.plans import Plan
from tests.simulation.properties import broken
from tests.simulation.runs import END_MS, MOST_TURNS
from tests.simulation.scenarios import redrive
from tests.simulation.world import Surroundings, World
from tests.unit.library.strategies import CHANGES, EDITS, JOB, PHOTOS

_USERS: Final = ("user-1", "user-2", "user-3")
_SECOND_MS: Final = 1_000
_HOUR_MS: Final = 3_600_000
_A_MOMENT_MS: Final = 50
_UNTIL_PHOTOS_ARE_IN_MS: Final = 10 * 60 * _SECOND_MS
# Those that come at a bad moment from elsewhere are rules of their own.
_FAULTS: Final = (
    Fault.CRASH,
    Fault.CRASH_AFTER,
    Fault.TIMEOUT,
    Fault.STOP,
    Fault.SLOW,
    Fault.THROTTLE,
    Fault.REPEAT,
    Fault.UNANSWERED,
    Fault.PARTIAL,
    Fault.DUPLICATE,
    Fault.STALE,
    Fault.TORN,
    Fault.AHEAD,
    Fault.BEHIND,
    Fault.NO_ROOM,
)

_users = st.sampled_from(_USERS)
_waits = st.sampled_from([300, _SECOND_MS, 20 * _SECOND_MS, _HOUR_MS // 2, 2 * _HOUR_MS])
_strikes = st.sampled_from(
    [(kind, fault) for kind, faults in FAULTS.items() for fault in faults if fault in _FAULTS]
)


class Ambush:
    """Lets something go wrong at the next await point of a kind."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Kind, Fault]] = []

    def lay(self, kind: Kind, fault: Fault) -> None:
        """Wait for somebody to come by."""
        self._waiting.append((kind, fault))

    def lift(self) -> None:
        """Let everybody pass."""
        self._waiting.clear()

    def decide(self, kind: Kind, point: str) -> Fault | None:
        """Strike whoever comes to where somebody waits."""
        del point
        for each in self._waiting:
            if each[0] is kind:
                self._waiting.remove(each)
                return each[1]
        return None


class LibraryLogs(RuleBasedStateMachine):
    """Three users with three photos each, and all that may befall them."""

    @initialize(
        seed=st.integers(0, 9_999), workers=st.integers(1, 4), latency=st.sampled_from([1, 30, 600])
    )
    def begin(self, seed: int, workers: int, latency: int) -> None:
        """Have the photos of a job in each library, on a quiet day."""
        self.ambush = Ambush()
        self.world = World(
            Surroundings(seed=seed, fate=self.ambush, workers=workers, latency_ms=latency)
        )
        # Until `teardown` something may always go wrong.
        self.world.times.clear_up_at(END_MS)
        for user_id in _USERS:
            contents = (Content.HEALTHY,) * len(PHOTOS)
            self.world.add(Plan(user_id=user_id, outputs=(build_output(),), contents=contents))
        self._live(_UNTIL_PHOTOS_ARE_IN_MS)
        self.names = {user.plan.user_id: self._names_of(user.job_id) for user in self.world.users}

    @rule(
        user_id=_users,
        asked=st.lists(EDITS | CHANGES, min_size=1, max_size=4),
        key=st.integers(0, 9),
    )
    def change(self, user_id: str, asked: Sequence[Mapping[str, object]], key: int) -> None:
        """Ask for operations, perhaps under a key that was used before."""
        operations = [self._named(user_id, each) for each in asked]
        change = self.world.owner(user_id).change
        self._begin(partial(change, operations, f"key-{key}"))
        self._live(_A_MOMENT_MS)

    @rule(user_id=_users, asked=EDITS, key=st.integers(0, 9))
    def change_twice_at_once(self, user_id: str, asked: Mapping[str, object], key: int) -> None:
        """Ask for the same under the same key before there is an answer."""
        change = self.world.owner(user_id).change
        for _ in range(2):
            self._begin(partial(change, [self._named(user_id, asked)], f"key-{key}"))
        self._live(_A_MOMENT_MS)

    @rule(strike=_strikes, milliseconds=st.sampled_from([0, 0, 30, 100, 1_000]))
    def strike(self, strike: tuple[Kind, Fault], milliseconds: int) -> None:
        """Have something go wrong soon."""
        self._live(milliseconds)
        self.ambush.lay(*strike)

    @rule(milliseconds=_waits)
    def wait(self, milliseconds: int) -> None:
        """Let everybody go on."""
        self._live(milliseconds)

    @rule(user_id=_users, ahead=st.integers(1, 3))
    def hinder(self, user_id: str, ahead: int) -> None:
        """Make it impossible to write what an operation comes to, until `mend`."""
        place = self.world.libraries.log(user_id).applied + ahead
        self.world.libraries.out_of_reach.add((user_id, place))

    @precondition(lambda self: bool(self.world.libraries.out_of_reach))
    @rule()
    def mend(self) -> None:
        """Make everything possible."""
        self.world.libraries.out_of_reach.clear()

    @precondition(lambda self: self._halted())
    @rule(data=st.data())
    def skip(self, data: st.DataObject) -> None:
        """Go on without what a library is halted at."""
        self._begin(self.world.owner(data.draw(st.sampled_from(self._halted()))).skip)

    @precondition(lambda self: self._halted())
    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        """Try again what a library is halted at."""
        self._begin(self.world.owner(data.draw(st.sampled_from(self._halted()))).retry)

    @rule()
    def redrive(self) -> None:
        """Move dead letters back, as AWS's console does."""
        redrive(self.world)

    def teardown(self) -> None:
        """Let nothing go wrong any more: every promise is kept in the end."""
        if not hasattr(self, "names"):
            return
        self.world.libraries.out_of_reach.clear()
        self.ambush.lift()
        self.world.set_clocks()
        self.world.times.clear_up_at(self.world.scheduler.now_ms)
        with read_by(self.world.history):
            is_going_on = self.world.scheduler.run(END_MS, MOST_TURNS)
        assert broken(self.world) == []
        assert not is_going_on

    def _halted(self) -> list[str]:
        return [log.user_id for log in self.world.libraries.logs() if log.halted_since]

    def _begin(self, act: Any) -> None:  # noqa: ANN401 - anything without arguments
        self.world.scheduler.start(act)

    def _live(self, milliseconds: int) -> None:
        scheduler = self.world.scheduler
        until_ms = scheduler.now_ms + milliseconds
        # Time passes also where nothing happens.
        scheduler.at(until_ms, lambda: None)
        with read_by(self.world.history):
            scheduler.run(until_ms, MOST_TURNS)

    def _names_of(self, job_id: str | None) -> dict[str, str]:
        assert job_id
        photos = self.world.table.photos_of(job_id)
        by_number = sorted(photos, key=lambda photo: photo.number)
        return {JOB: job_id} | dict(zip(PHOTOS, (it.photo_id for it in by_number), strict=True))

    def _named(self, user_id: str, asked: Mapping[str, object]) -> dict[str, object]:
        """An operation on the photos that a user has, or on what nobody has."""
        names = self.names[user_id]

        def real(value: object) -> object:
            if isinstance(value, list):
                return [real(each) for each in value]
            return names.get(value, value) if isinstance(value, str) else value

        return {field: real(value) for field, value in asked.items()}


TestLibraryLogs = LibraryLogs.TestCase
