"""The simulation touches nothing but the processor."""

import pytest

from tests.simulation.conformance.bench import Bench
from tests.simulation.conformance.model import Model


# A guard of the session's would be lifted after the first test that lifts its own.
@pytest.fixture(autouse=True)
def _no_sockets(socket_disabled: None) -> None:
    """Refuse to open a socket."""


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
def bench(model: Model) -> Bench:
    return model.bench()
