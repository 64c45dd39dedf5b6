"""Upload forms."""

from datetime import timedelta

import pytest

from darkroom.errors import NotFoundError
from darkroom.jobs import MOST_GENERATIONS, Job, PhotoState, Problem, Source
from darkroom.keys import upload_key
from darkroom.services.sign_uploads import (
    LOT,
    AlreadyUploadedError,
    PhotoEndedError,
    SignUploads,
)
from tests.builders import NOW, USER, build_job, build_photo, build_photos, uploaded
from tests.fakes import InMemoryJobTable, InMemoryUploadStore


@pytest.fixture
def table() -> InMemoryJobTable:
    return InMemoryJobTable()


@pytest.fixture
def sign_uploads(table: InMemoryJobTable) -> SignUploads:
    return SignUploads(table=table, uploads=InMemoryUploadStore(), max_bytes=500)


def stored(table: InMemoryJobTable, **values: object) -> Job:
    job = build_job(**values)
    table.create(job, build_photos(job), None)
    return job


def test_a_form_is_for_one_photo_and_twice_the_limit(
    sign_uploads: SignUploads, table: InMemoryJobTable
) -> None:
    job = stored(table)
    (photo,) = table.photos(job.job_id, limit=1, cursor=None).items

    forms = sign_uploads(USER, job.job_id, [photo.photo_id])

    form = forms[photo.photo_id]
    assert form.expires_at == NOW + timedelta(minutes=10)
    assert form.fields == {
        "key": upload_key(USER, job.job_id, photo.photo_id),
        "Content-Type": "image/jpeg",
        "policy": "up to 1000",
    }


def test_the_first_lot_is_of_those_that_await_their_upload(sign_uploads: SignUploads) -> None:
    job = build_job(photo_count=40)
    queued = [build_photo(job, number, state=PhotoState.QUEUED) for number in range(5)]
    waiting = [build_photo(job, number) for number in range(5, 40)]

    forms = sign_uploads.first_lot([*queued, *waiting])

    assert list(forms) == [photo.photo_id for photo in waiting[:LOT]]


def test_nothing_is_signed_for_a_job_that_is_not_there(sign_uploads: SignUploads) -> None:
    with pytest.raises(NotFoundError):
        sign_uploads(USER, "job_of_nobody", ["pho_1"])


def test_nothing_is_signed_for_another_users_job(
    sign_uploads: SignUploads, table: InMemoryJobTable
) -> None:
    job = stored(table, user_id="user-2")
    (photo,) = table.photos(job.job_id, limit=1, cursor=None).items

    with pytest.raises(NotFoundError):
        sign_uploads(USER, job.job_id, [photo.photo_id])


def test_nothing_is_signed_for_a_photo_of_another_job(
    sign_uploads: SignUploads, table: InMemoryJobTable
) -> None:
    job, other = stored(table), stored(table)
    (photo,) = table.photos(other.job_id, limit=1, cursor=None).items

    with pytest.raises(NotFoundError):
        sign_uploads(USER, job.job_id, [photo.photo_id])


@pytest.mark.parametrize(
    "state", [state for state in PhotoState if state is not PhotoState.AWAITING_UPLOAD]
)
def test_nothing_is_signed_for_a_photo_that_is_there(
    sign_uploads: SignUploads, table: InMemoryJobTable, state: PhotoState
) -> None:
    job = build_job()
    photo = uploaded(build_photo(job, 0, state=state))
    table.create(job, [photo], None)

    with pytest.raises(AlreadyUploadedError):
        sign_uploads(USER, job.job_id, [photo.photo_id])


FAILED_FOR_ITS_FILE = {
    "state": PhotoState.FAILED,
    "source": Source(key="uploads/a", version_id="v1"),
    "error": Problem(code="not_a_photo", message="This file is not a photo."),
}


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"state": PhotoState.EXPIRED}, id="never came"),
        pytest.param({"state": PhotoState.FAILED}, id="was never started"),
        pytest.param(FAILED_FOR_ITS_FILE, id="could not be read"),
    ],
)
@pytest.mark.parametrize(
    ("generation", "sentence"),
    [(1, "; retry the job first."), (MOST_GENERATIONS, "; open a new job to send it.")],
)
def test_a_photo_that_ended_without_a_good_upload_says_what_comes_first(
    sign_uploads: SignUploads,
    table: InMemoryJobTable,
    values: dict[str, object],
    generation: int,
    sentence: str,
) -> None:
    job = build_job()
    photo = build_photo(job, 0, generation=generation, **values)
    table.create(job, [photo], None)

    with pytest.raises(PhotoEndedError) as refusal:
        sign_uploads(USER, job.job_id, [photo.photo_id])

    assert refusal.value.code == "photo_ended"
    assert refusal.value.message.endswith(sentence)
