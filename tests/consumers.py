"""The functions that take messages, over fakes: as handlers are, but for AWS."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from darkroom.adapters.s3_events import parse_notification
from darkroom.adapters.sqs_batch import PartialBatchResponse, handle_batch
from darkroom.dead_letters import QueueName
from darkroom.jobs import Photo, PhotoAddress, PhotoState
from darkroom.library.contents import Touched
from darkroom.messages import (
    RenderRequest,
    RetouchRequest,
    parse_acceptances,
    parse_requests,
    parse_responses,
    parse_retouches,
)
from darkroom.ports import Deliveries
from darkroom.retries import Redelivery
from darkroom.services.lane_work import Renderer
from darkroom.services.process_photos import ProcessPhotos
from darkroom.services.record_responses import RecordResponses
from darkroom.services.retouch_photos import RetouchPhotos
from darkroom.services.start_photos import StartPhotos
from tests.builders import (
    JPEG,
    NOW,
    USER,
    build_job,
    build_photo,
    build_request,
    build_slow_output,
    rendered,
    s3_notification,
    source_of,
)
from tests.fakes import InMemoryDeliveries, InMemoryJobTable, InMemoryQueue, progress_over
from tests.unit.services.lanes import LaneFakes, render
from tests.unit.services.shelves import Shelf

PARSERS: Final[Mapping[QueueName, Callable[[str], Sequence[Any]]]] = {
    "UploadsQueue": parse_notification,
    "RequestQueue": parse_requests,
    "RetouchQueue": parse_retouches,
    "ResponseQueue": parse_responses,
    "UserOperationsQueue": parse_acceptances,
}


@dataclass
class Consumers(LaneFakes):
    """Every function that takes messages, and what they are all connected to."""

    table: InMemoryJobTable = field(default_factory=InMemoryJobTable)
    requests: InMemoryQueue[RenderRequest] = field(default_factory=InMemoryQueue)
    retouches: InMemoryQueue[RetouchRequest] = field(default_factory=InMemoryQueue)
    deliveries: Deliveries = field(default_factory=InMemoryDeliveries)
    renderer: Renderer = render
    shelf: Shelf = field(default_factory=Shelf)
    photos: list[Photo] = field(default_factory=list)

    def healthy(self, queue: QueueName) -> tuple[Photo, str]:
        """A photo, and a message about it with which nothing is wrong."""
        if queue == "UserOperationsQueue":
            photo = self.shelf.finished_photo()
            self.photos.append(photo)
            add = {"operation": "add_photo", "job_id": photo.job_id, "photo_id": photo.photo_id}
            self.shelf.accepted(add, key=photo.photo_id)
            return photo, self.shelf.queue.sent[-1].model_dump_json()
        job = build_job()
        state = PhotoState.AWAITING_UPLOAD if queue == "UploadsQueue" else PhotoState.QUEUED
        photo = build_photo(job, state=state)
        self.table.create(job, [photo], None)
        self.photos.append(photo)
        source = self.uploads.write(source_of(photo).key, JPEG, "image/jpeg")
        if queue == "UploadsQueue":
            return photo, s3_notification(source.key, version_id=source.version_id)
        if queue == "RequestQueue":
            return photo, build_request(photo, source=source).model_dump_json()
        if queue == "ResponseQueue":
            return photo, rendered(photo).model_dump_json()
        retouch = RetouchRequest(
            photo=PhotoAddress.of(photo),
            source=source,
            outputs=(build_slow_output(),),
            lanes=("slow",),
            queued_at=NOW,
        )
        return photo, retouch.model_dump_json()

    def heard_of(self, queue: QueueName) -> set[str]:
        """The ids of photos whose messages have had an effect."""
        if queue == "UploadsQueue":
            return {request.photo.photo_id for request in self.requests.sent}
        if queue == "ResponseQueue":
            now = (self.table.photo(photo.job_id, photo.photo_id) for photo in self.photos)
            return {photo.photo_id for photo in now if photo and photo.answered}
        if queue == "UserOperationsQueue":
            photo_ids = frozenset(photo.photo_id for photo in self.photos)
            return {*self.shelf.table.found(USER, Touched(photo_ids=photo_ids)).photo_ids}
        return {answer.photo.photo_id for answer in self.answers()}

    def consume(self, queue: QueueName, event: Mapping[str, Any]) -> PartialBatchResponse:
        """Hand a batch to the function that takes the messages of a queue."""
        handle = self._handlers()[queue]
        return handle_batch(event, PARSERS[queue], handle, self.deliveries, self.time)

    def _handlers(self) -> Mapping[QueueName, Callable[[Any], Mapping[int, Redelivery]]]:
        clock, time = self.clock, self.time
        return {
            "UploadsQueue": StartPhotos(
                table=self.table,
                uploads=self.uploads,
                requests=self.requests,
                responses=self.responses,
                clock=clock,
                time=time,
                max_bytes=1000,
            ),
            "RequestQueue": ProcessPhotos(
                work=self.work("fast", self.renderer),
                retouches=self.retouches,
                responses=self.responses,
                clock=clock,
            ),
            "RetouchQueue": RetouchPhotos(
                work=self.work("slow", self.renderer), responses=self.responses
            ),
            "ResponseQueue": RecordResponses(
                table=self.table,
                progress=progress_over(self.table, clock),
                clock=clock,
                time=time,
            ),
            "UserOperationsQueue": self.shelf.apply_operations,
        }
