"""Unit tests touch nothing but the processor."""

import pytest


# A guard of the session's would be lifted after the first test that lifts its own.
@pytest.fixture(autouse=True)
def _no_sockets(socket_disabled: None) -> None:
    """Refuse to open a socket."""
