"""The model of a queue as a service under test."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, cast

import pytest

from tests.fakes import ManualClock
from tests.simulation.conformance.bench import Bench
from tests.simulation.sqs.client import SimulatedSqs
from tests.simulation.sqs.mischief import Calm

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass
class Malice(Calm):
    """Does what it is told wherever the rules leave a choice."""

    made: int = 1
    heeds: bool = False
    takes_last: bool = False

    def copies(self) -> int:
        """As many as it was told."""
        return self.made

    def pick(self, count: int) -> int:
        """The first or the last."""
        return count - 1 if self.takes_last else 0

    def heeds_old_handle(self) -> bool:
        """As it was told."""
        return self.heeds


@dataclass
class Model:
    """The model, and the hands on its clock and its choices."""

    clock: ManualClock = field(default_factory=ManualClock)
    malice: Malice = field(default_factory=Malice)

    def bench(self) -> Bench:
        """A bench with the model on it."""
        simulated = SimulatedSqs(lambda: int(self.clock.at.timestamp() * 1000), self.malice)
        numbers = count(1)
        return Bench(
            client=cast("SQSClient", simulated),
            until=self.pass_until,
            name=lambda kind: f"{kind}-{next(numbers)}",
        )

    def pass_until(self, holds: Callable[[], bool]) -> None:
        """Let time pass until it holds, and fail if it does not come to."""
        for _ in range(20):
            if holds():
                return
            self.clock.sleep(0.5)
        pytest.fail("it did not happen in time")
