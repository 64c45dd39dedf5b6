"""Opening jobs, adding photos, signing uploads."""

from dataclasses import replace

import pytest

from darkroom.jobs import JobState
from tests.builders import NOW, USER, build_job, build_photos
from tests.unit.http.client import LIMITS, Client
from tests.unit.http.requests import OUTPUTS, PHOTO, new_job


def test_an_opened_job_answers_every_photo_with_its_form(client: Client) -> None:
    photos = [{**PHOTO, "name": f"{number}.jpg", "size": 1000} for number in range(3)]

    answer = client.post("/v1/jobs", new_job(photos=photos))

    body = answer.json
    assert (answer.status, body["state"]) == (201, "open")
    assert body["expires_at"] == "2026-12-04T12:00:00Z"
    assert [photo["name"] for photo in body["photos"]] == ["0.jpg", "1.jpg", "2.jpg"]
    first = body["photos"][0]
    assert first["state"] == "awaiting_upload"
    assert first["upload"] == {
        "url": "https://uploads.example",
        "fields": {
            "key": f"uploads/{USER}/{body['job_id']}/{first['photo_id']}",
            "Content-Type": "image/jpeg",
            "policy": "up to 10485760",
        },
        "expires_at": "2026-11-20T12:10:00Z",
    }
    assert answer.headers["cache-control"] == "no-store"


def test_only_the_first_25_photos_come_with_forms() -> None:
    client = Client(limits=replace(LIMITS, max_photos=30))

    body = client.post("/v1/jobs", new_job(photos=[PHOTO] * 30)).json

    assert [bool(photo["upload"]) for photo in body["photos"]] == [True] * 25 + [False] * 5


def test_operations_alone_are_short_for_one_output_named_result(client: Client) -> None:
    operations = [{"operation": "thumbnail", "size": 256}]

    opened = client.post("/v1/jobs", {"operations": operations, "photos": [PHOTO]}).json

    (output,) = client.get(f"/v1/jobs/{opened['job_id']}").json["outputs"]
    assert output["name"] == "result"
    assert output["operations"][0]["size"] == 256


def test_the_same_request_under_the_same_key_answers_the_same_job(client: Client) -> None:
    first = client.post("/v1/jobs", new_job(), key="key")

    again = client.post("/v1/jobs", new_job(), key="key")

    assert again.status == 201
    assert again.json == first.json
    assert len(client.get("/v1/jobs").json["items"]) == 1


def test_another_request_under_the_same_key_is_refused(client: Client) -> None:
    client.post("/v1/jobs", new_job(), key="key")

    answer = client.post("/v1/jobs", new_job(photos=[PHOTO, PHOTO]), key="key")

    assert (answer.status, answer.json["code"]) == (409, "idempotency_key_reused")
    assert "new key" in answer.json["detail"]


def test_another_users_key_is_another_key(client: Client) -> None:
    first = client.post("/v1/jobs", new_job(), key="key")

    second = client.post("/v1/jobs", new_job(), key="key", user_id="user-2")

    assert second.status == 201
    assert second.json["job_id"] != first.json["job_id"]


def test_photos_are_added_to_an_open_job(client: Client) -> None:
    job_id = client.post("/v1/jobs", new_job()).json["job_id"]

    answer = client.post(f"/v1/jobs/{job_id}/photos", {"photos": [{**PHOTO, "name": "dog.png"}]})

    assert answer.status == 201
    assert [photo["name"] for photo in answer.json["photos"]] == ["dog.png"]
    assert answer.json["photos"][0]["upload"]
    assert client.get(f"/v1/jobs/{job_id}").json["counts"]["total"] == 2


@pytest.mark.parametrize(
    ("photos", "code", "path"),
    [
        pytest.param([PHOTO] * 5, "too_many_photos", "photos", id="too many in all"),
        pytest.param([], "too_few", "photos", id="none"),
        pytest.param(
            [{**PHOTO, "size": 5_242_881}], "too_many_bytes", "photos[0].size", id="too large"
        ),
    ],
)
def test_photos_that_a_job_cannot_take_are_refused(
    client: Client, photos: list[object], code: str, path: str
) -> None:
    job_id = client.post("/v1/jobs", new_job()).json["job_id"]

    answer = client.post(f"/v1/jobs/{job_id}/photos", {"photos": photos})

    assert (answer.status, answer.json["code"]) == (422, code)
    assert answer.json["errors"][0]["path"] == path


def test_a_job_that_has_ended_takes_no_more_photos(client: Client) -> None:
    job = build_job(state=JobState.COMPLETED, completed_at=NOW)
    client.table.create(job, build_photos(job), None)

    answer = client.post(f"/v1/jobs/{job.job_id}/photos", {"photos": [PHOTO]})

    assert (answer.status, answer.json["code"]) == (409, "job_ended")


def test_forms_are_signed_again_when_asked_for(client: Client) -> None:
    opened = client.post("/v1/jobs", new_job(photos=[PHOTO, PHOTO])).json
    wanted = [photo["photo_id"] for photo in opened["photos"]]
    client.clock.sleep(3600)

    answer = client.post(f"/v1/jobs/{opened['job_id']}/uploads", {"photo_ids": wanted})

    assert answer.status == 200
    assert [photo["photo_id"] for photo in answer.json["photos"]] == wanted
    assert answer.json["photos"][0]["upload"]["expires_at"].startswith("2026-11-20T")


def test_a_photo_that_is_there_gets_no_second_form(client: Client) -> None:
    job = build_job()
    (photo,) = build_photos(job)
    client.table.create(job, [photo.model_copy(update={"state": "done"})], None)

    answer = client.post(f"/v1/jobs/{job.job_id}/uploads", {"photo_ids": [photo.photo_id]})

    assert (answer.status, answer.json["code"]) == (409, "already_uploaded")
    assert answer.json["errors"][0]["path"] == "photo_ids[0]"


def test_a_photo_that_a_job_has_not_is_named_among_others(client: Client) -> None:
    opened = client.post("/v1/jobs", new_job(photos=[PHOTO])).json
    wanted = [opened["photos"][0]["photo_id"], "pho_nobodys"]

    answer = client.post(f"/v1/jobs/{opened['job_id']}/uploads", {"photo_ids": wanted})

    assert (answer.status, answer.json["code"]) == (404, "not_found")
    assert answer.json["errors"][0]["path"] == "photo_ids[1]"


@pytest.mark.parametrize(
    ("photo_ids", "code", "path"),
    [
        pytest.param([], "too_few", "photo_ids", id="none"),
        pytest.param(["pho_1"] * 26, "too_many", "photo_ids", id="26"),
        pytest.param(["p" * 65], "out_of_range", "photo_ids[0]", id="longer than any id"),
        pytest.param([1], "invalid_value", "photo_ids[0]", id="not text"),
    ],
)
def test_a_lot_that_cannot_be_signed_is_refused(
    client: Client, photo_ids: list[object], code: str, path: str
) -> None:
    job_id = client.post("/v1/jobs", new_job()).json["job_id"]

    answer = client.post(f"/v1/jobs/{job_id}/uploads", {"photo_ids": photo_ids})

    assert (answer.status, answer.json["code"]) == (422, code)
    assert answer.json["errors"][0]["path"] == path


def test_outputs_come_back_with_their_defaults_filled_in(client: Client) -> None:
    job_id = client.post("/v1/jobs", new_job()).json["job_id"]

    (output,) = client.get(f"/v1/jobs/{job_id}").json["outputs"]

    assert output["name"] == OUTPUTS[0]["name"]
    assert output["format"] == "same"
    assert output["operations"][0]["fit"] == "contain"
