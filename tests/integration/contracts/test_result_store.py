"""What every ResultStore does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

import pytest

from darkroom.adapters.s3 import S3ResultStore
from darkroom.ports import ResultStore
from tests.fakes import InMemoryResultStore

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

KEY = "results/user-1/job_1/pho_1/1/web.jpg"


@dataclass(frozen=True, kw_only=True)
class Setup:
    """A store, and a look at what it holds."""

    store: ResultStore
    held: Callable[[], Mapping[str, bytes]]


@pytest.fixture(params=["in_memory", "s3"])
def setup(request: pytest.FixtureRequest, unique_name: Callable[[str], str]) -> Setup:
    if request.param == "in_memory":
        fake = InMemoryResultStore()
        return Setup(store=fake, held=lambda: fake.objects)
    client: S3Client = request.getfixturevalue("s3")
    bucket = unique_name("results")
    client.create_bucket(Bucket=bucket)

    def held() -> Mapping[str, bytes]:
        found = client.list_objects_v2(Bucket=bucket).get("Contents", [])
        keys = [entry["Key"] for entry in found]
        return {key: client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}

    return Setup(store=S3ResultStore(client, bucket), held=held)


def test_the_same_key_twice_is_one_output(setup: Setup) -> None:
    setup.store.write(KEY, b"pixels", "image/jpeg")
    setup.store.write(KEY, b"pixels", "image/jpeg")

    assert setup.held() == {KEY: b"pixels"}


def test_removing_a_prefix_removes_nothing_else(setup: Setup) -> None:
    for key in (KEY, KEY.replace("web", "small"), KEY.replace("job_1", "job_2")):
        setup.store.write(key, b"pixels", "image/jpeg")

    setup.store.remove_all("results/user-1/job_1/")

    assert set(setup.held()) == {KEY.replace("job_1", "job_2")}


def test_removing_a_prefix_without_objects_is_nothing_to_do(setup: Setup) -> None:
    setup.store.write(KEY, b"pixels", "image/jpeg")

    setup.store.remove_all("results/user-2/")

    assert set(setup.held()) == {KEY}


def test_a_download_names_its_object_and_its_file(setup: Setup) -> None:
    setup.store.write(KEY, b"pixels", "image/jpeg")

    url = setup.store.sign_download(KEY, "beach-web.jpg")

    assert urlsplit(url).path.endswith(KEY)
    assert "beach-web.jpg" in unquote(url)


def test_a_browser_saves_a_download_under_the_photos_own_name(
    s3: "S3Client", unique_name: Callable[[str], str]
) -> None:
    bucket = unique_name("results")
    s3.create_bucket(Bucket=bucket)
    store = S3ResultStore(s3, bucket)
    store.write(KEY, b"pixels", "image/jpeg")

    url = store.sign_download(KEY, 'plage "d\'été" 🏖.jpg')

    with urlopen(url) as answer:  # noqa: S310 - the store's own address
        body, headers = answer.read(), answer.headers
    kind, plain, extended = headers["Content-Disposition"].split("; ")
    assert (body, headers["Content-Type"]) == (b"pixels", "image/jpeg")
    assert (kind, plain) == ("attachment", 'filename="plage _d\'_t__ _.jpg"')
    assert unquote(extended.removeprefix("filename*=UTF-8''")) == 'plage "d\'été" 🏖.jpg'
