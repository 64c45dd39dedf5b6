"""What one process is given: its ports, its clock and its luck."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from darkroom.adapters.sqs import SqsQueue
from darkroom.adapters.sqs_batch import Record, handle_records
from darkroom.adapters.sqs_deliveries import SqsDeliveries
from darkroom.dead_letters import QueueName
from darkroom.ids import Ids
from darkroom.imaging.limits import Limits
from darkroom.ports import DeadLetterTable, JobTable, ResultStore, UploadStore
from darkroom.ports.library_table import LibraryTable
from darkroom.recipes import Output
from darkroom.render import RenderedPhoto
from darkroom.retries import Redelivery
from tests.fakes import RecordingMeter
from tests.simulation.contents import render
from tests.simulation.deployment import physical_name
from tests.simulation.environment import Environment
from tests.simulation.faults import Kind
from tests.simulation.ports import Port, SqsEndpoint
from tests.simulation.sqs.client import URL

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_T = TypeVar("_T")

Event = Mapping[str, Any]
Handle = Callable[[Sequence[_T]], Mapping[int, Redelivery]]


class Process:
    """One process, from its ports to the way in which it goes through a batch."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.clock = environment.clock
        self.meter = RecordingMeter()

    def handle(
        self, event: Event, read: Callable[[Record], Sequence[_T]], handle: Handle[_T]
    ) -> object:
        """Go through a batch."""
        deliveries = SqsDeliveries(self.sqs)
        return handle_records(event, read, handle, deliveries, self.environment)

    @cached_property
    def table(self) -> JobTable:
        """The table."""
        return cast("JobTable", self._port("table"))

    @cached_property
    def uploads(self) -> UploadStore:
        """The bucket of uploads."""
        return cast("UploadStore", self._port("uploads"))

    @cached_property
    def results(self) -> ResultStore:
        """The bucket of results."""
        return cast("ResultStore", self._port("results"))

    @cached_property
    def libraries(self) -> LibraryTable:
        """The libraries, and their logs."""
        return cast("LibraryTable", self._port("libraries"))

    @cached_property
    def letters(self) -> DeadLetterTable:
        """The dead letters."""
        return cast("DeadLetterTable", self._port("letters"))

    @cached_property
    def sqs(self) -> "SQSClient":
        """SQS."""
        return cast("SQSClient", SqsEndpoint(self.environment.world.sqs, self.environment))

    def queue(self, name: QueueName) -> SqsQueue:
        """A queue to send to."""
        return SqsQueue(self.sqs, URL + physical_name(name))

    def renderer(self, photo: bytes, outputs: Sequence[Output], limits: Limits) -> RenderedPhoto:
        """The renderer's child process."""
        return self.environment.reach(
            "renderer", Kind.RENDER, lambda: render(photo, outputs, limits)
        )

    @cached_property
    def ids(self) -> Ids:
        """Ids that the same seed makes again."""
        random = self.environment.world.random
        return Ids(token_hex=lambda size: f"{random.getrandbits(size * 8):0{size * 2}x}")

    def _port(self, name: str) -> Port:
        return Port(name, getattr(self.environment.world, name), self.environment)
