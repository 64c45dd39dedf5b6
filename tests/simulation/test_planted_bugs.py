"""The simulation is worth what it finds: each planted bug has to be objected to."""

import pytest

from tests.simulation.planted.catalogue import PLANTED
from tests.simulation.scenarios import run
from tests.simulation.wiring import Wiring

_SEEDS = range(500)


@pytest.mark.parametrize("bug", PLANTED, ids=lambda bug: bug.__name__)
def test_a_planted_bug_is_found(bug: type[Wiring]) -> None:
    assert any(run(seed, bug).broken for seed in _SEEDS)
