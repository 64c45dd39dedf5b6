"""S3, as users and the service's queue see it: uploads, and their announcements."""

import json
from typing import TYPE_CHECKING, Final
from urllib.parse import quote_plus

from darkroom.jobs import Source
from darkroom.ports import UploadForm
from tests.simulation.faults import Fault, Kind
from tests.simulation.sqs.message import NewMessage

if TYPE_CHECKING:
    from tests.simulation.world import World

_SOON_MS: Final = 2_000
_LATE_MS: Final = 1_800_000


class Bucket:
    """Takes uploads as long as their forms are good, and tells the queue of them."""

    def __init__(self, world: "World") -> None:
        self._world = world

    def upload(self, form: UploadForm, body: bytes) -> None:
        """Upload a file."""
        self._world.poller.reach(
            "uploads.upload",
            Kind.UPLOAD,
            lambda: self._store(form, body, 1, _SOON_MS),
            {
                Fault.NO_UPLOAD: lambda: None,
                Fault.EVENT_LOST: lambda: self._store(form, body, 0, _SOON_MS),
                Fault.EVENT_LATE: lambda: self._store(form, body, 1, _LATE_MS),
                Fault.EVENT_TWICE: lambda: self._store(form, body, 2, _SOON_MS),
            },
        )

    def _store(self, form: UploadForm, body: bytes, events: int, within_ms: int) -> None:
        world = self._world
        if world.clock.now() >= form.expires_at:
            return
        source = world.uploads.write(form.fields["key"], body, form.fields["Content-Type"])
        world.times.uploaded(source.key.rpartition("/")[2])
        for _ in range(events):
            event = NewMessage(body=_announce(source), delay_ms=world.random.randrange(within_ms))
            world.sqs.queues["UploadsQueue"].send(event)


def _announce(source: Source) -> str:
    told = {"key": quote_plus(source.key, safe="/"), "versionId": source.version_id}
    return json.dumps({"Records": [{"s3": {"object": told}}]})
