"""Telling a file that was cut off from a damaged one."""

import pytest
from PIL import Image

from darkroom.imaging.endings import ends_early
from darkroom.imaging.formats import PhotoFormat
from tests.pictures import encoded, picture

every_format = pytest.mark.parametrize("photo_format", list(PhotoFormat))


@every_format
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_cut_file_is_known_from_a_whole_one(photo_format: PhotoFormat, share: float) -> None:
    body = encoded(picture(), photo_format.value)

    assert not ends_early(body, photo_format)
    assert ends_early(body[: int(len(body) * share)], photo_format)


def test_end_of_a_preview_is_not_the_end_of_the_photo() -> None:
    photo = encoded(picture())
    preview = b"\xff\xe1\x00\x10" + encoded(picture(8, 8))[-14:]
    padding = b"\xff\xd0\xff"

    body = photo[:2] + preview + padding + photo[2:]

    assert not ends_early(body, PhotoFormat.JPEG)
    assert ends_early(body[: len(body) // 2], PhotoFormat.JPEG)


def test_nonsense_in_the_header_is_damage_rather_than_a_cut() -> None:
    body = encoded(picture())

    assert not ends_early(body[:2] + b"nonsense" + body[10:], PhotoFormat.JPEG)


def test_every_frame_of_a_gif_has_to_be_there() -> None:
    frames = [picture().quantize(16), Image.new("P", (64, 48))]
    body = encoded(frames[0], "gif", save_all=True, append_images=frames[1:], comment="Hello")

    assert not ends_early(body, PhotoFormat.GIF)
    assert ends_early(body[:-1], PhotoFormat.GIF)
    assert not ends_early(body[:-1] + b"\xff", PhotoFormat.GIF)


def test_last_box_may_reach_to_the_end_and_may_be_large() -> None:
    body = encoded(picture(), "avif")
    start = body.index(b"mdat") - 4
    head, content = body[:start], body[start + 8 :]

    open_ended = head + b"\0\0\0\0mdat" + content
    large = head + b"\0\0\0\1mdat" + (16 + len(content)).to_bytes(8, "big") + content

    assert not ends_early(open_ended, PhotoFormat.AVIF)
    assert not ends_early(large, PhotoFormat.AVIF)
    assert ends_early(large[:-1], PhotoFormat.AVIF)
