"""Watches what is sent, and that no message is acknowledged before it has had its effect."""

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from darkroom.dead_letters import REVIVED
from darkroom.jobs import TERMINAL, Photo, PhotoState, Source
from darkroom.keys import parse_upload_key
from darkroom.messages import parse_requests
from tests.simulation.deployment import physical_name
from tests.simulation.history import Life, life_of
from tests.simulation.sqs.message import NewMessage, StoredMessage
from tests.simulation.users import CANARY

if TYPE_CHECKING:
    from tests.simulation.world import World


class Mail:
    """What went over the queues."""

    def __init__(self, world: "World") -> None:
        self.requested_ms: dict[Life, int] = {}
        self._world = world
        self._answered: set[tuple[Life, str]] = set()
        self._handed_over: set[Life] = set()
        self._refused: set[str] = set()
        self._revived: set[str] = set()
        self._effects: Mapping[str, Callable[[str], bool]] = {
            "UploadsQueue": self._is_started,
            "RequestQueue": self._is_processed,
            "RetouchQueue": self._is_retouched,
            "ResponseQueue": self._is_recorded,
            physical_name("UserOperationsQueue"): self._is_applied,
        }

    def sent(self, queue: str, new: NewMessage) -> None:
        """A queue has taken a message."""
        if CANARY in new.body:
            self._world.history.accuse("P12", f"a message in {queue} tells a photo's name")
        if REVIVED in new.attributes:
            self._revived.add(_without_mark(new.body))
        message = _parsed(new.body)
        if not message or "photo" not in message:
            return
        address = _address(message)
        match queue:
            case "RequestQueue":
                self.requested_ms.setdefault(address, self._world.scheduler.now_ms)
            case "RetouchQueue":
                self._handed_over.add(address)
            case _ if message["event"] != "photo_started":
                self._answered.add((address, message["lane"]))
                if message["event"] == "photo_refused":
                    self._refused.add(address[1])

    def acknowledged(self, queue: str, message: StoredMessage) -> None:
        """A message is deleted: what it asks for must be done, and nonsense be kept elsewhere."""
        body = message.body
        if queue in self._effects:
            is_done = bool(_parsed(body)) and self._effects[queue](body)
        else:
            is_done = _without_mark(body) in self._revived or self._is_buried(message)
        if not is_done:
            self._world.history.accuse("P11", f"{message.message_id} was forgotten: {body[:200]}")

    def _is_started(self, body: str) -> bool:
        for record in _parsed(body)["Records"]:
            told = record["s3"]["object"]
            source = Source(key=told["key"], version_id=told["versionId"])
            address = parse_upload_key(source.key)
            photo = address and self._world.table.photo(address.job_id, address.photo_id)
            if isinstance(photo, Photo) and self._is_overlooked(photo, source):
                return False
        return True

    def _is_overlooked(self, photo: Photo, source: Source) -> bool:
        is_there = source in self._world.uploads.versions and source not in photo.spent
        is_deleted = photo.job_id in self._world.history.deleted
        waits = photo.state is PhotoState.AWAITING_UPLOAD and photo.photo_id not in self._refused
        return is_there and waits and not is_deleted

    def _is_processed(self, body: str) -> bool:
        (request,) = parse_requests(body)
        address = life_of(request.photo)
        is_answered = (address, "fast") in self._answered or "fast" not in request.lanes
        is_over = address in self._handed_over or address[1] in self._refused
        return is_answered and (is_over or "slow" not in request.lanes)

    def _is_retouched(self, body: str) -> bool:
        return (_address(_parsed(body)), "slow") in self._answered

    def _is_recorded(self, body: str) -> bool:
        message = _parsed(body)
        address = message["photo"]
        photo = self._world.table.photo(address["job_id"], address["photo_id"])
        if message["event"] == "photo_started" or photo is None:
            return True
        if photo.generation != address["generation"] or photo.state in TERMINAL:
            return True
        if message["event"] == "photo_rendered":
            return message["lane"] in photo.answered
        return _is_of_another_upload(photo, message["source"])

    def _is_applied(self, body: str) -> bool:
        message = _parsed(body)
        log = self._world.libraries.log(message["user_id"])
        return log.applied >= min(message["sequence"], log.accepted) or log.halted_at is not None

    def _is_buried(self, message: StoredMessage) -> bool:
        buried = (it.message_id for it in self._world.all_letters())
        return message.message_id in buried


def _is_of_another_upload(photo: Photo, source: Mapping[str, Any]) -> bool:
    return photo.source is not None and photo.source.version_id != source["version_id"]


@lru_cache(maxsize=4096)
def _parsed(body: str) -> Any:  # noqa: ANN401 - any JSON
    """What a message says; None for nonsense."""
    try:
        message = json.loads(body)
    except ValueError:
        return None
    is_ours = isinstance(message, dict) and {"photo", "Records", "ring_id"} & message.keys()
    return message if is_ours else None


def _address(message: Mapping[str, Any]) -> Life:
    photo = message["photo"]
    return photo["job_id"], photo["photo_id"], photo["generation"]


def _without_mark(body: str) -> str:
    """What a message about a log says, but for where that stood when it died."""
    message = _parsed(body)
    return message["ring_id"] if message and "ring_id" in message else body
