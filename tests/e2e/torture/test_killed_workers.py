"""Workers die at whatever they are at, and no photo with them; `make torture` takes longer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_port_pair
from tools.service import Service, started_service
from tools.torture.templates import hasty_copy
from tools.torture.trials import Trial

_PATIENCE_SECONDS = 400
_PHOTOS = 60
# The rest of the minute is for what the last of them had in hand to come again.
_KILLS = 15


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[Service]:
    """The service, giving its workers up sooner than the real one does."""
    folder = tmp_path / "copy"
    folder.mkdir()
    with started_service(free_port_pair(), hasty_copy(folder)) as running:
        yield running


def test_photos_are_made_once_and_right_while_workers_are_killed(
    hasty: Service, tmp_path: Path
) -> None:
    trial = Trial(hasty, tmp_path, _PHOTOS, _PATIENCE_SECONDS)

    audit = trial.while_workers_are_killed(_KILLS)

    assert audit.objections() == []
    assert trial.figures[1].startswith(f"{_KILLS} workers were killed")
