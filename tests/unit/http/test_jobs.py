"""Listing, watching and deleting jobs."""

from datetime import timedelta

from darkroom.jobs import (
    Job,
    JobState,
    Photo,
    PhotoAddress,
    PhotoState,
    Problem,
    Progress,
    Sighting,
    Source,
)
from darkroom.keys import inline_key, upload_key
from darkroom.ports import PhotoChange
from tests.builders import NOW, USER, build_job, build_photo, build_photos, uploaded
from tests.unit.http.client import Client
from tests.unit.http.requests import new_job


def stored(client: Client, **values: object) -> Job:
    job = build_job(**values)
    client.table.create(job, build_photos(job), None)
    return job


def move(client: Client, photo: Photo, state: PhotoState) -> None:
    client.table.move_photo(PhotoChange(photo=PhotoAddress.of(photo), state=state, at=NOW))
    seen = Progress.of([Sighting(photo.number, 1, state)])
    client.table.note_progress(photo.user_id, photo.job_id, seen)


def move_while_waiting(client: Client, job: Job) -> None:
    (photo,) = client.table.photos(job.job_id, limit=1, cursor=None).items
    client.clock.while_sleeping = lambda: move(client, photo, PhotoState.QUEUED)


def test_a_job_says_where_it_stands(client: Client) -> None:
    job = stored(client, photo_count=3)
    states = (PhotoState.DONE, PhotoState.FAILED, PhotoState.QUEUED)
    for photo, state in zip(build_photos(job), states, strict=True):
        move(client, photo, state)

    answer = client.get(f"/v1/jobs/{job.job_id}")

    body = answer.json
    assert answer.status == 200
    assert (body["job_id"], body["state"], body["completed_at"]) == (job.job_id, "open", None)
    assert body["created_at"] == "2026-11-20T12:00:00Z"
    assert body["counts"] == {
        "total": 3,
        "awaiting_upload": 0,
        "queued": 1,
        "processing": 0,
        "done": 1,
        "failed": 1,
        "cancelled": 0,
        "expired": 0,
    }


def test_a_completed_job_says_when(client: Client) -> None:
    job = stored(client, state=JobState.COMPLETED, completed_at=NOW + timedelta(seconds=1))

    body = client.get(f"/v1/jobs/{job.job_id}").json

    assert (body["state"], body["completed_at"]) == ("completed", "2026-11-20T12:00:01Z")


def test_what_a_client_knows_already_is_not_sent_again(client: Client) -> None:
    path = f"/v1/jobs/{stored(client).job_id}"
    first = client.get(path)

    again = client.get(path, known=first.headers["etag"])

    assert (again.status, again.text) == (304, "")
    assert again.headers["etag"] == first.headers["etag"]


def test_a_tag_is_known_in_any_company(client: Client) -> None:
    path = f"/v1/jobs/{stored(client).job_id}"
    tag = client.get(path).headers["etag"]

    statuses = [
        client.get(path, known=known).status
        for known in (f'"other", W/{tag}', "*", '"other"', tag.strip('"'))
    ]

    assert statuses == [304, 304, 200, 200]


def test_a_job_that_moved_has_another_tag(client: Client) -> None:
    job = stored(client)
    path = f"/v1/jobs/{job.job_id}"
    tag = client.get(path).headers["etag"]
    (photo,) = client.table.photos(job.job_id, limit=1, cursor=None).items
    move(client, photo, PhotoState.QUEUED)

    answer = client.get(path, known=tag)

    assert answer.status == 200
    assert answer.headers["etag"] != tag


def test_a_wait_is_answered_when_a_photo_moves(client: Client) -> None:
    job = stored(client)
    path = f"/v1/jobs/{job.job_id}"
    tag = client.get(path).headers["etag"]
    move_while_waiting(client, job)

    answer = client.get(path, query={"wait": "20"}, known=tag)

    assert (answer.status, answer.json["counts"]["queued"]) == (200, 1)
    assert client.clock.now() == NOW + timedelta(seconds=1)


def test_a_wait_needs_no_tag(client: Client) -> None:
    job = stored(client)
    move_while_waiting(client, job)

    answer = client.get(f"/v1/jobs/{job.job_id}", query={"wait": "20"})

    assert (answer.status, answer.json["counts"]["queued"]) == (200, 1)


def test_a_wait_without_news_ends_with_what_the_client_knows(client: Client) -> None:
    path = f"/v1/jobs/{stored(client).job_id}"
    tag = client.get(path).headers["etag"]

    answer = client.get(path, query={"wait": "20"}, known=tag)

    assert answer.status == 304
    assert client.clock.now() == NOW + timedelta(seconds=20)


def test_news_that_a_client_has_not_seen_needs_no_wait(client: Client) -> None:
    path = f"/v1/jobs/{stored(client).job_id}"

    answer = client.get(path, query={"wait": "20"}, known='"older"')

    assert answer.status == 200
    assert client.clock.now() == NOW


def test_jobs_are_paged_newest_first(client: Client) -> None:
    jobs = [stored(client, created_at=NOW + timedelta(minutes=minute)) for minute in range(3)]
    stored(client, user_id="user-2")

    first = client.get("/v1/jobs", query={"limit": "2"}).json
    second = client.get("/v1/jobs", query={"limit": "2", "cursor": first["cursor"]}).json

    listed = [job["job_id"] for job in first["items"] + second["items"]]
    assert listed == [job.job_id for job in reversed(jobs)]
    assert second["cursor"] is None
    assert first["items"][0]["counts"]["total"] == 1


def test_a_deleted_job_is_gone(client: Client) -> None:
    job_id = client.post("/v1/jobs", new_job()).json["job_id"]

    answer = client.delete(f"/v1/jobs/{job_id}")

    assert (answer.status, answer.text) == (204, "")
    assert client.get(f"/v1/jobs/{job_id}").status == 404
    assert client.delete(f"/v1/jobs/{job_id}").status == 404
    assert client.table.job(USER, job_id) is None


def test_the_key_of_a_deleted_job_says_that_it_was_deleted(client: Client) -> None:
    job_id = client.post("/v1/jobs", new_job(), key="key").json["job_id"]
    client.delete(f"/v1/jobs/{job_id}")

    answer = client.post("/v1/jobs", new_job(), key="key")

    assert (answer.status, answer.json["code"]) == (409, "job_deleted")
    assert "was deleted" in answer.json["detail"]


def test_a_deletion_that_cannot_be_finished_now_is_a_deletion(client: Client) -> None:
    job_id = client.post("/v1/jobs", new_job()).json["job_id"]
    client.results.is_out_of_reach = True

    answer = client.delete(f"/v1/jobs/{job_id}")

    assert answer.status == 204
    assert client.get(f"/v1/jobs/{job_id}").status == 404
    assert client.table.tombstone(job_id)


def test_a_job_that_failed_is_open_again_when_it_is_retried(client: Client) -> None:
    job = build_job(
        state=JobState.COMPLETED, completed_at=NOW, progress=Progress(failed=frozenset({0}))
    )
    photo = uploaded(build_photo(job, state=PhotoState.FAILED))
    client.table.create(job, [photo], None)

    answer = client.post(f"/v1/jobs/{job.job_id}/retry", "")

    body = answer.json
    assert answer.status == 202
    assert (body["state"], body["completed_at"]) == ("open", None)
    assert (body["counts"]["queued"], body["counts"]["failed"]) == (1, 0)
    assert [request.photo.generation for request in client.requests.sent] == [2]
    assert client.get(f"/v1/jobs/{job.job_id}").json == body


def test_a_photo_that_came_in_a_form_and_was_none_gets_an_upload_form(client: Client) -> None:
    job = build_job(state=JobState.COMPLETED)
    photo = build_photo(job, state=PhotoState.FAILED)
    key = inline_key(USER, job.job_id, photo.photo_id)
    failed = {
        "source": Source(key=key, version_id="v1"),
        "error": Problem(code="not_a_photo", message="This file is not a photo."),
    }
    client.table.create(job, [photo.model_copy(update=failed)], None)

    retried = client.post(f"/v1/jobs/{job.job_id}/retry", "")
    wanted = {"photo_ids": [photo.photo_id]}
    signed = client.post(f"/v1/jobs/{job.job_id}/uploads", wanted)

    assert retried.json["counts"]["awaiting_upload"] == 1
    assert client.requests.sent == []
    fields = signed.json["photos"][0]["upload"]["fields"]
    assert fields["key"] == upload_key(USER, job.job_id, photo.photo_id)


def test_a_job_without_failures_is_answered_as_it_is(client: Client) -> None:
    job = stored(client)

    answer = client.post(f"/v1/jobs/{job.job_id}/retry", "")

    assert (answer.status, answer.json) == (202, client.get(f"/v1/jobs/{job.job_id}").json)
    assert client.table.job(USER, job.job_id) == job


def test_another_users_job_cannot_be_retried(client: Client) -> None:
    job = stored(client, user_id="user-2")

    answer = client.post(f"/v1/jobs/{job.job_id}/retry", "")

    assert answer.status == 404
