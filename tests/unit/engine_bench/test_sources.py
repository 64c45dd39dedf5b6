"""Pictures of a given size out of other people's photos."""

from pathlib import Path

import pytest

from tests.pictures import difference, encoded, picture
from tools.engine_bench.sources import pictures, small_to_large

LARGE, SMALL = (80, 60), (40, 30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A large photo, a small one, and what is no photo."""
    (tmp_path / "a-large.JPG").write_bytes(encoded(picture(*LARGE)))
    (tmp_path / "b-small.jpeg").write_bytes(encoded(picture(*SMALL)))
    (tmp_path / "notes.txt").write_text("no photo")
    return tmp_path


def test_photos_come_from_small_to_large(folder: Path) -> None:
    assert [file.name for file in small_to_large(folder)] == ["b-small.jpeg", "a-large.JPG"]


def test_a_folder_without_photos_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="holds no JPEG"):
        small_to_large(tmp_path)


def test_a_photo_with_more_pixels_gives_its_middle(folder: Path) -> None:
    [made] = pictures(small_to_large(folder), 2400e-6)

    middle = picture(*LARGE).crop((11, 9, 68, 51))
    assert made.image.size == (57, 42)
    assert difference(made.image, middle) < 3
    assert made.origin.startswith("a-large.JPG, its middle 0.0024 megapixels")


def test_every_photo_that_is_large_enough_is_used(folder: Path) -> None:
    made = pictures(small_to_large(folder), 1000e-6)

    assert [one.origin.split(",")[0] for one in made] == ["b-small.jpeg", "a-large.JPG"]


def test_where_no_photo_is_large_enough_one_of_half_the_size_is_used_twice(folder: Path) -> None:
    [made] = pictures(small_to_large(folder), 2 * 4800e-6)

    assert made.image.size == (2 * LARGE[1], LARGE[0])
    assert "once turned left and once turned right" in made.origin
