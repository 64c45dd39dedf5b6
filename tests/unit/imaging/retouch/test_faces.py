"""Faces: found where there are any, and described so that any copy of the photo can use them."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from PIL import Image

from darkroom.imaging.retouch.face import Area, Face, Point
from darkroom.imaging.retouch.faces import find_faces
from darkroom.imaging.retouch.marks import with_marks
from darkroom.imaging.retouch.upright import face_square
from tests.pictures import picture
from tests.portraits import DRAWN_FACE

PHOTOS = Path(__file__).resolve().parents[3] / "photos"


def photo(name: str) -> Image.Image:
    with Image.open(PHOTOS / name) as opened:
        return opened.convert("RGB")


def portrait() -> Image.Image:
    """The astronaut's head alone, which is quick to search."""
    return photo("astronaut.png").crop((100, 20, 360, 280))


def test_the_face_in_a_portrait_is_found_with_eyes_and_mouth() -> None:
    (face,) = find_faces(portrait())

    assert face.box.center.x * 260 == pytest.approx(126, abs=12)
    assert face.box.center.y * 260 == pytest.approx(97, abs=14)
    assert abs(face.roll) < 10
    left, right = face.eyes
    assert left.x < face.box.center.x < right.x
    assert face.mouth is not None
    assert face.mouth.top > max(left.y, right.y)
    assert 0.5 < face.score < 1


def test_the_same_photo_gives_the_same_faces() -> None:
    astronaut = portrait()
    before = astronaut.tobytes()

    assert find_faces(astronaut) == find_faces(astronaut.copy())
    assert astronaut.tobytes() == before


def test_a_tilted_head_is_found_with_its_tilt() -> None:
    turned = portrait().rotate(-25, Image.Resampling.BICUBIC, fillcolor=(90, 90, 90))

    (face,) = find_faces(turned)

    assert face.roll == pytest.approx(25, abs=10)


def test_black_and_white_is_no_hindrance() -> None:
    assert len(find_faces(portrait().convert("L"))) == 1


@pytest.mark.parametrize("name", ["chelsea.png", "coffee.png", "rocket.jpg"])
def test_a_cat_a_cup_and_a_rocket_have_no_face(name: str) -> None:
    assert find_faces(photo(name)) == ()


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (30, 30), (3000, 2), (2, 3000)], ids=str)
def test_photos_of_any_shape_can_be_searched(size: tuple[int, int]) -> None:
    assert find_faces(picture(*size)) == ()


def test_a_face_travels_as_json() -> None:
    sent = json.loads(json.dumps(asdict(DRAWN_FACE)))

    received = Face(
        box=Area(**sent["box"]),
        roll=sent["roll"],
        eyes=tuple(Point(**eye) for eye in sent["eyes"]),
        mouth=Area(**sent["mouth"]),
        score=sent["score"],
    )

    assert received == DRAWN_FACE


def test_a_face_can_be_mapped_to_a_crop() -> None:
    part = Area(0.2, 0.1, 0.8, 0.9)

    mapped = DRAWN_FACE.within(part)

    whole, cropped = face_square(DRAWN_FACE, (1000, 1000)), face_square(mapped, (600, 800))
    assert (cropped.x, cropped.y) == pytest.approx((whole.x - 200, whole.y - 100))
    assert cropped.side == pytest.approx(whole.side)


def test_found_faces_are_drawn_on_a_copy() -> None:
    astronaut = portrait()
    before = astronaut.tobytes()

    marked = with_marks(astronaut, find_faces(astronaut))

    assert marked.size == astronaut.size
    assert marked.tobytes() != before == astronaut.tobytes()
