"""A client of the HTTP API, such as a user would write one."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import requests

TIMEOUT_SECONDS = 35
FORMS_AT_A_TIME = 25
CONTENT_TYPES = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".heic": "image/heic",
    ".avif": "image/avif",
    ".tiff": "image/tiff",
    ".gif": "image/gif",
}

Json = dict[str, Any]


class Client:
    """A signed-in user of the service."""

    def __init__(self, url: str, access_token: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {access_token}"
        # Uploads and downloads carry their own signature: a token beside it would be refused.
        self._bare = requests.Session()

    @property
    def user_id(self) -> str:
        """Return who the token says this is."""
        token = str(self._session.headers["Authorization"])
        claims = token.split(".")[1]
        told: Json = json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        return str(told["sub"])

    @classmethod
    def signed_in(cls, url: str, user: str = "demo_user") -> Self:
        """Sign one of the demo users of /config.json in."""
        return cls(url, cls.sign_in(url, user)["AccessToken"])

    @classmethod
    def signed_in_as(cls, url: str, username: str, password: str) -> Self:
        """Sign somebody in."""
        config = cls.configuration(url)
        return cls(url, cls._tokens(config, username, password)["AccessToken"])

    @classmethod
    def sign_in(cls, url: str, user: str = "demo_user") -> Json:
        """Return a demo user's tokens, as Cognito answers them."""
        config = cls.configuration(url)
        return cls._tokens(config, **config[user])

    @staticmethod
    def configuration(url: str) -> Json:
        """Return where to sign in, and as whom one may."""
        config: Json = _checked(requests.get(f"{url}/config.json", timeout=TIMEOUT_SECONDS)).json()
        return config

    @staticmethod
    def _tokens(config: Json, username: str, password: str) -> Json:
        answer = requests.post(
            config["sign_in_endpoint"],
            headers={
                "Content-Type": "application/x-amz-json-1.1",
                "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
            },
            json={
                "AuthFlow": "USER_PASSWORD_AUTH",
                "ClientId": config["user_pool_client_id"],
                "AuthParameters": {"USERNAME": username, "PASSWORD": password},
            },
            timeout=TIMEOUT_SECONDS,
        )
        tokens: Json = _checked(answer).json()["AuthenticationResult"]
        return tokens

    def open_job(
        self,
        outputs: Sequence[Json],
        photos: Sequence[Path],
        *,
        key: str | None = None,
        tells_size: bool = True,
    ) -> Json:
        """Open a job for photos that lie here as files; `key` is an idempotency key."""
        named = [
            {
                "name": photo.name,
                "content_type": CONTENT_TYPES[photo.suffix],
                **({"size": photo.stat().st_size} if tells_size else {}),
            }
            for photo in photos
        ]
        headers = {"Idempotency-Key": key} if key else {}
        body = {"outputs": outputs, "photos": named}
        return self.ask("POST", "/v1/jobs", json=body, headers=headers)

    def submit_job(self, outputs: Sequence[Json], photos: Sequence[Path]) -> Json:
        """Open a job with its photos in the same request: up to 4.5 MB in all."""
        files = [
            ("photos", (photo.name, photo.read_bytes(), CONTENT_TYPES[photo.suffix]))
            for photo in photos
        ]
        form = {"job": json.dumps({"outputs": outputs})}
        return self.ask("POST", "/v1/jobs", data=form, files=files)

    def get(self, path: str) -> requests.Response:
        """Ask for any path of the API, and take whatever the answer is."""
        return self._session.get(self._url + path, allow_redirects=False, timeout=TIMEOUT_SECONDS)

    def upload_forms(self, job: Json) -> Iterator[tuple[str, Json]]:
        """Yield each photo's id with its upload form, signed in lots, as they are wanted."""
        unsigned = []
        for photo in job["photos"]:
            if photo["upload"]:
                yield photo["photo_id"], photo["upload"]
            else:
                unsigned.append(photo["photo_id"])
        for start in range(0, len(unsigned), FORMS_AT_A_TIME):
            lot = {"photo_ids": unsigned[start : start + FORMS_AT_A_TIME]}
            answer = self.ask("POST", f"/v1/jobs/{job['job_id']}/uploads", json=lot)
            for signed in answer["photos"]:
                yield signed["photo_id"], signed["upload"]

    def upload(self, form: Json, photo: Path) -> None:
        """Send one photo straight to the bucket."""
        with photo.open("rb") as body:
            _checked(
                self._bare.post(
                    form["url"],
                    data=form["fields"],
                    files={"file": (photo.name, body)},
                    timeout=TIMEOUT_SECONDS,
                )
            )

    def progress(self, job_id: str) -> Iterator[Json]:
        """Yield the job's status each time it changes, until it is no longer open."""
        tag = ""
        while True:
            answer = self._call(
                "GET",
                f"/v1/jobs/{job_id}",
                params={"wait": 20},
                headers={"If-None-Match": tag} if tag else {},
            )
            if answer.status_code == requests.codes.not_modified:
                continue
            tag = answer.headers["ETag"]
            status: Json = answer.json()
            yield status
            if status["state"] != "open":
                return

    def photos(self, job_id: str) -> list[Json]:
        """Return every photo of a job."""
        return self.listed(f"/v1/jobs/{job_id}/photos")

    def download(self, path: str) -> bytes:
        """Follow the redirect to a finished output."""
        location = self._call("GET", path, allow_redirects=False).headers["Location"]
        return _checked(self._bare.get(location, timeout=TIMEOUT_SECONDS)).content

    def delete_job(self, job_id: str) -> None:
        """Remove a job with its uploads and results."""
        self._call("DELETE", f"/v1/jobs/{job_id}")

    def ask(self, method: str, path: str, **options: Any) -> Json:  # noqa: ANN401 - as requests
        """Ask for any path of the API, and take the JSON of a good answer."""
        body: Json = self._call(method, path, **options).json()
        return body

    def listed(self, path: str, **params: object) -> list[Json]:
        """Return all that a list holds, page by page."""
        found: list[Json] = []
        while True:
            page = self.ask("GET", path, params=params)
            found += page["items"]
            if page["cursor"] is None:
                return found
            params["cursor"] = page["cursor"]

    def _call(
        self,
        method: str,
        path: str,
        **options: Any,  # noqa: ANN401 - as requests
    ) -> requests.Response:
        options = {"timeout": TIMEOUT_SECONDS, **options}
        return _checked(self._session.request(method, self._url + path, **options))


def extensions(photo: Json) -> Mapping[str, str]:
    """Return the file extension of each finished output of a photo."""
    by_type = {kind: extension for extension, kind in CONTENT_TYPES.items()}
    return {
        output["name"]: by_type[output["content_type"]]
        for output in photo["outputs"]
        if output["state"] == "done"
    }


def _checked(answer: requests.Response) -> requests.Response:
    if not answer.ok:
        message = f"{answer.request.method} {answer.url.split('?')[0]}: {answer.status_code}"
        raise requests.HTTPError(f"{message} {answer.text[:500]}", response=answer)
    return answer
