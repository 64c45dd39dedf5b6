"""Environments are started when they are needed, reused when they are free, and never too many."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from local.errors import LocalError
from local.execution.invocation import Invocation
from local.execution.pool import Pool
from tests.waiting import until


@dataclass
class FakeEnvironment:
    """Answers with its own number, when it is let."""

    number: int
    may_answer: threading.Event
    was_warmed: bool = False
    is_closed: bool = False
    is_dead: bool = False

    def warm_up(self) -> None:
        """Remember it."""
        self.was_warmed = True

    def invoke(self, _event: bytes) -> Invocation:
        """Wait for permission."""
        self.may_answer.wait(5)
        return Invocation(str(self.number).encode(), 1.0)

    def ask_to_stop(self) -> None:
        """Give up waiting."""
        self.may_answer.set()

    def close(self) -> None:
        """Remember it."""
        self.is_closed = True


@dataclass
class Starter:
    """Starts fakes, and keeps them for the test to see."""

    started: list[FakeEnvironment] = field(default_factory=list)
    may_answer: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> FakeEnvironment:
        """Start one more."""
        self.started.append(FakeEnvironment(len(self.started), self.may_answer))
        return self.started[-1]


def test_environment_is_reused_while_it_is_free() -> None:
    starter = Starter()
    starter.may_answer.set()
    pool = Pool(starter, limit=2)

    pool.warm_up()
    answers = [pool.invoke(b"{}").payload for _ in range(3)]

    assert answers == [b"0"] * 3
    assert [environment.was_warmed for environment in starter.started] == [True]


def test_busy_function_gets_more_environments_up_to_its_limit() -> None:
    starter = Starter()
    pool = Pool(starter, limit=2)

    with ThreadPoolExecutor(4) as callers:
        calls = [callers.submit(pool.invoke, b"{}") for _ in range(4)]
        starter.may_answer.set()
        answers = {call.result(5).payload for call in calls}

    assert len(starter.started) <= 2
    assert answers <= {b"0", b"1"}


def test_environment_that_does_not_start_does_not_use_up_the_limit() -> None:
    starter = Starter()
    starter.may_answer.set()
    failures = [LocalError("It did not start.")]

    def start() -> FakeEnvironment:
        if failures:
            raise failures.pop()
        return starter()

    pool = Pool(start, limit=1)

    assert pool.invoke(b"{}").error == "It did not start."
    assert pool.invoke(b"{}").payload == b"0"


def test_environment_that_died_while_idle_is_replaced() -> None:
    starter = Starter()
    starter.may_answer.set()
    pool = Pool(starter, limit=1)
    pool.warm_up()

    starter.started[0].is_dead = True

    assert [pool.invoke(b"{}").payload for _ in range(2)] == [b"1"] * 2
    assert [environment.is_closed for environment in starter.started] == [True, False]


def test_environment_that_dies_at_work_makes_room_for_another() -> None:
    starter = Starter()
    pool = Pool(starter, limit=1)

    with ThreadPoolExecutor(2) as callers:
        first = callers.submit(pool.invoke, b"{}")
        until(lambda: bool(starter.started))
        second = callers.submit(pool.invoke, b"{}")
        starter.started[0].is_dead = True
        starter.may_answer.set()

    assert (first.result().payload, second.result().payload) == (b"0", b"1")


def test_environments_at_work_can_be_asked_to_stop() -> None:
    starter = Starter()
    pool = Pool(starter, limit=2)
    was_idle = pool.is_idle

    with ThreadPoolExecutor(1) as callers:
        call = callers.submit(pool.invoke, b"{}")
        until(lambda: not pool.is_idle)
        pool.ask_to_stop()
        call.result()

    assert (was_idle, pool.is_idle) == (True, True)


def test_closing_lets_go_of_every_environment() -> None:
    starter = Starter()
    pool = Pool(starter, limit=1)
    pool.warm_up()

    pool.close()

    assert [environment.is_closed for environment in starter.started] == [True]
