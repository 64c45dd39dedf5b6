"""Where links that are signed lead."""

from urllib.parse import urlsplit

import pytest

from darkroom.adapters.s3 import S3ResultStore, S3UploadStore
from darkroom.bootstrap.aws import s3_client
from darkroom.clock import SystemClock


@pytest.fixture(params=["us-east-1", "eu-central-1", "eu-south-1"])
def region(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    name: str = request.param
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    return name


def test_an_upload_goes_to_its_own_region(region: str) -> None:
    store = S3UploadStore(s3_client(), "photos", SystemClock())

    form = store.sign_upload("uploads/a", "image/jpeg", 100)

    assert urlsplit(form.url)[1:3] == (f"s3.{region}.amazonaws.com", "/photos")


def test_a_download_comes_from_its_own_region(region: str) -> None:
    url = S3ResultStore(s3_client(), "photos").sign_download("results/a.jpg", "a.jpg")

    assert urlsplit(url)[1:3] == (f"s3.{region}.amazonaws.com", "/photos/results/a.jpg")
