"""What is changed in strips is what is changed at once."""

import pytest
from PIL import Image, ImageChops, ImageFilter

from darkroom.imaging.strips import changed, combined
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


@pytest.mark.parametrize("size", [(1000, 1201), (1, 3000), (30_000, 70)], ids=str)
def test_strips_see_as_much_beyond_their_edge_as_they_need(size: tuple[int, int]) -> None:
    image, blur = picture(*size), ImageFilter.GaussianBlur(5)

    blurred = combined(lambda strip: strip.filter(blur), image, margin=19)

    assert blurred.tobytes() == image.filter(blur).tobytes()


def test_strips_of_several_images_belong_together() -> None:
    image, other = _large(), _large().transpose(Image.Transpose.ROTATE_180)

    subtracted = combined(ImageChops.subtract, image, other)

    assert subtracted.tobytes() == ImageChops.subtract(image, other).tobytes()
