"""One job that is put through something, and is looked at afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tools.client import Client, Json
from tools.service import Service
from tools.torture.audit import Audit, audit
from tools.torture.patience import wait_until
from tools.torture.photos import OUTPUTS, Results, results, small_photos, upload_all
from tools.torture.writes import Writes

# A function that fails half of its invocations may do so several times in a row, a minute each.
QUIET_SECONDS = 900
BEFORE_ANSWERS = ("UploadsQueue", "RequestQueue", "RetouchQueue")


@dataclass(frozen=True)
class Ordeal:
    """A job whose photos are not uploaded yet, and what they give on a quiet day."""

    service: Service
    client: Client
    photos: Sequence[Path]
    job: Json
    usual: Mapping[str, Results]
    writes: Writes

    @classmethod
    def prepare(
        cls, service: Service, folder: Path, photo_count: int, outputs: Sequence[Json] = OUTPUTS
    ) -> Self:
        """Make photos, see what they give while nothing is wrong, and open a job for all."""
        client = Client.signed_in(service.url)
        photos = small_photos(folder, photo_count)
        once = sorted(set(photos))
        quiet = client.open_job(outputs, once)
        upload_all(client, quiet, once)
        wait_until_completed(client, quiet, QUIET_SECONDS)
        usual = dict(results(client, quiet["job_id"]))
        job = client.open_job(outputs, photos)
        return cls(service, client, photos, job, usual, Writes(service))

    def upload(self) -> None:
        """Send all photos."""
        upload_all(self.client, self.job, self.photos)

    def wait_until_completed(self, seconds: float) -> None:
        """Return once nothing is left to do for any photo."""
        wait_until_completed(self.client, self.job, seconds)

    def wait_until_rendered(self, seconds: float) -> None:
        """Return once every photo has been answered for, whether or not that is recorded."""
        wait_until(
            lambda: not any(self.service.waiting()[queue] for queue in BEFORE_ANSWERS),
            seconds=seconds,
            what=lambda: f"not every photo was answered for: {self.service.waiting()}",
        )

    def wait_until_settled(self, seconds: float) -> None:
        """Return once no message is left that could come again."""
        wait_until(
            lambda: not any(self.service.waiting().values()),
            seconds=seconds,
            what=lambda: f"the queues were not emptied: {self.service.waiting()}",
        )

    def audit(self) -> Audit:
        """Look at what came of it."""
        return audit(self.service, self.client, self.job, self.usual, self.writes)


def wait_until_completed(client: Client, job: Json, seconds: float) -> None:
    """Return once a job is over."""

    def status() -> Json:
        found: Json = client.get(f"/v1/jobs/{job['job_id']}").json()
        return found

    wait_until(
        lambda: status()["state"] == "completed",
        seconds=seconds,
        what=lambda: f"the job did not complete: {status()['counts']}",
    )
