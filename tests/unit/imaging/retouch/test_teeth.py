"""Teeth: whiter where they show, and every closed mouth as it was."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from darkroom.imaging.retouch.faces import find_faces
from darkroom.imaging.retouch.teeth import whiten
from tests.pictures import picture, shared_photos
from tests.portraits import DRAWN_FACE, portrait

TEETH = (slice(252, 260), slice(178, 222))
"""Rows and columns that are all teeth in the drawn face."""


def mean(photo: Image.Image, part: tuple[slice, slice] = TEETH) -> list[float]:
    return [float(band) for band in np.asarray(photo)[part].mean(axis=(0, 1))]


def with_cast(photo: Image.Image, *gains: float) -> Image.Image:
    return Image.fromarray(np.clip(np.asarray(photo) * gains, 0, 255).astype(np.uint8))


CASTS = {"none": (1, 1, 1), "warm": (1.1, 1, 0.82), "cool": (0.85, 1, 1.12)}


@pytest.mark.parametrize("gains", CASTS.values(), ids=CASTS)
def test_teeth_become_lighter_and_less_yellow(gains: tuple[float, float, float]) -> None:
    photo = with_cast(portrait(teeth=True), *gains)

    result = whiten(photo, [DRAWN_FACE], 0.5)

    assert result.faces == 1
    before, after = mean(photo), mean(result.image)
    assert sum(after) > sum(before) + 6
    assert after[1] - after[2] < before[1] - before[2] - 4
    # Less yellow, and still not blue.
    assert after[2] < after[1] + 4


def test_twice_the_strength_does_about_twice_as_much() -> None:
    photo = portrait(teeth=True)

    yellow = [
        mean(whiten(photo, [DRAWN_FACE], strength).image)[2] - mean(photo)[2]
        for strength in (0.5, 1.0)
    ]

    assert yellow[1] == pytest.approx(2 * yellow[0], rel=0.25)


def test_lips_and_skin_stay() -> None:
    photo = portrait(teeth=True)

    whiter = whiten(photo, [DRAWN_FACE], 1.0).image

    changed = (np.asarray(photo) != np.asarray(whiter)).any(axis=2)
    rows, columns = np.nonzero(changed)
    assert rows.min() > 244
    assert rows.max() < 268
    assert columns.min() > 166
    assert columns.max() < 234


@pytest.mark.parametrize("gains", CASTS.values(), ids=CASTS)
def test_a_closed_mouth_stays_bit_for_bit(gains: tuple[float, float, float]) -> None:
    photo = with_cast(portrait(red=True), *gains)

    result = whiten(photo, [DRAWN_FACE], 1.0)

    assert result.image is photo
    assert result.faces == 0


@pytest.mark.parametrize(
    "photo",
    [portrait(teeth=True).convert("L").convert("RGB"), portrait(teeth=True, side=64), picture()],
    ids=["black and white", "too small", "no face at all"],
)
def test_without_visible_teeth_nothing_changes(photo: Image.Image) -> None:
    assert whiten(photo, [DRAWN_FACE], 1.0).image is photo


def test_no_strength_changes_nothing_but_still_counts() -> None:
    photo = portrait(teeth=True)

    result = whiten(photo, [DRAWN_FACE], 0)

    assert result == (photo, 1)


def test_the_photo_itself_stays_and_the_result_is_always_the_same() -> None:
    photo = portrait(teeth=True)
    before = photo.tobytes()

    first, second = (whiten(photo, [DRAWN_FACE], 1.0).image.tobytes() for _ in range(2))

    assert photo.tobytes() == before
    assert first == second


ASTRONAUT = Path(__file__).parents[3] / "photos" / "astronaut.png"
REAL = {
    "astronaut.png": True,
    "18f_dark_skin_closed_mouth.jpeg": False,
    "18f_outdoor_teeth.jpg": True,
    "grace_hopper_portrait.jpg": False,
}


@pytest.mark.parametrize(
    "path",
    [ASTRONAUT, *(path for path in shared_photos("faces/*") if path.name in REAL)],
    ids=lambda path: path.name,
)
def test_a_real_smile_is_whitened_and_a_real_closed_mouth_is_not(path: Path) -> None:
    with Image.open(path) as opened:
        photo = opened.convert("RGB")

    faces = find_faces(photo)
    result = whiten(photo, faces, 0.5)

    assert len(faces) == 1
    assert result.faces == REAL[path.name]
    assert (result.image is photo) != REAL[path.name]
