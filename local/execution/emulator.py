"""Finding the emulator that comes inside aws-sam-cli."""

import os
import platform
from importlib.util import find_spec
from pathlib import Path

from local.errors import LocalError

_ARCHITECTURES = {"aarch64": "arm64", "arm64": "arm64", "amd64": "x86_64", "x86_64": "x86_64"}


def emulator_path(installed_at: Path | None = None) -> Path:
    """Return the emulator for this machine's processor.

    Raises:
        LocalError: there is none for this system, it is not installed, or may not be executed.
    """
    if platform.system() != "Linux":
        message = "AWS builds its runtime emulator for Linux only; run this there, or in WSL."
        raise LocalError(message)
    folder = installed_at or _installed()
    path = folder / f"aws-lambda-rie-{_ARCHITECTURES.get(platform.machine().lower(), 'x86_64')}"
    if not path.is_file():
        raise LocalError(
            f"AWS's runtime emulator is missing ({path.name}); run `make clean`, then this again."
        )
    if not os.access(path, os.X_OK):
        raise LocalError(f"AWS's runtime emulator may not be executed; run `chmod +x {path}`.")
    return path


def _installed() -> Path:
    # Importing samcli itself would cost half a second.
    spec = find_spec("samcli")
    locations = spec.submodule_search_locations if spec else None
    if not locations:
        raise LocalError(
            "aws-sam-cli, which carries AWS's runtime emulator, is missing; run `make setup`."
        )
    return Path(locations[0]) / "local" / "rapid"
