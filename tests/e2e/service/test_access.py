"""Who may see what, through the real gateway and the real user pool."""

import pytest
import requests

from tests.e2e.service.conftest import PHOTOS, THUMBNAIL
from tools.client import Client
from tools.service import Service

_OPEN_PATHS = ["/v1/health", "/v1/openapi.json", "/docs", "/config.json"]


@pytest.mark.parametrize("path", _OPEN_PATHS)
def test_whoever_asks_is_shown_the_public_pages(service: Service, path: str) -> None:
    assert requests.get(service.url + path, timeout=10).status_code == 200


def _tokens(service: Service) -> dict[str, str | None]:
    signed_in = Client.sign_in(service.url)
    access = signed_in["AccessToken"]
    return {
        "token_missing": None,
        "token_invalid": "Bearer not.a.token",
        "access_token_required": f"Bearer {signed_in['IdToken']}",
        "tampered": f"Bearer {access[:-4]}AAAA",
    }


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("token_missing", "token_missing"),
        ("token_invalid", "token_invalid"),
        ("access_token_required", "access_token_required"),
        ("tampered", "token_invalid"),
    ],
)
def test_a_request_without_a_good_access_token_is_refused(
    service: Service, token: str, code: str
) -> None:
    value = _tokens(service)[token]

    answer = requests.get(
        f"{service.url}/v1/jobs", headers={"Authorization": value} if value else {}, timeout=10
    )

    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == code


def test_another_users_job_looks_like_one_that_never_was(
    demo: Client, somebody_else: Client
) -> None:
    job = demo.open_job([THUMBNAIL], [PHOTOS / "rocket.jpg"])
    photo_id = job["photos"][0]["photo_id"]
    foreign = f"/v1/jobs/{job['job_id']}"
    missing = "/v1/jobs/job_that_never_was"

    for rest in ("", "/photos", f"/photos/{photo_id}", f"/photos/{photo_id}/outputs/thumb"):
        theirs, nobodys = somebody_else.get(foreign + rest), somebody_else.get(missing + rest)
        assert theirs.status_code == nobodys.status_code == 404
        assert theirs.content == nobodys.content
    assert demo.get(foreign).status_code == 200


def test_the_same_request_under_one_key_opens_one_job(demo: Client) -> None:
    photos = [PHOTOS / "rocket.jpg"]

    first = demo.open_job([THUMBNAIL], photos, key="my-holiday")
    again = demo.open_job([THUMBNAIL], photos, key="my-holiday")

    assert again["job_id"] == first["job_id"]
    assert [photo["photo_id"] for photo in again["photos"]] == [
        photo["photo_id"] for photo in first["photos"]
    ]
