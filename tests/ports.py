"""Ports for a whole service: it takes two neighbours."""

import random

from local.execution.processes import is_port_taken

# Below where systems take the ports of outgoing connections from, which come and go by themselves.
_RANGE = range(20_000, 32_000, 2)


def free_port_pair() -> int:
    """Return a port that is free and so is the next."""
    while True:
        port = random.choice(_RANGE)  # noqa: S311 - only to keep out of each other's way
        if not is_port_taken(port) and not is_port_taken(port + 1):
            return port
