"""A client of the part of the HTTP API that is about a user's library."""

from uuid import uuid4

from tools.client import Client, Json


class LibraryClient:
    """The library of a signed-in user."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def change(self, *operations: Json, key: str | None = None) -> list[Json]:
        """Send operations, and return their places in the log; `key` is an idempotency key."""
        headers = {"Idempotency-Key": key or uuid4().hex}
        body = {"operations": operations}
        answer = self._client.ask("POST", "/v1/library/operations", json=body, headers=headers)
        places: list[Json] = answer["operations"]
        return places

    def standing(self) -> Json:
        """Return how far the library has come."""
        return self._client.ask("GET", "/v1/library")

    def operation(self, operation_id: str) -> Json:
        """Return one operation."""
        return self._client.ask("GET", f"/v1/library/operations/{operation_id}")

    def operations(self, after: int = 0) -> list[Json]:
        """Return every operation behind a sequence."""
        return self._client.listed("/v1/library/operations", after=after)

    def retry(self, operation_id: str) -> Json:
        """Try the operation once more at which the library is halted."""
        return self._client.ask("POST", f"/v1/library/operations/{operation_id}/retry")

    def skip(self, operation_id: str) -> Json:
        """Leave the operation out at which the library is halted."""
        return self._client.ask("POST", f"/v1/library/operations/{operation_id}/skip")

    def photos(self) -> list[Json]:
        """Return every photo, without its history."""
        return self._client.listed("/v1/library/photos")

    def photo(self, photo_id: str) -> Json:
        """Return one photo with its history."""
        return self._client.ask("GET", f"/v1/library/photos/{photo_id}")

    def current(self, photo_id: str) -> bytes:
        """Download what a photo looks like now."""
        return self._client.download(f"/v1/library/photos/{photo_id}/current")

    def albums(self) -> list[Json]:
        """Return every album, without its photos."""
        return self._client.listed("/v1/library/albums")

    def album(self, album_id: str) -> Json:
        """Return one album with its photos."""
        return self._client.ask("GET", f"/v1/library/albums/{album_id}")
