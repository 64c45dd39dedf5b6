"""In the child no thread can be started but by root: so these tests are nobody."""

import os
from collections.abc import Callable, Iterator

import pytest

from darkroom.imaging.codecs import load_codec
from darkroom.imaging.decode import decode
from darkroom.imaging.encode import Encoding, encode
from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.header import read_header
from darkroom.imaging.sandbox import run_in_child
from tests.pictures import LIMITS, WRITTEN, encoded, picture

_NOBODY = 65_534
is_root = os.getuid() == 0


def _become_nobody() -> None:
    if is_root:
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)


def _in_child(work: Callable[[], bytes], *, may_start_threads: bool = False) -> bytes:
    def frames() -> Iterator[bytes]:
        _become_nobody()
        yield work()

    return bytes(run_in_child(frames, LIMITS, may_start_threads=may_start_threads))


@pytest.mark.parametrize("photo_format", [each for each in PhotoFormat if not each.needs_threads])
def test_photo_is_decoded_without_a_thread(photo_format: PhotoFormat) -> None:
    body = encoded(picture(640, 480), photo_format.value)
    load_codec(photo_format)

    decoded = _in_child(lambda: decode(read_header(body, LIMITS), 8, luma=False).tobytes())

    assert len(decoded) >= 640 * 480


@pytest.mark.parametrize("photo_format", WRITTEN)
def test_output_is_encoded_without_a_thread(photo_format: PhotoFormat) -> None:
    image = picture(640, 480)
    load_codec(photo_format)

    body = _in_child(lambda: encode(image, Encoding(format=photo_format)))

    assert read_header(body, LIMITS).size == (640, 480)


def test_heic_is_decoded_with_the_thread_of_its_decoder() -> None:
    body = encoded(picture(640, 480), "heic", tile_size=256)
    load_codec(PhotoFormat.HEIC)

    def decoded() -> bytes:
        return decode(read_header(body, LIMITS), 8, luma=False).tobytes()

    assert PhotoFormat.HEIC.needs_threads
    assert len(_in_child(decoded, may_start_threads=True)) == 640 * 480 * 3
