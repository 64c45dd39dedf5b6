"""Operations look as they did when somebody last looked at them."""

from pathlib import Path

import pytest
from PIL import Image

from darkroom.operations import OPERATIONS
from tests.unit.operations.goldens import (
    FOLDER,
    GOLDENS,
    Golden,
    differences,
    looks_alike,
    side_by_side,
)

_FAILED = Path(__file__).resolve().parents[3] / "build" / "goldens"


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda golden: golden.name)
def test_operation_looks_as_it_did(golden: Golden) -> None:
    expected, result = golden.expected(), golden.result()

    if not looks_alike(expected, result):
        _FAILED.mkdir(parents=True, exist_ok=True)
        side_by_side(expected, result).save(_FAILED / golden.path.name)
        mean, most = differences(expected, result)
        pytest.fail(
            f"{golden.name} differs by {mean:.2f} levels on average and {most} at most: look at"
            f" {_FAILED / golden.path.name}, and run make golden if it is meant to"
        )


def test_every_golden_is_an_image_and_every_image_a_golden() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {golden.name for golden in GOLDENS}


def test_every_operation_has_a_golden() -> None:
    assert {golden.operation["operation"] for golden in GOLDENS} == {
        kind.name() for kind in OPERATIONS
    }


def test_rounding_is_forgiven_and_a_change_that_shows_is_not() -> None:
    image = Image.linear_gradient("L").convert("RGB")
    rounded = image.copy()
    rounded.putpixel((9, 9), (20, 20, 20))

    assert looks_alike(image, rounded)
    assert not looks_alike(image, image.point(lambda level: level + 1))
    assert not looks_alike(image, image.convert("L"))
    assert not looks_alike(image, image.reduce(2))
