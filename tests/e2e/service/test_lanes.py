"""Outputs that take long, beside those that do not."""

from pathlib import Path

import pytest

from tests.e2e.service.conftest import PHOTOS, THUMBNAIL
from tests.pictures import encoded, picture
from tools.client import Client, Json
from tools.service import Service

LARGE: Json = {"name": "large", "operations": [{"operation": "upscale", "factor": 2}]}
SMILE: Json = {
    "name": "smile",
    "operations": [
        {"operation": "reduce_red_eye"},
        {"operation": "whiten_teeth"},
        {"operation": "blur_faces"},
    ],
}


def _upload_all(client: Client, job: Json, photos: list[Path]) -> None:
    for (_, form), photo in zip(client.upload_forms(job), photos, strict=True):
        client.upload(form, photo)


def test_fast_and_slow_outputs_of_every_photo_are_made(demo: Client) -> None:
    photos = [PHOTOS / "rocket.jpg", PHOTOS / "coffee.png"]
    job = demo.open_job([THUMBNAIL, LARGE], photos)

    _upload_all(demo, job, photos)
    *_, status = demo.progress(job["job_id"])

    assert status["state"] == "completed"
    assert status["counts"]["done"] == 2
    for photo in demo.photos(job["job_id"]):
        thumb, large = photo["outputs"]
        assert (thumb["state"], large["state"]) == ("done", "done")
        assert (large["width"], large["height"]) == (2 * photo["width"], 2 * photo["height"])
        assert len(demo.download(large["url"])) == large["bytes"]


def test_a_photo_with_slow_outputs_only_is_made(demo: Client) -> None:
    job = demo.submit_job([LARGE], [PHOTOS / "rocket.jpg"])

    *_, status = demo.progress(job["job_id"])

    assert status["counts"]["done"] == 1


def test_a_photo_without_a_face_is_made_and_says_so(demo: Client) -> None:
    job = demo.submit_job([THUMBNAIL, SMILE], [PHOTOS / "rocket.jpg"])

    *_, status = demo.progress(job["job_id"])

    (photo,) = demo.photos(job["job_id"])
    thumb, smile = photo["outputs"]
    assert status["counts"]["done"] == 1
    assert photo["warnings"] == ["no_face_found"]
    assert smile["warnings"] == ["no_face_found"]
    assert smile["found"] == {"faces": 0, "eyes": 0, "smiles": 0}
    assert (thumb["found"], thumb["warnings"]) == ({}, [])


def test_a_face_is_found_and_what_it_lacks_is_told(demo: Client) -> None:
    job = demo.submit_job([SMILE], [PHOTOS / "astronaut.png"])

    demo_status = list(demo.progress(job["job_id"]))[-1]

    (photo,) = demo.photos(job["job_id"])
    (smile,) = photo["outputs"]
    assert demo_status["counts"]["done"] == 1
    assert smile["found"]["faces"] == 1
    assert "no_red_eye_found" in smile["warnings"]


@pytest.fixture
def strange(tmp_path: Path) -> dict[str, Path]:
    """Photos that nobody can find a face in, and files that are hardly photos."""
    contents = {
        "gray.jpg": encoded(picture(300, 200, "L")),
        "tiny.jpg": encoded(picture(1, 1)),
        "thin.png": encoded(picture(3000, 2), "png"),
        "clear.png": encoded(picture(300, 200, "RGBA"), "png"),
        "many_pixels.jpg": encoded(picture(7000, 6800), quality=40),
        "truncated.jpg": encoded(picture(600, 400))[:-3000],
    }
    paths = {name: tmp_path / name for name in contents}
    for name, content in contents.items():
        paths[name].write_bytes(content)
    return paths


def test_strange_photos_end_with_an_honest_word(
    demo: Client, service: Service, strange: dict[str, Path]
) -> None:
    job = demo.open_job([SMILE], list(strange.values()))

    _upload_all(demo, job, list(strange.values()))
    *_, status = demo.progress(job["job_id"])

    photos = dict(zip(strange, demo.photos(job["job_id"]), strict=True))
    truncated = photos.pop("truncated.jpg")
    assert status["state"] == "completed"
    assert truncated["error"]["code"] == "truncated_photo"
    for photo in photos.values():
        assert (photo["state"], photo["warnings"]) == ("done", ["no_face_found"])
    assert service.given_up(job) == []


def test_an_eye_outside_the_photo_fails_its_output_alone(demo: Client) -> None:
    eyes = [{"x": 100, "y": 100}, {"x": 5000, "y": 10}]
    pointed = {"name": "eyes", "operations": [{"operation": "reduce_red_eye", "eyes": eyes}]}
    job = demo.submit_job([THUMBNAIL, pointed], [PHOTOS / "rocket.jpg"])

    *_, status = demo.progress(job["job_id"])

    (photo,) = demo.photos(job["job_id"])
    thumb, eye = photo["outputs"]
    assert status["counts"]["failed"] == 1
    assert thumb["state"] == "done"
    assert eye["error"]["code"] == "eye_outside_photo"
