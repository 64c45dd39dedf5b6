"""An execution environment: where a function's code runs until it is killed."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

from darkroom.errors import TransientError
from tests.simulation.faults import Fault, Kind
from tests.simulation.scheduler import VirtualClock

if TYPE_CHECKING:
    from tests.simulation.world import World

_T = TypeVar("_T")

SKEW_MS: Final = 300_000
_FOREVER_MS: Final = 10**12

NOTHING_SPECIAL: Final[Mapping[Fault, Callable[[], Any]]] = {}


class Killed(BaseException):
    """The process is no more; no code of it may run, least of all a handler of errors."""


class Environment:
    """A process with its own clock. Whatever it asks of others goes through `reach`."""

    def __init__(self, function: str, number: int, world: "World") -> None:
        self.name = f"{function}#{number}"
        self.function = function
        self.world = world
        self.clock = VirtualClock(world.scheduler)
        self.wiring = world.surroundings.wiring(self)
        self.deadline_ms = _FOREVER_MS
        self.is_dead = False
        self.is_stopping = False
        self._causes: dict[Fault, Callable[[Callable[[], Any]], Any]] = {
            Fault.CRASH: self._crash,
            Fault.CRASH_AFTER: self._crash_after,
            Fault.OUT_OF_MEMORY: self._crash,
            Fault.TIMEOUT: self._hang,
            Fault.TIMEOUT_AFTER: self._hang_after,
            Fault.STOP: self._stop,
            Fault.SLOW: self._slow,
            Fault.THROTTLE: self._throttle,
            Fault.REPEAT: self._repeat,
            Fault.UNANSWERED: self._unanswered,
            Fault.AHEAD: lambda effect: self._skew(SKEW_MS, effect),
            Fault.BEHIND: lambda effect: self._skew(-SKEW_MS, effect),
        }

    def reach(
        self,
        point: str,
        kind: Kind,
        effect: Callable[[], _T],
        special: Mapping[Fault, Callable[[], _T]] = NOTHING_SPECIAL,
    ) -> _T:
        """An await point: let others work, then have the effect, or what goes wrong instead."""
        if self.is_dead:
            raise Killed
        world = self.world
        fault = world.fate.decide(kind, f"{self.function} {point}")
        if world.trace is not None:
            world.trace.note(world.scheduler.now_ms, self.name, point, fault)
        self.spend(world.latency_ms())
        if fault is None:
            return effect()
        if fault in special:
            return special[fault]()
        if fault in self._causes:
            answer: _T = self._causes[fault](effect)
            return answer
        world.strike(fault)
        self.spend(world.race_ms())
        return effect()

    def spend(self, milliseconds: int) -> None:
        """Let time pass, as far as this invocation has any left."""
        left_ms = self.deadline_ms - self.world.scheduler.now_ms
        self.world.scheduler.pause(min(milliseconds, max(left_ms, 0)))
        if milliseconds >= left_ms:
            self.die()

    def seconds_left(self) -> float:
        """Until Lambda ends the process, whatever it does."""
        return (self.deadline_ms - self.world.scheduler.now_ms) / 1000

    def allows(self, seconds: float) -> bool:
        """Whether to begin what takes this long: never once the process was asked to stop."""
        return not self.is_stopping and self.seconds_left() >= seconds

    def die(self) -> NoReturn:
        """End at once."""
        self.is_dead = True
        raise Killed

    def _crash(self, effect: Callable[[], _T]) -> _T:
        del effect
        self.die()

    def _crash_after(self, effect: Callable[[], _T]) -> _T:
        effect()
        return self._crash(effect)

    def _hang(self, effect: Callable[[], _T]) -> _T:
        self.spend(_FOREVER_MS)
        return self._crash(effect)

    def _hang_after(self, effect: Callable[[], _T]) -> _T:
        effect()
        return self._hang(effect)

    def _stop(self, effect: Callable[[], _T]) -> _T:
        self.is_stopping = True
        return effect()

    def halt(self) -> None:
        """Take long over something."""
        self.spend(self.world.delay_ms())

    def _slow(self, effect: Callable[[], _T]) -> _T:
        self.halt()
        return effect()

    def _throttle(self, effect: Callable[[], _T]) -> _T:
        del effect
        raise TransientError("Too many requests.")

    def _repeat(self, effect: Callable[[], _T]) -> _T:
        effect()
        return effect()

    def _unanswered(self, effect: Callable[[], _T]) -> _T:
        effect()
        raise TransientError("Nobody knows whether this was done.")

    def _skew(self, milliseconds: int, effect: Callable[[], _T]) -> _T:
        self.clock.skew_ms = milliseconds
        return effect()
