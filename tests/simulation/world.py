"""The whole service in one process and in virtual time: real services, simulated surroundings."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Final, cast

from darkroom.dead_letters import QUEUES, DeadLetter
from darkroom.jobs import Photo
from darkroom.ports.library_table import LibraryLog
from darkroom.states import PhotoState
from tests.fakes import ManualClock
from tests.letters import InMemoryDeadLetterTable
from tests.simulation.bucket import Bucket
from tests.simulation.contents import Content
from tests.simulation.deployment import deployment
from tests.simulation.environment import SKEW_MS, Environment
from tests.simulation.faults import Fate, Fault
from tests.simulation.history import History, Row
from tests.simulation.libraries.chronicle import Chronicle
from tests.simulation.libraries.people import Owner
from tests.simulation.mail import Mail
from tests.simulation.mischief import SeededMischief
from tests.simulation.plans import Plan
from tests.simulation.scheduler import EPOCH_MS, Scheduler, VirtualClock
from tests.simulation.sources import EventSource, EveryMinute
from tests.simulation.sqs.client import SimulatedSqs
from tests.simulation.sqs.fifo import FifoQueue
from tests.simulation.sqs.queue import Queue
from tests.simulation.stores import (
    SimulatedLibraries,
    SimulatedResults,
    SimulatedTable,
    SimulatedUploads,
)
from tests.simulation.times import Times
from tests.simulation.trace import Trace
from tests.simulation.users import User
from tests.simulation.wiring import Wiring

_FOREVER_MS: Final = 10**12
# How long calls take that take long: some outlast every invocation.
_DELAYS_MS: Final = (1_000, 5_000, 20_000, 40_000, 200_000)
_RACES_MS: Final = (300, 1_000, 3_000, 6_000, 10_000)


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a world is like: who decides what goes wrong, and how badly things are wired."""

    seed: int
    fate: Fate
    duplicates: float = 0.0
    disorder: float = 0.0
    skewed: float = 0.0
    workers: int = 4
    latency_ms: int = 30
    wiring: type[Wiring] = Wiring
    is_traced: bool = False


class World:
    """A deployment, from its queues to its functions, and its users."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.surroundings = surroundings
        self.random = Random(surroundings.seed)  # noqa: S311 - the same seed, the same run
        self.fate = surroundings.fate
        self.trace = Trace() if surroundings.is_traced else None
        self.scheduler = Scheduler()
        self.clock = VirtualClock(self.scheduler)
        self.mischief = SeededMischief(
            self.random, duplicates=surroundings.duplicates, disorder=surroundings.disorder
        )
        self.sqs = SimulatedSqs(lambda: EPOCH_MS + self.scheduler.now_ms, self.mischief)
        self.table = SimulatedTable(self.clock, self._watch)
        self.libraries = SimulatedLibraries(self.table, self._watch_log)
        self.uploads = SimulatedUploads(self.clock)
        self.results = SimulatedResults()
        self.letters = InMemoryDeadLetterTable(clock=cast("ManualClock", self.clock))
        self.bucket = Bucket(self)
        self.history = History(
            lambda: self.scheduler.now_ms, self.table.photos_of, self._is_bad_luck
        )
        self.chronicle = Chronicle(self)
        self.mail = Mail(self)
        self.times = Times(self)
        self.users: list[User] = []
        self.owners: dict[str, Owner] = {}
        self.added_by_people: set[str] = set()
        self.is_struck = False
        self.strikes: dict[Fault, Callable[[], object]] = {}
        self.poller = Environment("poller", 0, self)
        self._idle: dict[str, list[Environment]] = defaultdict(list)
        self._started: list[Environment] = []
        self._every_minute = EveryMinute(self, "reconcile")
        self._deploy()

    def add(self, plan: Plan) -> User:
        """Let a user live."""
        user = User(self, plan)
        self.users.append(user)
        self.scheduler.start(user.live)
        return user

    def owner(self, user_id: str) -> Owner:
        """Whoever has this user's library."""
        return self.owners.setdefault(user_id, Owner(self, user_id))

    def all_letters(self) -> Iterator[DeadLetter]:
        """Every dead letter."""
        for queue in QUEUES:
            yield from self.letters.letters(queue, limit=1000, cursor=None).items

    def is_healthy(self, photo: Photo) -> bool:
        """Whether a photo is here, and all of its outputs can be made."""
        body = self.uploads.body_of(photo)
        return body is not None and Content.of(body).is_healthy

    def take(self, function: str) -> Environment:
        """An environment for one invocation: one that is idle, or a new one."""
        idle = self._idle[function]
        environment = idle.pop() if idle else self._start(function)
        environment.deadline_ms = self.scheduler.now_ms + deployment().timeouts_ms[function]
        return environment

    def give_back(self, environment: Environment) -> None:
        """The invocation is over."""
        environment.deadline_ms = self.scheduler.now_ms + _FOREVER_MS
        if not environment.is_dead and not environment.is_stopping:
            self._idle[environment.function].append(environment)

    def strike(self, fault: Fault) -> None:
        """Have somebody else do what comes at a bad moment, if there is anybody."""
        # Those who strike reach await points themselves: that must not go on for ever.
        if fault in self.strikes and not self.is_struck:
            self.strikes[fault]()

    def set_clocks(self) -> None:
        """Let every process know the time."""
        for environment in self._started:
            environment.clock.skew_ms = 0

    def latency_ms(self) -> int:
        """How long a call takes."""
        return 1 + int(self.random.random() * self.surroundings.latency_ms)

    def race_ms(self) -> int:
        """How long somebody else has for what comes between a call and its effect."""
        return self.random.choice(_RACES_MS)

    def delay_ms(self) -> int:
        """How long a call takes that takes long."""
        return self.random.choice(_DELAYS_MS)

    def expect_due(self) -> None:
        """Have reconcile run when the next row is due."""
        for row in (*self.table.rows(), *self.libraries.logs()):
            self._expect(row)

    def _is_bad_luck(self, photo: Photo) -> bool:
        """Whether a photo that has just failed or expired should not have."""
        is_punctual = photo.state is PhotoState.FAILED or self.times.is_long_uploaded(photo)
        return is_punctual and self.is_healthy(photo)

    def _watch(self, before: Row, after: Row) -> None:
        self.history.watch(before, after)
        self.times.watch(before, after)
        self._expect(after)

    def _watch_log(self, before: LibraryLog | None, after: LibraryLog) -> None:
        self.chronicle.watch(before, after)
        if after.halted_since and not (before and before.halted_since):
            if self.times.is_calm:
                self.history.accuse("P9", f"the library of {after.user_id} was halted")
            self.scheduler.start(self.owner(after.user_id).look_after)
        self._expect(after)

    def _expect(self, row: Row | LibraryLog) -> None:
        if row and row.due_at:
            due_ms = int(row.due_at.timestamp() * 1000) - EPOCH_MS
            self._every_minute.expect(due_ms)

    def _start(self, function: str) -> Environment:
        environment = Environment(function, len(self._started), self)
        self._started.append(environment)
        if self.surroundings.skewed and self.random.random() < self.surroundings.skewed:
            environment.clock.skew_ms = self.random.choice((-SKEW_MS, SKEW_MS))
        return environment

    def _deploy(self) -> None:
        now_ms = lambda: EPOCH_MS + self.scheduler.now_ms  # noqa: E731
        queues = self.sqs.queues
        for it in deployment().queues:
            given_up = queues[it.dead_letters] if it.dead_letters else None
            queues[it.name] = (
                FifoQueue(it.name, now_ms, it.rules, given_up, it.deduplication)
                if it.deduplication
                else Queue(it.name, now_ms, it.rules, given_up, self.mischief)
            )
            queues[it.name].when_sent = partial(self.mail.sent, it.name)
            queues[it.name].when_deleted = partial(self.mail.acknowledged, it.name)
        for source in deployment().sources:
            EventSource(
                self,
                queues[source.queue],
                source.function,
                batch_size=source.batch_size,
                concurrency=min(source.concurrency, self.surroundings.workers),
            )
