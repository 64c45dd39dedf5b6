"""What we say of the kinds of file that we read and write."""

import pytest

from darkroom.imaging.formats import PhotoFormat
from tests.pictures import WRITTEN

every_format = pytest.mark.parametrize("photo_format", list(PhotoFormat))


@every_format
def test_format_knows_how_it_travels(photo_format: PhotoFormat) -> None:
    assert photo_format.content_type == f"image/{photo_format.value}"
    assert photo_format.extension == {"jpeg": "jpg"}.get(photo_format, photo_format.value)


@every_format
def test_what_we_only_read_is_written_as_something_that_anyone_can_open(
    photo_format: PhotoFormat,
) -> None:
    assert photo_format.written in WRITTEN
    assert photo_format.written is photo_format or photo_format not in WRITTEN


def test_transparency_of_what_we_only_read_is_kept() -> None:
    assert PhotoFormat.TIFF.written.keeps_alpha
    assert PhotoFormat.GIF.written.keeps_alpha
