"""Photos and their outputs."""

from datetime import timedelta

import pytest

from darkroom.jobs import Job, OutputResult, Photo, PhotoAddress, PhotoState, Problem
from darkroom.ports import PhotoChange
from tests.builders import (
    NOW,
    build_failure,
    build_job,
    build_output,
    build_photo,
    build_photos,
    build_result,
)
from tests.unit.http.client import Client


@pytest.fixture
def job() -> Job:
    return build_job(outputs=(build_output("web"), build_output("small", 256)))


def stored(client: Client, job: Job, *results: OutputResult, **values: object) -> Photo:
    photo = build_photo(job, 0, **values).model_copy(update={"results": results})
    client.table.create(job, [photo], None)
    return photo


def path_of(photo: Photo) -> str:
    return f"/v1/jobs/{photo.job_id}/photos/{photo.photo_id}"


def test_a_photo_that_waits_has_pending_outputs(client: Client, job: Job) -> None:
    photo = stored(client, job, name="beach.jpg")

    body = client.get(path_of(photo)).json

    assert (body["name"], body["state"], body["error"]) == ("beach.jpg", "awaiting_upload", None)
    assert [(output["name"], output["state"]) for output in body["outputs"]] == [
        ("web", "pending"),
        ("small", "pending"),
    ]
    assert "source" not in body


def test_a_finished_photo_shows_its_outputs(client: Client, job: Job) -> None:
    result = build_result(build_photo(job), "web")
    photo = stored(
        client,
        job,
        result,
        build_failure("small"),
        state=PhotoState.FAILED,
        width=4000,
        height=3000,
        bytes=9_000_000,
        warnings=("no_face_found",),
    )

    body = client.get(path_of(photo)).json

    assert (body["width"], body["height"], body["bytes"]) == (4000, 3000, 9_000_000)
    assert body["warnings"] == ["no_face_found"]
    web, small = body["outputs"]
    assert web == {
        "name": "web",
        "state": "done",
        "width": 1600,
        "height": 1200,
        "bytes": 123_456,
        "content_type": "image/jpeg",
        "error": None,
        "found": {},
        "warnings": [],
        "url": f"{path_of(photo)}/outputs/web",
    }
    assert (small["state"], small["url"]) == ("failed", None)
    assert small["error"]["code"] == "crop_outside_photo"


def test_a_refused_photo_says_why_in_every_output(client: Client, job: Job) -> None:
    error = Problem(code="not_a_photo", message="This is a song.")
    photo = stored(client, job, state=PhotoState.FAILED, error=error)

    body = client.get(path_of(photo)).json

    assert body["error"] == {"code": "not_a_photo", "message": "This is a song."}
    assert [output["state"] for output in body["outputs"]] == ["failed", "failed"]
    assert body["outputs"][0]["error"] == body["error"]


def test_photos_are_paged_in_order(client: Client) -> None:
    job = build_job(photo_count=5)
    photos = build_photos(job)
    client.table.create(job, photos, None)
    path = f"/v1/jobs/{job.job_id}/photos"

    first = client.get(path, query={"limit": "3"}).json
    second = client.get(path, query={"limit": "3", "cursor": first["cursor"]}).json

    listed = [photo["photo_id"] for photo in first["items"] + second["items"]]
    assert listed == [photo.photo_id for photo in photos]
    assert second["cursor"] is None


def test_what_a_client_knows_already_is_not_sent_again(client: Client, job: Job) -> None:
    path = path_of(stored(client, job))
    tag = client.get(path).headers["etag"]

    answer = client.get(path, known=tag)

    assert (answer.status, answer.text) == (304, "")


def test_a_wait_is_answered_when_the_photo_moves(client: Client, job: Job) -> None:
    photo = stored(client, job)
    change = PhotoChange(photo=PhotoAddress.of(photo), state=PhotoState.QUEUED, at=NOW)

    def move() -> None:
        client.table.move_photo(change)

    client.clock.while_sleeping = move

    answer = client.get(path_of(photo), query={"wait": "20"})

    assert answer.json["state"] == "queued"
    assert client.clock.now() < NOW + timedelta(seconds=1)


def test_news_that_a_client_has_not_seen_needs_no_wait(client: Client, job: Job) -> None:
    photo = stored(client, job)

    answer = client.get(path_of(photo), query={"wait": "20"}, known='"older"')

    assert answer.status == 200
    assert client.clock.now() == NOW


def test_a_finished_output_is_where_the_answer_points(client: Client, job: Job) -> None:
    result = build_result(build_photo(job), "web", key="results/user-1/job_1/pho_1/1/web.jpg")
    photo = stored(client, job, result, name="plage.png", state=PhotoState.DONE)

    answer = client.get(f"{path_of(photo)}/outputs/web")

    assert (answer.status, answer.text) == (302, "")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["location"] == (
        "https://results.example/results/user-1/job_1/pho_1/1/web.jpg?as=plage-web.jpg"
    )


def test_an_output_that_is_not_ready_says_so(client: Client, job: Job) -> None:
    photo = stored(client, job)

    answer = client.get(f"{path_of(photo)}/outputs/web")

    assert (answer.status, answer.json["code"]) == (409, "output_not_ready")
    assert "wait until" in answer.json["detail"]


def test_an_output_that_could_not_be_made_says_why(client: Client, job: Job) -> None:
    photo = stored(client, job, build_failure("web"), state=PhotoState.FAILED)

    answer = client.get(f"{path_of(photo)}/outputs/web")

    assert answer.status == 409
    assert answer.json["detail"] == "The crop lies outside the photo."


def test_an_output_that_nobody_asked_for_is_not_there(client: Client, job: Job) -> None:
    photo = stored(client, job)

    answer = client.get(f"{path_of(photo)}/outputs/huge")

    assert (answer.status, answer.json["code"]) == (404, "not_found")
