"""The service with less patience for its workers than the real one has, started once."""

from collections.abc import Iterator

import pytest

from tests.ports import free_port_pair
from tools.service import Service, started_service
from tools.torture.templates import hasty_copy


@pytest.fixture(scope="session")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with started_service(free_port_pair(), hasty_copy(tmp_path_factory.mktemp("copy"))) as running:
        yield running
