"""What every UploadStore does."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from darkroom.adapters.s3 import S3UploadStore
from darkroom.errors import ObjectMissingError, TooManyBytesError
from darkroom.jobs import Source
from darkroom.ports import UploadStore
from tests.builders import JPEG, NOW
from tests.fakes import InMemoryUploadStore, ManualClock

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

KEY = "uploads/user-1/job_1/pho_1"
NO_VERSION = "0b5a2bc2-6b6f-4a52-a7b3-3d9e1a2b3c4d"


def versioned_bucket(client: "S3Client", name: str) -> str:
    client.create_bucket(Bucket=name)
    client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return name


@pytest.fixture(params=["in_memory", "s3"])
def store(request: pytest.FixtureRequest, unique_name: Callable[[str], str]) -> UploadStore:
    if request.param == "in_memory":
        return InMemoryUploadStore()
    client: S3Client = request.getfixturevalue("s3")
    return S3UploadStore(client, versioned_bucket(client, unique_name("uploads")), ManualClock())


def test_a_head_is_the_beginning_and_the_full_size(store: UploadStore) -> None:
    source = store.write(KEY, JPEG + bytes(1000), "image/jpeg")

    head = store.read_head(source, 4)

    assert (head.size, head.head) == (1064, JPEG[:4])


def test_a_file_shorter_than_its_head_is_all_there(store: UploadStore) -> None:
    source = store.write(KEY, b"ab", "image/jpeg")

    head = store.read_head(source, 32)

    assert (head.size, head.head) == (2, b"ab")


def test_an_empty_file_has_an_empty_head(store: UploadStore) -> None:
    source = store.write(KEY, b"", "image/jpeg")

    head = store.read_head(source, 32)

    assert (head.size, head.head) == (0, b"")


def test_a_pinned_version_stays_what_it_was(store: UploadStore) -> None:
    first = store.write(KEY, b"first", "image/jpeg")
    second = store.write(KEY, b"second", "image/jpeg")

    assert store.read_head(first, 32).head == b"first"
    assert store.read(first, max_bytes=100) == b"first"
    assert store.read(second, max_bytes=100) == b"second"


def test_the_head_of_nothing_is_missing(store: UploadStore) -> None:
    with pytest.raises(ObjectMissingError):
        store.read_head(Source(key=KEY, version_id=NO_VERSION), 32)


def test_reading_nothing_is_missing(store: UploadStore) -> None:
    with pytest.raises(ObjectMissingError):
        store.read(Source(key=KEY, version_id=NO_VERSION), 100)


def test_a_version_of_another_key_is_missing(store: UploadStore) -> None:
    elsewhere = store.write(KEY, JPEG, "image/jpeg")
    store.write(KEY + "2", JPEG, "image/jpeg")

    with pytest.raises(ObjectMissingError):
        store.read_head(Source(key=KEY + "2", version_id=elsewhere.version_id), 32)


@pytest.mark.parametrize("max_bytes", [64, 65])
def test_a_file_within_the_limit_is_read_whole(store: UploadStore, max_bytes: int) -> None:
    source = store.write(KEY, JPEG, "image/jpeg")

    assert store.read(source, max_bytes) == JPEG


def test_a_file_one_byte_over_the_limit_is_refused(store: UploadStore) -> None:
    source = store.write(KEY, JPEG, "image/jpeg")

    with pytest.raises(TooManyBytesError):
        store.read(source, max_bytes=63)


def test_a_copy_is_of_the_version_that_was_pinned(store: UploadStore) -> None:
    first = store.write(KEY, b"first", "image/jpeg")
    store.write(KEY, b"second", "image/jpeg")

    copy = store.copy(first, "library/user-1/lib_1/pho_1")

    assert copy.key == "library/user-1/lib_1/pho_1"
    assert store.read(copy, 10) == b"first"
    assert store.find(copy.key) == copy


def test_one_version_is_removed_and_the_others_stay(store: UploadStore) -> None:
    first = store.write(KEY, b"first", "image/jpeg")
    second = store.write(KEY, b"second", "image/jpeg")

    store.remove(second)

    assert store.find(KEY) == first
    assert store.read(first, max_bytes=100) == b"first"
    with pytest.raises(ObjectMissingError):
        store.read(second, max_bytes=100)


def test_what_is_gone_may_be_removed_again(store: UploadStore) -> None:
    source = store.write(KEY, b"first", "image/jpeg")
    store.remove(source)

    store.remove(source)

    assert store.find(KEY) is None


def test_a_copy_stays_when_its_original_goes(store: UploadStore) -> None:
    copy = store.copy(store.write(KEY, JPEG, "image/jpeg"), "library/user-1/lib_1/pho_1")

    store.remove_all("uploads/")

    assert store.read(copy, 100) == JPEG


def test_each_copy_is_a_version_of_its_own(store: UploadStore) -> None:
    original = store.write(KEY, JPEG, "image/jpeg")

    copies = [store.copy(original, "library/user-1/lib_1/pho_1") for _ in range(2)]

    assert copies[0] != copies[1]
    assert [store.read(copy, 100) for copy in copies] == [JPEG, JPEG]


@pytest.mark.parametrize("was_there", [True, False])
def test_what_is_not_there_cannot_be_copied(store: UploadStore, *, was_there: bool) -> None:
    missing = Source(key=KEY, version_id=NO_VERSION)
    if was_there:
        missing = store.write(KEY, JPEG, "image/jpeg")
        store.remove_all(KEY)

    with pytest.raises(ObjectMissingError):
        store.copy(missing, "library/user-1/lib_1/pho_1")


def test_a_form_is_for_one_key_and_ten_minutes(store: UploadStore) -> None:
    form = store.sign_upload(KEY, "image/png", 1000)

    assert form.url.startswith("http")
    assert form.fields["key"] == KEY
    assert form.fields["Content-Type"] == "image/png"
    assert form.expires_at == NOW + timedelta(minutes=10)


def test_a_download_names_its_object_its_version_and_its_file(store: UploadStore) -> None:
    source = store.write(KEY, JPEG, "image/jpeg")

    url = store.sign_download(source, "plage d'été.jpg")

    assert urlsplit(url).path.endswith(KEY)
    assert source.version_id in url
    assert "plage" in url


def test_a_download_is_of_the_version_that_was_pinned(
    s3: "S3Client", unique_name: Callable[[str], str]
) -> None:
    store = S3UploadStore(s3, versioned_bucket(s3, unique_name("uploads")), ManualClock())
    first = store.write(KEY, b"first", "image/png")
    store.write(KEY, b"second", "image/jpeg")

    url = store.sign_download(first, "beach.png")

    with urlopen(url) as answer:  # noqa: S310 - the store's own address
        body, headers = answer.read(), answer.headers
    assert (body, headers["Content-Type"]) == (b"first", "image/png")
    assert headers["Content-Disposition"].startswith('attachment; filename="beach.png"')


def test_removing_a_prefix_removes_every_version_and_nothing_else(store: UploadStore) -> None:
    removed = [store.write(KEY, body, "image/jpeg") for body in (b"first", b"second")]
    removed.append(store.write(KEY + "2", b"third", "image/jpeg"))
    kept = store.write("uploads/user-1/job_2/pho_1", b"fourth", "image/jpeg")

    store.remove_all("uploads/user-1/job_1/")

    for source in removed:
        with pytest.raises(ObjectMissingError):
            store.read(source, 100)
    assert store.read(kept, 100) == b"fourth"


def test_removing_a_prefix_without_objects_is_nothing_to_do(store: UploadStore) -> None:
    kept = store.write(KEY, JPEG, "image/jpeg")

    store.remove_all("uploads/user-1/job_2/")

    assert store.read(kept, 100) == JPEG


def test_the_newest_version_of_an_object_is_found(store: UploadStore) -> None:
    store.write(KEY, b"first", "image/jpeg")
    second = store.write(KEY, b"second", "image/jpeg")
    store.write(KEY + "2", b"another", "image/jpeg")

    assert store.find(KEY) == second


def test_an_object_that_was_never_there_is_not_found(store: UploadStore) -> None:
    store.write(KEY + "2", b"another", "image/jpeg")

    assert store.find(KEY) is None


def test_an_object_that_was_removed_is_not_found(store: UploadStore) -> None:
    store.write(KEY, JPEG, "image/jpeg")

    store.remove_all("uploads/user-1/job_1/")

    assert store.find(KEY) is None


def test_an_object_under_a_delete_marker_is_not_found(
    s3: "S3Client", unique_name: Callable[[str], str]
) -> None:
    bucket = versioned_bucket(s3, unique_name("uploads"))
    store = S3UploadStore(s3, bucket, ManualClock())
    store.write(KEY, JPEG, "image/jpeg")

    s3.delete_object(Bucket=bucket, Key=KEY)

    assert store.find(KEY) is None


def test_an_object_from_before_versions_is_found(
    s3: "S3Client", unique_name: Callable[[str], str]
) -> None:
    bucket = unique_name("uploads")
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key=KEY, Body=JPEG)

    found = S3UploadStore(s3, bucket, ManualClock()).find(KEY)

    assert found == Source(key=KEY, version_id="null")


def test_an_object_that_nobody_may_see_is_no_missing_one(s3: "S3Client") -> None:
    with Stubber(s3) as stubber:
        stubber.add_client_error("head_object", "403", http_status_code=403)

        with pytest.raises(ClientError):
            S3UploadStore(s3, "forbidden", ManualClock()).find(KEY)
