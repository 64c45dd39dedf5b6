"""How the closeness of two images is told."""

from math import inf, isclose
from pathlib import Path

from PIL import Image

from tests.pictures import picture
from tools.engine_bench.jobs import screen_size
from tools.engine_bench.photos import Photo
from tools.engine_bench.quality import BEST, closeness, psnr


def test_an_image_is_infinitely_close_to_itself() -> None:
    assert psnr(picture(), picture()) == inf


def test_one_level_everywhere_is_48_decibels() -> None:
    one, other = (Image.new("RGB", (8, 8), (level, level, level)) for level in (100, 101))

    assert isclose(psnr(one, other), 48.13, abs_tol=0.01)


def test_errors_count_by_their_squares() -> None:
    black = Image.new("RGB", (2, 1))
    once_ten = black.copy()
    once_ten.putpixel((0, 0), (10, 10, 10))

    assert isclose(
        psnr(black, once_ten), psnr(black, Image.new("RGB", (2, 1), (7, 7, 7))), abs_tol=0.1
    )


def test_an_output_is_held_against_the_best_that_can_be_made(tmp_path: Path) -> None:
    photo = Photo(path=tmp_path / "photo.png", size=(3200, 32), origin="")
    picture(*photo.size).save(photo.path)
    perfect = Image.open(photo.path).resize(screen_size(photo.size), Image.Resampling.LANCZOS)
    perfect.save(tmp_path / "good-photo-0", "PNG")
    perfect.point(lambda level: level // 2).save(tmp_path / "dark-photo-0", "PNG")

    found = closeness([photo], screen_size, tmp_path, ["good", "dark"])

    assert found["good"] == inf
    assert found["dark"] < found[BEST] < found["good"]
