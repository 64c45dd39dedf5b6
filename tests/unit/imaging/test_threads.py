"""In the child no thread can be started, unless one is root: so here nobody is."""

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from darkroom.imaging.codecs import load_codec
from darkroom.imaging.decode import decode
from darkroom.imaging.encode import Encoding, encode
from darkroom.imaging.formats import PhotoFormat
from darkroom.imaging.header import read_header
from darkroom.imaging.sandbox import run_in_child
from tests.pictures import LIMITS, WRITTEN, encoded, picture

_NOBODY = 65_534
_DECODERS_OWN = 1
"""What libde265 starts for every HEIC picture, whatever it is told."""

is_root = os.getuid() == 0


def _become_nobody() -> None:
    if is_root:
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)


def _running() -> int:
    """How many threads the user has, all processes together."""
    threads = 0
    for folder in Path("/proc").glob("[0-9]*"):
        # Others may end meanwhile.
        with suppress(OSError):
            if folder.stat().st_uid == os.getuid():
                threads += len(list((folder / "task").iterdir()))
    return threads


def _in_child(work: Callable[[], bytes]) -> bytes:
    def frames() -> Iterator[bytes]:
        _become_nobody()
        yield work()

    return bytes(run_in_child(frames, LIMITS))


@pytest.mark.parametrize("photo_format", [each for each in PhotoFormat if each.value != "heic"])
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


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_heic_is_decoded_with_the_one_thread_of_its_decoder() -> None:
    body = encoded(picture(640, 480), "heic", tile_size=256)
    load_codec(PhotoFormat.HEIC)

    child = os.fork()
    if child == 0:
        # Nothing that happens here may get back into the test run.
        try:
            _become_nobody()
            allowed = _running() + _DECODERS_OWN
            resource.setrlimit(resource.RLIMIT_NPROC, (allowed, allowed))
            decode(read_header(body, LIMITS), 8, luma=False)
        except BaseException:  # noqa: BLE001 - the parent is told of it
            os._exit(1)
        os._exit(0)

    assert os.waitpid(child, 0)[1] == 0
