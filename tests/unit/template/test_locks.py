"""What is tested is what is deployed: the layers' locks agree with the developer's."""

import re
from pathlib import Path

import pytest

PINNED = re.compile(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", re.MULTILINE)
LAYERS = ["runtime", "imaging", "faces"]


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_has_the_versions_that_are_tested(root: Path, layer: str) -> None:
    tested = set(pins(root / "requirements" / "dev.txt"))
    deployed = set(pins(root / "layers" / layer / "requirements.txt"))

    assert deployed
    assert deployed <= tested


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_is_locked_without_markers(root: Path, layer: str) -> None:
    # pip would evaluate them on the machine that builds, not for the one that runs.
    lines = (root / "layers" / layer / "requirements.txt").read_text(encoding="utf-8")

    assert " ; " not in lines


@pytest.mark.parametrize(
    "lock",
    [
        "requirements/dev.txt",
        "requirements/pip.txt",
        *(f"layers/{x}/requirements.txt" for x in LAYERS),
    ],
)
def test_a_lock_has_hashes_and_no_index(root: Path, lock: str) -> None:
    text = (root / lock).read_text(encoding="utf-8")

    assert text.count("--hash=sha256:") >= len(pins(root / lock))
    assert "://" not in text
    assert "find-links" not in text


def pins(lock: Path) -> list[tuple[str, str]]:
    return PINNED.findall(lock.read_text(encoding="utf-8"))
