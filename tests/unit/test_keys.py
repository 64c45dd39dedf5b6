"""Where objects lie."""

import pytest

from darkroom.jobs import PhotoAddress
from darkroom.keys import (
    UploadKey,
    inline_key,
    is_upload_key,
    library_key,
    parse_upload_key,
    result_key,
    result_prefix,
    upload_key,
    upload_prefixes,
)
from tests.builders import build_job, build_photo


def test_an_upload_key_says_whose_photo_it_is() -> None:
    key = upload_key("0b5a-user", "job_01", "pho_02")

    whose = parse_upload_key(key)

    assert whose == UploadKey(user_id="0b5a-user", job_id="job_01", photo_id="pho_02")


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("", id="nothing"),
        pytest.param("uploads/user/job_1", id="no photo"),
        pytest.param("uploads/user/job_1/pho_1/more", id="too deep"),
        pytest.param("uploads/user/job_1/pho_1\n", id="line feed at the end"),
        pytest.param("other/uploads/user/job_1/pho_1", id="another prefix"),
        pytest.param("inline/user/job_1/pho_1", id="inline"),
        pytest.param("library/user/lib_1/pho_1", id="library"),
        pytest.param("uploads/user/lib_1/pho_1", id="upload of a library"),
        pytest.param("uploads/../job_1/pho_1", id="dots"),
        pytest.param("uploads//job_1/pho_1", id="no user"),
        pytest.param("uploads/usér/job_1/pho_1", id="not ASCII"),
        pytest.param("uploads/user/job_1/photo.jpg", id="file name"),
    ],
)
def test_any_other_key_is_nobodys(key: str) -> None:
    assert parse_upload_key(key) is None


def test_an_inline_photo_is_not_announced() -> None:
    key = inline_key("user", "job_1", "pho_1")

    assert parse_upload_key(key) is None


def test_every_original_of_a_job_lies_under_its_prefixes() -> None:
    prefixes = upload_prefixes("user", "job_1")

    for key in (upload_key("user", "job_1", "pho_1"), inline_key("user", "job_1", "pho_1")):
        assert key.startswith(prefixes)


def test_what_a_library_keeps_lies_apart() -> None:
    photo = build_photo(build_job(user_id="user", job_id="lib_1"))

    assert library_key("user", "lib_1", "pho_1").startswith(upload_prefixes("user", "lib_1"))
    assert upload_prefixes("user", "lib_1") == ("library/user/lib_1/",)
    result = result_key(PhotoAddress.of(photo), "current", "jpg")
    assert result.startswith(result_prefix("user", "lib_1"))
    assert result_prefix("user", "lib_1") == "library/user/lib_1/"


@pytest.mark.parametrize("job_id", ["job_1", "lib_1"])
def test_an_original_lies_where_its_photos_originals_lie(job_id: str) -> None:
    photo = PhotoAddress.of(build_photo(build_job(job_id=job_id)))
    whose = (photo.user_id, photo.job_id, photo.photo_id)

    keys = [upload_key(*whose), inline_key(*whose), library_key(*whose)]

    is_library = job_id == "lib_1"
    assert [is_upload_key(key, photo) for key in keys] == [not is_library] * 2 + [is_library]


@pytest.mark.parametrize(
    ("user_id", "job_id"),
    [
        pytest.param("user", "job_10", id="job with a longer id"),
        pytest.param("user2", "job_1", id="user with a longer id"),
    ],
)
def test_a_prefix_holds_no_other_jobs_objects(user_id: str, job_id: str) -> None:
    photo = build_photo(build_job(user_id=user_id, job_id=job_id))

    assert not upload_key(user_id, job_id, "pho_1").startswith(upload_prefixes("user", "job_1"))
    result = result_key(PhotoAddress.of(photo), "web", "jpg")
    assert not result.startswith(result_prefix("user", "job_1"))


def test_the_same_work_has_the_same_key_and_a_retry_another() -> None:
    photo = build_photo(build_job())
    first = PhotoAddress.of(photo)
    second = first.model_copy(update={"generation": 2})

    keys = [result_key(address, "web", "jpg") for address in (first, first, second)]

    assert keys[0] == keys[1] != keys[2]
    assert all(key.startswith(result_prefix(photo.user_id, photo.job_id)) for key in keys)
