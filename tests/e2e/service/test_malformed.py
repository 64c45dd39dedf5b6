"""What no queue should hold, sent to all of them while somebody's photos are on their way."""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from darkroom.dead_letters import QUEUES, QueueName
from tests.e2e.service.conftest import PHOTOS, THUMBNAIL
from tests.malformed import MALFORMED
from tests.waiting import until
from tools.client import Client, Json
from tools.service import Service
from tools.torture.photos import upload_all

_LARGE: Json = {"name": "large", "operations": [{"operation": "upscale", "factor": 2}]}
_OF_EACH = 40
_DEADLINE_SECONDS = 180
# SQS refuses everything else, and what is empty.
_TAKEN = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]{1,1000000}")


def _sent(service: Service) -> Iterator[tuple[QueueName, str]]:
    """The queue and the id of each message, of every kind some."""
    for queue in QUEUES:
        bodies = [body for body in MALFORMED[queue].values() if _TAKEN.fullmatch(body)]
        for body in islice(bodies, 0, None, len(bodies) // _OF_EACH):
            yield queue, service.send(queue, body)


def test_each_becomes_a_letter_with_the_reason_and_photos_beside_them_are_done(
    demo: Client, service: Service
) -> None:
    photos: list[Path] = [PHOTOS / "rocket.jpg"] * 12
    job = demo.open_job([THUMBNAIL, _LARGE], photos)

    sent = list(_sent(service))
    upload_all(demo, job, photos)

    *_, status = demo.progress(job["job_id"])
    assert status["counts"]["done"] == len(photos)
    assert service.given_up(job) == []
    until(
        lambda: {letter.message_id for letter in service.letters()} >= {id_ for _, id_ in sent},
        patience_seconds=_DEADLINE_SECONDS,
    )
    kept = {letter.message_id: letter for letter in service.letters()}
    assert all(sum(name == queue for name, _ in sent) >= _OF_EACH for queue in QUEUES)
    for queue, message_id in sent:
        letter = kept[message_id]
        assert (letter.queue, letter.reason, bool(letter.faults)) == (queue, "malformed", True)
