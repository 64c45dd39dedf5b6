"""People with photos in their libraries."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from tools.client import Client, Json
from tools.library_client import LibraryClient
from tools.people import newcomers
from tools.service import Service
from tools.torture.libraries.wishes import Wishes
from tools.torture.patience import wait_until

AT_ONCE = 4
PATIENCE_SECONDS = 300
PHOTOS = 3
SIZE = (48, 32)
THUMBNAIL: Json = {"name": "thumb", "operations": [{"operation": "thumbnail", "size": 64}]}


@dataclass(frozen=True)
class Owner:
    """Somebody whose photos entered the library when their job was completed.

    `answers` are the places that were answered for operations, as they were sent.
    """

    client: Client
    job: Json
    answers: list[tuple[Json, Json]] = field(default_factory=list)

    @property
    def library(self) -> LibraryClient:
        """The library."""
        return LibraryClient(self.client)

    @property
    def photo_ids(self) -> list[str]:
        """The photos of the job."""
        return [photo["photo_id"] for photo in self.job["photos"]]

    @property
    def wishes(self) -> Wishes:
        """What there is to wish for."""
        return Wishes(self.job["job_id"], self.photo_ids)

    def is_settled(self) -> bool:
        """Whether all is applied that was accepted."""
        standing = self.library.standing()
        return bool(standing["applied"] == standing["accepted"])


def tiny_photos(folder: Path) -> list[Path]:
    """A few photos in which edits show: how long they take to render is not the matter."""
    paths = [folder / f"{number}.jpg" for number in range(PHOTOS)]
    for path in paths:
        Image.linear_gradient("L").resize(SIZE).convert("RGB").save(path)
    return paths


def owners(service: Service, count: int, photos: Sequence[Path]) -> list[Owner]:
    """So many newcomers with these photos in their libraries."""
    with ThreadPoolExecutor(AT_ONCE) as openings:
        people = newcomers(service, count)
        jobs = openings.map(lambda client: client.submit_job([THUMBNAIL], photos), people)
        found = [Owner(client, job) for client, job in zip(people, jobs, strict=True)]
    for owner in found:
        _wait_for_photos(owner)
    return found


def _wait_for_photos(owner: Owner) -> None:
    """Return once the photos of the job have entered the library."""
    wait_until(
        lambda: bool(owner.library.standing()["applied"] >= len(owner.photo_ids)),
        seconds=PATIENCE_SECONDS,
        what=lambda: f"no photo entered a library: {owner.library.standing()}",
    )
