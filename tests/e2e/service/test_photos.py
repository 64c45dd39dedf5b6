"""What people come for: photos go up, results come down."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.e2e.service.conftest import PHOTOS, THUMBNAIL
from tests.pictures import encoded, picture, shared_photos
from tools.client import Client, Json
from tools.service import Service

_OUTPUTS: list[Json] = [
    THUMBNAIL,
    {
        "name": "web",
        "operations": [{"operation": "resize", "width": 320}],
        "format": "webp",
        "quality": 80,
    },
    {
        "name": "sepia",
        "operations": [
            {"operation": "crop", "aspect": "1:1"},
            {"operation": "recolor", "style": "sepia"},
        ],
    },
]
_MEGABYTE = 1024 * 1024


def _finished(client: Client, job: Json) -> Json:
    *_, status = client.progress(job["job_id"])
    return status


def _upload_all(client: Client, job: Json, photos: list[Path]) -> None:
    for (_, form), photo in zip(client.upload_forms(job), photos, strict=True):
        client.upload(form, photo)


def test_uploaded_photos_come_back_as_every_output_asked_for(demo: Client) -> None:
    photos = sorted(path for path in PHOTOS.iterdir() if path.suffix in {".jpg", ".png"})
    job = demo.open_job(_OUTPUTS, photos)

    _upload_all(demo, job, photos)
    status = _finished(demo, job)

    assert status["state"] == "completed"
    assert status["counts"]["done"] == len(photos)
    for photo, path in zip(demo.photos(job["job_id"]), photos, strict=True):
        assert photo["name"] == path.name
        results = {
            output["name"]: Image.open(BytesIO(demo.download(output["url"])))
            for output in photo["outputs"]
        }
        assert max(results["thumb"].size) == 256
        assert results["web"].format == "WEBP"
        assert results["web"].width == 320
        assert results["sepia"].width == results["sepia"].height
        assert results["sepia"].format == ("JPEG" if path.suffix == ".jpg" else "PNG")
        for output in photo["outputs"]:
            assert results[output["name"]].size == (output["width"], output["height"])
            assert not results[output["name"]].getexif()


@pytest.fixture
def rare_files(tmp_path: Path) -> list[Path]:
    """An iPhone's photo where there is one, and what other photos are that are not just JPEG."""
    made = {
        "made.heic": encoded(picture(640, 480), "heic", tile_size=256),
        "made.avif": encoded(picture(640, 480), "avif"),
        "inks.jpg": encoded(picture(640, 480, mode="CMYK")),
        "scan.tiff": encoded(picture(640, 480), "tiff"),
    }
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    return [*(tmp_path / name for name in made), *shared_photos("exif/*.heic")]


def test_photos_of_every_kind_come_back_as_what_anyone_can_open(
    demo: Client, rare_files: list[Path]
) -> None:
    outputs = [{"name": "same"}, {**THUMBNAIL, "name": "small", "format": "avif"}]
    job = demo.open_job(outputs, rare_files)

    _upload_all(demo, job, rare_files)
    status = _finished(demo, job)

    assert status["counts"]["done"] == len(rare_files)
    for photo in demo.photos(job["job_id"]):
        results = {
            output["name"]: Image.open(BytesIO(demo.download(output["url"])))
            for output in photo["outputs"]
        }
        suffix = Path(photo["name"]).suffix
        assert results["same"].format == {".avif": "AVIF", ".tiff": "PNG"}.get(suffix, "JPEG")
        assert results["same"].mode == "RGB"
        assert results["small"].format == "AVIF"
        assert max(results["small"].size) == 256


@pytest.fixture
def bad_files(tmp_path: Path) -> dict[str, Path]:
    contents: dict[str, bytes] = {
        "empty_upload": b"",
        "not_a_photo": b"Dear diary, today I renamed a text file.",
        "unsupported_format": b"\xff\x0a a JPEG XL file" + bytes(100),
        "corrupt_photo": encoded(picture())[:200] + bytes(2000),
        "truncated_photo": encoded(picture(600, 400))[:-3000],
        "too_many_bytes": encoded(picture()) + bytes(50 * _MEGABYTE),
    }
    paths = {}
    for code, content in contents.items():
        paths[code] = tmp_path / f"{code}.jpg"
        paths[code].write_bytes(content)
    return paths


def test_a_bad_upload_fails_with_its_reason_and_its_neighbours_complete(
    demo: Client, service: Service, bad_files: dict[str, Path]
) -> None:
    good = PHOTOS / "rocket.jpg"
    photos = [good, *bad_files.values(), good]
    # Its size is not told, so that only the upload itself can give it away.
    job = demo.open_job([THUMBNAIL], photos, tells_size=False)

    _upload_all(demo, job, photos)
    status = _finished(demo, job)

    first, *refused, last = demo.photos(job["job_id"])
    assert status["state"] == "completed"
    assert [first["state"], last["state"]] == ["done", "done"]
    assert [photo["state"] for photo in refused] == ["failed"] * len(refused)
    assert [photo["error"]["code"] for photo in refused] == list(bad_files)
    assert all(photo["error"]["message"].endswith(".") for photo in refused)
    assert service.given_up(job) == []


def test_small_photos_are_taken_in_one_request(demo: Client) -> None:
    photos = [PHOTOS / "rocket.jpg", PHOTOS / "coffee.png"]

    job = demo.submit_job([THUMBNAIL], photos)
    status = _finished(demo, job)

    assert status["counts"]["done"] == 2
    assert [photo["name"] for photo in demo.photos(job["job_id"])] == ["rocket.jpg", "coffee.png"]


def test_a_hundred_photos_in_one_job_are_all_done_and_none_is_buried(
    demo: Client, service: Service, tmp_path: Path
) -> None:
    small = tmp_path / "small.jpg"
    small.write_bytes(encoded(picture(320, 240)))
    photos = [small] * 100
    job = demo.open_job([THUMBNAIL], photos)

    _upload_all(demo, job, photos)
    status = _finished(demo, job)

    assert status["counts"] == {
        **dict.fromkeys(status["counts"], 0),
        "total": 100,
        "done": 100,
    }
    assert service.given_up(job) == []


def test_a_deleted_job_leaves_nothing_behind(demo: Client, service: Service) -> None:
    job = demo.submit_job([THUMBNAIL], [PHOTOS / "rocket.jpg"])
    _finished(demo, job)

    demo.delete_job(job["job_id"])

    s3 = service.aws("s3")
    buckets = [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
    left: list[Any] = []
    for bucket in buckets:
        page = s3.list_object_versions(Bucket=bucket)
        left += [
            entry["Key"] for entry in page.get("Versions", ()) if job["job_id"] in entry["Key"]
        ]
    assert len(buckets) == 2
    assert left == []
    assert demo.get(f"/v1/jobs/{job['job_id']}").status_code == 404
