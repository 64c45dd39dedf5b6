"""Red-eye: what is red in an eye goes, and nothing else does."""

from itertools import pairwise
from math import hypot
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from darkroom.imaging.retouch.face import Area, Face, Point
from darkroom.imaging.retouch.faces import find_faces
from darkroom.imaging.retouch.pointed import red_pupils_at
from darkroom.imaging.retouch.pupils import find_red_pupils
from darkroom.imaging.retouch.red_eye import without_red_eye
from tests.pictures import picture, shared_photos
from tests.portraits import DRAWN_FACE, PUPILS, RADIUS, SIDE, portrait

POINTS = [Point(x / SIDE, y / SIDE) for x, y in PUPILS]


def redness(image: Image.Image, x: float, y: float, radius: float) -> float:
    rows, columns = np.mgrid[0 : image.height, 0 : image.width] + 0.5
    disc = np.hypot(columns - x, rows - y) <= radius
    pixels = np.asarray(image).astype(int)[disc]
    return float(np.maximum(pixels[:, 0] - pixels[:, 1:].max(axis=1), 0).mean())


@pytest.mark.parametrize("side", [200, 400, 900])
def test_red_pupils_are_found_in_a_face_of_any_size(side: int) -> None:
    photo = portrait(red=True, side=side)

    pupils = find_red_pupils(photo, [DRAWN_FACE])

    assert len(pupils) == 2
    for pupil, point in zip(pupils, POINTS, strict=True):
        assert hypot(pupil.center.x - point.x, pupil.center.y - point.y) < 0.005
        assert pupil.radius == pytest.approx(RADIUS / SIDE, rel=0.4)


def test_red_pupils_become_dark_and_keep_their_reflection() -> None:
    photo = portrait(red=True)

    corrected = without_red_eye(photo, find_red_pupils(photo, [DRAWN_FACE]), 1.0)

    for x, y in PUPILS:
        assert redness(corrected, x, y, RADIUS) < 0.1 * redness(photo, x, y, RADIUS)
        assert max(corrected.getpixel((int(x), int(y) + 3))) < 60  # type: ignore[arg-type]  # RGB
        assert min(corrected.getpixel((int(x) + 1, int(y) - 2))) > 150  # type: ignore[arg-type]  # RGB


def test_what_is_farther_away_than_the_iris_stays() -> None:
    photo = portrait(red=True)

    corrected = without_red_eye(photo, find_red_pupils(photo, [DRAWN_FACE]), 1.0)

    rows, columns = np.nonzero((np.asarray(photo) != np.asarray(corrected)).any(axis=2))
    away = [
        min(hypot(x + 0.5 - eye[0], y + 0.5 - eye[1]) for eye in PUPILS)
        for x, y in zip(columns, rows, strict=True)
    ]
    assert 0 < max(away) < 1.8 * RADIUS


def test_strength_goes_evenly_from_nothing_to_all() -> None:
    photo = portrait(red=True)
    pupils = find_red_pupils(photo, [DRAWN_FACE])
    x, y = PUPILS[0]

    left = [
        redness(without_red_eye(photo, pupils, strength), x, y, RADIUS)
        for strength in (0, 0.25, 0.5, 0.75, 1)
    ]

    assert left[0] == redness(photo, x, y, RADIUS)
    assert all(later < earlier - 5 for earlier, later in pairwise(left))


@pytest.mark.parametrize(
    "photo",
    [portrait(), portrait(teeth=True), portrait(red=True).convert("L").convert("RGB")],
    ids=["dark pupils", "teeth", "black and white"],
)
def test_eyes_that_are_not_red_stay(photo: Image.Image) -> None:
    assert find_red_pupils(photo, [DRAWN_FACE]) == ()
    assert without_red_eye(photo, (), 1.0) is photo


def test_the_photo_itself_stays_as_it_was() -> None:
    photo = portrait(red=True)
    before = photo.tobytes()

    without_red_eye(photo, find_red_pupils(photo, [DRAWN_FACE]), 1.0)

    assert photo.tobytes() == before


def test_a_point_near_a_red_pupil_is_enough() -> None:
    photo = portrait(red=True)
    x, y = PUPILS[0]
    near = Point((x + 3) / SIDE, (y - 2) / SIDE)

    (pupil,) = red_pupils_at(photo, [near])

    assert hypot(pupil.center.x - POINTS[0].x, pupil.center.y - POINTS[0].y) < 0.006


@pytest.mark.parametrize(
    "at", [Point(0.1, 0.1), Point(0.5, 0.5), Point(0, 0), Point(1, 1)], ids=str
)
def test_a_point_where_nothing_is_red_gives_no_pupil(at: Point) -> None:
    assert red_pupils_at(portrait(red=True), [at]) == ()


def test_a_pupil_can_be_mapped_to_a_crop() -> None:
    photo = portrait(red=True)
    pupils = find_red_pupils(photo, [DRAWN_FACE])
    box = (100, 120, 300, 260)
    part = Area(0.25, 0.3, 0.75, 0.65)

    whole = without_red_eye(photo, pupils, 1.0).crop(box)
    cropped = without_red_eye(photo.crop(box), [pupil.within(part) for pupil in pupils], 1.0)

    difference = np.abs(np.asarray(whole).astype(int) - np.asarray(cropped))
    assert difference.max() <= 2


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (1, 40), (40, 1)], ids=str)
def test_tiny_photos_have_no_red_eyes(size: tuple[int, int]) -> None:
    photo = Image.new("RGB", size, (200, 20, 20))

    assert find_red_pupils(photo, []) == ()
    assert find_red_pupils(photo, [DRAWN_FACE]) == ()
    assert red_pupils_at(photo, [Point(0.5, 0.5)]) == ()


def test_a_photo_without_faces_and_red_is_searched_in_vain() -> None:
    assert find_red_pupils(picture(640, 480), []) == ()


SHARED: dict[str, list[tuple[float, float, float]]] = {
    "bold_closeup.jpg": [(536.5, 645, 51), (1438.5, 646, 51)],
    "three_women_smile.jpg": [
        (109.8, 199.8, 4.2),
        (161.3, 197.6, 4.3),
        (225, 136, 3),
        (277, 129.5, 3),
        (438.5, 202.8, 3.2),
        (495.3, 207, 3),
    ],
}


_REAL = [path for path in shared_photos("redeye/*") if path.name in SHARED]


@pytest.mark.parametrize("path", [*_REAL, None], ids=lambda path: path.name if path else "drawn")
def test_red_eyes_are_corrected(path: Path | None) -> None:
    photo = portrait(red=True)
    faces: tuple[Face, ...] = (DRAWN_FACE,)
    pupils = [(x, y, RADIUS) for x, y in PUPILS]
    if path:
        with Image.open(path) as opened:
            photo = opened.convert("RGB")
        faces, pupils = find_faces(photo), SHARED[path.name]

    corrected = without_red_eye(photo, find_red_pupils(photo, faces), 1.0)

    for x, y, radius in pupils:
        assert redness(corrected, x, y, radius) <= 0.25 * redness(photo, x, y, radius)
