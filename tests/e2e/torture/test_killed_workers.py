"""Workers die at whatever they are at, and no photo with them; `make torture` takes longer."""

from pathlib import Path

from tools.service import Service
from tools.torture.trials import Trial

_PATIENCE_SECONDS = 400
_PHOTOS = 60
# The rest of the minute is for what the last of them had in hand to come again.
_KILLS = 15


def test_photos_are_made_once_and_right_while_workers_are_killed(
    hasty: Service, tmp_path: Path
) -> None:
    trial = Trial(hasty, tmp_path, _PHOTOS, _PATIENCE_SECONDS)

    audit = trial.while_workers_are_killed(_KILLS)

    assert audit.objections() == []
    assert trial.figures[1].startswith(f"{_KILLS} workers were killed")
