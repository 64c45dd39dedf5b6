"""Skin, noise, size and privacy: what changes, what must not, and photos of any shape."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from darkroom.imaging.retouch.face_blur import blur_faces
from darkroom.imaging.retouch.noise import denoise, noise_of
from darkroom.imaging.retouch.skin import smooth_skin
from darkroom.imaging.retouch.upscale import upscale
from tests.pictures import difference, picture
from tests.portraits import DRAWN_FACE, PUPILS, SIDE, portrait


def noisy(photo: Image.Image, deviation: float) -> Image.Image:
    noise = np.random.default_rng(7).normal(0, deviation, (photo.height, photo.width, 3))
    return Image.fromarray(np.clip(np.asarray(photo) + noise, 0, 255).astype(np.uint8))


def spread(photo: Image.Image, box: tuple[int, int, int, int]) -> float:
    return float(np.asarray(photo.crop(box).convert("L")).std())


OPERATIONS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "smooth_skin": lambda photo: smooth_skin(photo, [DRAWN_FACE], 1.0),
    "denoise": lambda photo: denoise(photo, 1.0),
    "blur_faces": lambda photo: blur_faces(photo, [DRAWN_FACE]),
    "upscale": lambda photo: upscale(photo, 2),
}
CHEEK = (130, 200, 160, 225)
BACKDROP = (5, 5, 60, 60)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_the_photo_itself_stays_and_the_result_is_always_the_same(
    operation: Callable[[Image.Image], Image.Image],
) -> None:
    photo = noisy(portrait(), 6)
    before = photo.tobytes()

    first, second = operation(photo).tobytes(), operation(photo).tobytes()

    assert photo.tobytes() == before
    assert first == second


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
@pytest.mark.parametrize("size", [(1, 1), (2, 2), (1, 50), (50, 1), (7, 5)], ids=str)
def test_photos_of_any_shape_come_through(
    operation: Callable[[Image.Image], Image.Image], size: tuple[int, int]
) -> None:
    result = operation(noisy(picture(*size), 9))

    assert result.mode == "RGB"
    assert result.width % size[0] == result.height % size[1] == 0


def test_skin_becomes_smoother_and_eyes_and_background_stay() -> None:
    photo = noisy(portrait(), 5)

    smooth = smooth_skin(photo, [DRAWN_FACE], 1.0)

    coarse = (photo.reduce(4), smooth.reduce(4))
    assert spread(coarse[1], (32, 50, 40, 56)) < 0.8 * spread(coarse[0], (32, 50, 40, 56))
    assert spread(smooth, CHEEK) > 0.5 * spread(photo, CHEEK)
    eye = tuple(round(c) for c in (PUPILS[0][0] - 8, PUPILS[0][1] - 8))
    eye_box = (eye[0], eye[1], eye[0] + 16, eye[1] + 16)
    assert photo.crop(eye_box).tobytes() == smooth.crop(eye_box).tobytes()
    assert photo.crop(BACKDROP).tobytes() == smooth.crop(BACKDROP).tobytes()


def test_without_faces_or_strength_nothing_is_done() -> None:
    photo = portrait()

    assert smooth_skin(photo, [], 1.0) is photo
    assert smooth_skin(photo, [DRAWN_FACE], 0) is photo
    assert blur_faces(photo, []) is photo
    assert denoise(noisy(photo, 9), 0).tobytes() == noisy(photo, 9).tobytes()


@pytest.mark.parametrize("deviation", [6, 12, 24])
def test_noise_is_measured_and_taken_out(deviation: float) -> None:
    clean = portrait()
    grainy = noisy(clean, deviation)

    # Luma adds three bands up: its noise is two thirds of theirs.
    assert noise_of(grainy).luma == pytest.approx(0.67 * deviation, rel=0.25)
    assert difference(denoise(grainy, 1.0), clean) < 0.5 * difference(grainy, clean)


def test_a_clean_photo_is_not_denoised() -> None:
    photo = picture(200, 160)

    assert denoise(photo, 1.0) is photo


@pytest.mark.parametrize(("factor", "share"), [(2, 0.9), (4, 0.97)])
def test_a_larger_copy_is_nearer_to_the_photo_than_a_bicubic_one(factor: int, share: float) -> None:
    photo = portrait(teeth=True)
    small = photo.reduce(factor)

    larger = upscale(small, factor)

    bicubic = small.resize(photo.size, Image.Resampling.BICUBIC)
    assert larger.size == photo.size
    assert difference(larger, photo) < share * difference(bicubic, photo)


def test_a_larger_copy_made_small_again_is_the_photo() -> None:
    photo = portrait()

    assert difference(upscale(photo, 2).reduce(2), photo) < 0.5


def test_strips_leave_no_seams() -> None:
    tall = picture(300, 2000)

    larger = upscale(tall, 2)

    rows = np.asarray(larger).astype(int).mean(axis=(1, 2))
    assert abs(np.diff(rows, 2)).max() < 1.5


def test_a_blurred_head_keeps_nothing_of_the_face() -> None:
    photo, masked = portrait(teeth=True), portrait(red=True)

    blurred = blur_faces(photo, [DRAWN_FACE])

    face = (110, 100, 290, 300)
    assert blurred.crop(BACKDROP).tobytes() == photo.crop(BACKDROP).tobytes()
    # Two faces that differ in eyes and mouth come out alike.
    assert difference(blurred.crop(face), blur_faces(masked, [DRAWN_FACE]).crop(face)) < 3
    steps = abs(np.diff(np.asarray(blurred.crop(face).convert("L")).astype(int), axis=1))
    assert steps.max() <= 12
    assert blurred.size == (SIDE, SIDE)
