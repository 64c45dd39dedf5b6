"""Unit tests touch nothing but the processor."""

import pytest
from hypothesis import settings

# More than anybody would wait for each time; see `make library-proof`.
settings.register_profile("proof", max_examples=10_000, stateful_step_count=50)


# A guard of the session's would be lifted after the first test that lifts its own.
@pytest.fixture(autouse=True)
def _no_sockets(socket_disabled: None) -> None:
    """Refuse to open a socket."""
