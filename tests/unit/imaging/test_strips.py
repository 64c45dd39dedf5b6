"""What is changed in strips is what is changed at once."""

from PIL import Image

from darkroom.imaging.strips import changed
from tests.pictures import picture


def _darker(image: Image.Image) -> Image.Image:
    return image.point(lambda level: level // 2)


def _gray(image: Image.Image) -> Image.Image:
    return image.convert("L")


def _large() -> Image.Image:
    return picture(1000, 1201)


def test_strips_join_without_a_seam() -> None:
    assert changed(_large(), _darker, in_place=False).tobytes() == _darker(_large()).tobytes()
    assert changed(_large(), _darker, in_place=True).tobytes() == _darker(_large()).tobytes()
    assert changed(_large(), _gray, in_place=True).tobytes() == _gray(_large()).tobytes()


def test_image_is_used_up_only_where_that_is_allowed() -> None:
    image, kept = _large(), _large()

    assert changed(image, _darker, in_place=True) is image
    assert changed(kept, _darker, in_place=False) is not kept
    assert kept.tobytes() == _large().tobytes()


def test_image_wider_than_a_strip_is_changed_row_by_row() -> None:
    wide = picture(600_000, 3)

    assert changed(wide, _darker, in_place=False).tobytes() == _darker(wide).tobytes()
