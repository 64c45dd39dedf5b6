"""Builds what each function runs, as `darkroom.bootstrap` does on AWS."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, Final, TypeVar, cast

from darkroom.adapters.dead_messages import read_dead_message
from darkroom.adapters.s3_events import parse_notification
from darkroom.adapters.sqs_batch import Record
from darkroom.dead_letters import QUEUES, QueueName
from darkroom.messages import (
    parse_acceptances,
    parse_requests,
    parse_responses,
    parse_retouches,
)
from darkroom.recipes import Lane
from darkroom.services.accept_operations import AcceptOperations
from darkroom.services.append_operations import AppendOperations
from darkroom.services.apply_operations import ApplyOperations
from darkroom.services.begin_again import BeginAgain
from darkroom.services.bury_dead_letters import BuryDeadLetters
from darkroom.services.delete_job import DeleteJob
from darkroom.services.doorbell import Doorbell
from darkroom.services.end_photo import EndPhoto
from darkroom.services.enter_library import EnterLibrary
from darkroom.services.halt_library import HaltLibrary
from darkroom.services.job_progress import JobProgress
from darkroom.services.lane_work import LaneWork
from darkroom.services.library_doorbell import LibraryDoorbell
from darkroom.services.look_after_jobs import LookAfterJobs
from darkroom.services.look_after_libraries import LookAfterLibraries
from darkroom.services.look_after_photos import LookAfterPhotos
from darkroom.services.open_job import AddPhotos, OpenJob
from darkroom.services.operation_events import OperationEvents
from darkroom.services.operation_work import OperationWork
from darkroom.services.process_photos import ProcessPhotos
from darkroom.services.purge import Purge
from darkroom.services.read_jobs import ReadJobs
from darkroom.services.reconcile import Reconcile
from darkroom.services.record_responses import RecordResponses
from darkroom.services.resend_dead_letters import ResendDeadLetters
from darkroom.services.resume_library import ResumeLibrary
from darkroom.services.retouch_photos import RetouchPhotos
from darkroom.services.retry_job import RetryJob
from darkroom.services.sign_uploads import SignUploads
from darkroom.services.start_photos import StartPhotos
from darkroom.services.submit_photos import SubmitPhotos
from tests.simulation.contents import LIMITS
from tests.simulation.deployment import physical_name
from tests.simulation.process import Event, Handle, Process
from tests.simulation.sqs.client import ARN

_T = TypeVar("_T")


DEAD_LETTER_QUEUES: Final[Mapping[QueueName, str]] = {
    name: physical_name(name.removesuffix("Queue") + "DeadLetterQueue") for name in QUEUES
}
_RETENTION: Final = timedelta(days=14)
_MAX_PHOTOS: Final = 500


@dataclass(frozen=True, kw_only=True)
class Api:
    """What clients can ask for, and operators."""

    open_job: OpenJob
    add_photos: AddPhotos
    submit_photos: SubmitPhotos
    sign_uploads: SignUploads
    read_jobs: ReadJobs
    delete_job: DeleteJob
    retry_job: RetryJob
    resend_dead_letters: ResendDeadLetters
    accept_operations: AcceptOperations
    resume_library: ResumeLibrary


class Wiring(Process):
    """The services of one process; a planted bug is another one of these."""

    def handler(self) -> Callable[[Event], object]:
        """What Lambda calls in this process."""
        handler: Callable[[Event], object] = getattr(self, self.environment.function)
        return handler

    def start_photo(self, event: Event) -> object:
        """UploadsQueue."""
        return self.handle(event, _body_read_by(parse_notification), self.start_photos)

    def process_photo(self, event: Event) -> object:
        """RequestQueue."""
        return self.handle(event, _body_read_by(parse_requests), self.process_photos)

    def retouch_photo(self, event: Event) -> object:
        """RetouchQueue."""
        return self.handle(event, _body_read_by(parse_retouches), self.retouch_photos)

    def record_response(self, event: Event) -> object:
        """ResponseQueue."""
        return self.handle(event, _body_read_by(parse_responses), self.record_responses)

    def bury_dead_letters(self, event: Event) -> object:
        """Every dead-letter queue."""
        sources = {ARN + dead: name for name, dead in DEAD_LETTER_QUEUES.items()}
        return self.handle(event, lambda it: read_dead_message(it, sources), self.burials)

    def apply_operation(self, event: Event) -> object:
        """UserOperationsQueue."""
        return self.handle(event, _body_read_by(parse_acceptances), self.apply_operations)

    def reconcile(self, event: Event) -> None:
        """Every minute."""
        del event
        self.reconciliation()

    @cached_property
    def start_photos(self) -> Handle[Any]:
        """What start_photo does."""
        return StartPhotos(
            table=self.table,
            uploads=self.uploads,
            requests=self.queue("RequestQueue"),
            responses=self.queue("ResponseQueue"),
            clock=self.clock,
            max_bytes=LIMITS.max_bytes,
            time=self.environment,
        )

    @cached_property
    def process_photos(self) -> Handle[Any]:
        """What process_photo does."""
        return ProcessPhotos(
            work=self.lane_work("fast"),
            retouches=self.queue("RetouchQueue"),
            responses=self.queue("ResponseQueue"),
            clock=self.clock,
        )

    @cached_property
    def retouch_photos(self) -> Handle[Any]:
        """What retouch_photo does; nobody looks for faces."""
        return RetouchPhotos(work=self.lane_work("slow"), responses=self.queue("ResponseQueue"))

    def lane_work(self, lane: Lane) -> LaneWork:
        """One lane's work on single photos."""
        return LaneWork(
            lane=lane,
            uploads=self.uploads,
            results=self.results,
            renderer=self.renderer,
            limits=LIMITS,
            clock=self.clock,
            meter=self.meter,
            time=self.environment,
        )

    @cached_property
    def record_responses(self) -> Handle[Any]:
        """What record_response does."""
        return RecordResponses(
            table=self.table, progress=self.progress, clock=self.clock, time=self.environment
        )

    @cached_property
    def progress(self) -> JobProgress:
        """Whoever tells jobs."""
        enter_library = EnterLibrary(table=self.table, append=self.append_operations)
        return JobProgress(table=self.table, enter_library=enter_library, clock=self.clock)

    @cached_property
    def end_photo(self) -> EndPhoto:
        """Whoever ends photos that no worker will."""
        return EndPhoto(table=self.table, progress=self.progress)

    @cached_property
    def purge(self) -> Purge:
        """Whoever cleans up."""
        return Purge(table=self.table, uploads=self.uploads, results=self.results)

    @cached_property
    def doorbell(self) -> Doorbell:
        """Whoever rings for photos."""
        return Doorbell(table=self.table, requests=self.queue("RequestQueue"), clock=self.clock)

    @cached_property
    def burials(self) -> Handle[Any]:
        """What bury_dead_letters does."""
        return BuryDeadLetters(
            letters=self.letters,
            table=self.table,
            queues={name: self.queue(name) for name in QUEUES},
            end_photo=self.end_photo,
            halt_library=HaltLibrary(table=self.libraries, clock=self.clock, meter=self.meter),
            clock=self.clock,
            meter=self.meter,
            time=self.environment,
        )

    @cached_property
    def apply_operations(self) -> Handle[Any]:
        """What apply_operation does."""
        work = OperationWork(
            table=self.libraries, jobs=self.table, uploads=self.uploads, clock=self.clock
        )
        return ApplyOperations(
            table=self.libraries,
            work=work,
            doorbell=self.doorbell,
            events=OperationEvents(meter=self.meter),
            time=self.environment,
        )

    @cached_property
    def append_operations(self) -> AppendOperations:
        """Whoever writes operations down."""
        return AppendOperations(
            table=self.libraries, doorbell=self.library_doorbell, clock=self.clock, ids=self.ids
        )

    @cached_property
    def library_doorbell(self) -> LibraryDoorbell:
        """Whoever rings for logs."""
        queue = self.queue("UserOperationsQueue")
        return LibraryDoorbell(table=self.libraries, queue=queue, clock=self.clock)

    @cached_property
    def reconciliation(self) -> Callable[[], None]:
        """What reconcile does."""
        return Reconcile(
            table=self.table,
            photos=self.look_after_photos,
            jobs=LookAfterJobs(
                table=self.table, progress=self.progress, purge=self.purge, clock=self.clock
            ),
            libraries=self.look_after_libraries,
            clock=self.clock,
            meter=self.meter,
            time=self.environment,
        )

    @cached_property
    def look_after_libraries(self) -> LookAfterLibraries:
        """The part of reconcile that is about libraries."""
        return LookAfterLibraries(
            table=self.libraries,
            doorbell=self.library_doorbell,
            clock=self.clock,
            meter=self.meter,
            ids=self.ids,
        )

    @cached_property
    def look_after_photos(self) -> LookAfterPhotos:
        """The part of reconcile that is about photos."""
        return LookAfterPhotos(
            table=self.table,
            uploads=self.uploads,
            doorbell=self.doorbell,
            start_photos=cast("StartPhotos", self.start_photos),
            end_photo=self.end_photo,
            purge=self.purge,
            clock=self.clock,
            meter=self.meter,
            time=self.environment,
        )

    @cached_property
    def api(self) -> Api:
        """What the api does."""
        table, clock, ids = self.table, self.clock, self.ids
        requests = self.queue("RequestQueue")
        return Api(
            open_job=OpenJob(table=table, clock=clock, retention=_RETENTION, ids=ids),
            add_photos=AddPhotos(table=table, clock=clock, max_photos=_MAX_PHOTOS, ids=ids),
            submit_photos=SubmitPhotos(
                table=table,
                uploads=self.uploads,
                requests=requests,
                clock=clock,
                retention=_RETENTION,
                ids=ids,
            ),
            sign_uploads=SignUploads(table=table, uploads=self.uploads, max_bytes=LIMITS.max_bytes),
            read_jobs=ReadJobs(table=table, results=self.results, clock=clock),
            delete_job=DeleteJob(table=table, purge=self.purge, clock=clock),
            retry_job=RetryJob(table=table, begin_again=self.begin_again),
            resend_dead_letters=ResendDeadLetters(
                letters=self.letters,
                table=table,
                libraries=self.libraries,
                begin_again=self.begin_again,
                queues={name: self.queue(name) for name in QUEUES},
                clock=clock,
            ),
            accept_operations=AcceptOperations(
                table=self.libraries, jobs=table, append=self.append_operations
            ),
            resume_library=ResumeLibrary(
                table=self.libraries, doorbell=self.library_doorbell, clock=clock, ids=ids
            ),
        )

    @cached_property
    def begin_again(self) -> BeginAgain:
        """Whoever lets photos begin again."""
        requests = self.queue("RequestQueue")
        return BeginAgain(table=self.table, requests=requests, clock=self.clock)


def _body_read_by(parse: Callable[[str], Sequence[_T]]) -> Callable[[Record], Sequence[_T]]:
    return lambda record: parse(record["body"])
