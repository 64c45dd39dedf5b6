"""A user's library with all that surrounds it, in memory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from darkroom.jobs import Photo, PhotoState
from darkroom.keys import upload_key
from darkroom.library.contents import Touched
from darkroom.library.log import AcceptedOperation
from darkroom.library.operations import UserOperation
from darkroom.library.photos import LibraryPhoto
from darkroom.messages import OperationsAccepted, RenderRequest
from darkroom.ports import KeyedRequest
from darkroom.ports.library_table import LibraryLog
from darkroom.retries import Redelivery
from darkroom.services.accept_operations import AcceptOperations
from darkroom.services.append_operations import AcceptedRequest, AppendOperations
from darkroom.services.apply_operations import ApplyOperations
from darkroom.services.doorbell import Doorbell
from darkroom.services.library_doorbell import LibraryDoorbell
from darkroom.services.operation_events import OperationEvents
from darkroom.services.operation_work import OperationWork
from darkroom.services.resume_library import ResumeLibrary
from tests.builders import USER, build_job, build_photo
from tests.fakes import (
    InMemoryJobTable,
    InMemoryQueue,
    InMemoryUploadStore,
    ManualClock,
    RecordingMeter,
    RemainingTime,
)
from tests.libraries import read_operation
from tests.library_fakes import InMemoryLibraryTable

Asked = Mapping[str, object]


@dataclass
class TornTable(InMemoryLibraryTable):
    """A table in which something happens between the reads of a log's two rows, time after time."""

    meanwhile: list[Callable[[], object]] = field(default_factory=list)

    def log(self, user_id: str) -> LibraryLog:
        """Read how far it has come, and later how far it goes."""
        before = super().log(user_id)
        if not self.meanwhile:
            return before
        self.meanwhile.pop(0)()
        after = super().log(user_id)
        return replace(after, applied=before.applied, halted_since=before.halted_since)


@dataclass
class Shelf:
    """Fakes, and the use cases over them."""

    clock: ManualClock = field(default_factory=ManualClock)
    queue: InMemoryQueue[OperationsAccepted] = field(default_factory=InMemoryQueue)
    requests: InMemoryQueue[RenderRequest] = field(default_factory=InMemoryQueue)
    uploads: InMemoryUploadStore = field(default_factory=InMemoryUploadStore)
    meter: RecordingMeter = field(default_factory=RecordingMeter)
    time: RemainingTime = field(default_factory=RemainingTime)

    def __post_init__(self) -> None:
        self.jobs = InMemoryJobTable(clock=self.clock)
        self.table: InMemoryLibraryTable = InMemoryLibraryTable(self.jobs)

    @property
    def doorbell(self) -> LibraryDoorbell:
        """What rings for logs."""
        return LibraryDoorbell(table=self.table, queue=self.queue, clock=self.clock)

    @property
    def append(self) -> AppendOperations:
        """The use case that writes operations."""
        return AppendOperations(table=self.table, doorbell=self.doorbell, clock=self.clock)

    @property
    def accept_operations(self) -> AcceptOperations:
        """The use case that checks them before."""
        return AcceptOperations(table=self.table, jobs=self.jobs, append=self.append)

    @property
    def apply_operations(self) -> ApplyOperations:
        """The use case that applies what was accepted."""
        return ApplyOperations(
            table=self.table,
            work=OperationWork(
                table=self.table, jobs=self.jobs, uploads=self.uploads, clock=self.clock
            ),
            doorbell=Doorbell(table=self.jobs, requests=self.requests, clock=self.clock),
            events=OperationEvents(meter=self.meter),
            time=self.time,
        )

    @property
    def resume(self) -> ResumeLibrary:
        """The use case that lets a library go on."""
        return ResumeLibrary(table=self.table, doorbell=self.doorbell, clock=self.clock)

    def accept(self, *asked: Asked, key: str = "key", fingerprint: str = "f") -> AcceptedRequest:
        """Accept what a request asks for."""
        keyed = KeyedRequest(key=key, fingerprint=fingerprint)
        return self.accept_operations(USER, [read_operation(each) for each in asked], keyed)

    def accepted(self, *asked: Asked, key: str = "key") -> tuple[AcceptedOperation, ...]:
        """Have operations accepted that name what may not be there."""
        operations: list[UserOperation] = [read_operation(each) for each in asked]
        keyed = KeyedRequest(key=key, fingerprint="f")
        return self.append(USER, operations, keyed).operations

    def apply_sent(self) -> dict[int, Redelivery]:
        """Apply everything that was rung for, and forget what is done."""
        sent = [*self.queue.sent]
        again = self.apply_operations(sent)
        self.queue.sent[:] = [message for place, message in enumerate(sent) if place in again]
        return again

    def look(self, photo_id: str) -> LibraryPhoto:
        """A photo of the library as it is now."""
        touched = Touched(photo_ids=frozenset({photo_id}))
        return self.table.contents(USER, touched).photos[photo_id]

    def added_photo(self, number: int = 0) -> LibraryPhoto:
        """A photo of the library that nothing was done to."""
        photo = self.finished_photo(number)
        add = {"operation": "add_photo", "job_id": photo.job_id, "photo_id": photo.photo_id}
        self.accepted(add, key=f"add {number}")
        self.apply_sent()
        return self.look(photo.photo_id)

    def finished_photo(self, number: int = 0, **values: object) -> Photo:
        """A photo of a job that is done, with its upload."""
        photo = build_photo(build_job(), number)
        key = upload_key(photo.user_id, photo.job_id, photo.photo_id)
        source = self.uploads.write(key, f"photo {number}".encode(), "image/jpeg")
        usual = {"state": PhotoState.DONE, "source": source, "width": 4000, "height": 3000}
        photo = photo.model_copy(update=usual | values)
        self.jobs.put([photo], [])
        return photo
