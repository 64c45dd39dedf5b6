"""Every port as a process sees it: each call an await point, at which things go wrong."""
# ruff: noqa: N803 - the arguments of SQS's calls have boto3's names.

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from darkroom.errors import TransientError
from tests.simulation.environment import NOTHING_SPECIAL, Environment
from tests.simulation.faults import Fault, Kind
from tests.simulation.sqs.client import URL, SimulatedSqs

if TYPE_CHECKING:
    from botocore.exceptions import _ClientErrorResponseError

_READS: Final = frozenset(
    {
        "albums",
        "body",
        "contents",
        "count_states",
        "find",
        "found",
        "job",
        "job_of_key",
        "jobs",
        "letter",
        "letters",
        "log",
        "operation",
        "operations",
        "operations_between",
        "operations_of_key",
        "photo",
        "photos",
        "read",
        "read_head",
        "sign_download",
        "sign_upload",
        "tombstone",
        "versions",
    }
)
_KINDS: Final[Mapping[str, Kind]] = {
    "due": Kind.LOOK,
    "create": Kind.BULK,
    "remove_photos": Kind.BULK,
    "remove_all": Kind.BULK,
    "add_photos": Kind.TRANSACTION,
    "begin_again": Kind.TRANSACTION,
    "remove_job": Kind.TRANSACTION,
} | dict.fromkeys(_READS, Kind.READ)
# All others write once.


class Port:
    """Stands before a store or table, for one process."""

    def __init__(self, name: str, target: object, environment: Environment) -> None:
        self._name = name
        self._target = target
        self._environment = environment

    def __getattr__(self, method: str) -> Callable[..., Any]:
        point = f"{self._name}.{method}"
        kind = _KINDS.get(method, Kind.WRITE)
        target = getattr(self._target, method)
        torn = getattr(self._target, f"torn_{method}", None)
        stale = getattr(self._target, f"stale_{method}", None)
        reach = self._environment.reach

        def call(*args: object, **named: object) -> Any:  # noqa: ANN401 - whatever it answers
            special: Mapping[Fault, Callable[[], Any]] = NOTHING_SPECIAL
            if torn:
                halved = partial(torn, *args, **named)
                special = {
                    Fault.TORN: partial(self._tear, halved),
                    Fault.HALTING: partial(self._halt, halved),
                }
            elif stale:
                special = {Fault.STALE: partial(stale, *args, **named)}
            return reach(point, kind, partial(target, *args, **named), special)

        # So that the next call need not come this way.
        setattr(self, method, call)
        return call

    def _tear(self, halved: Callable[[], Callable[[], object]]) -> None:
        halved()
        self._environment.die()

    def _halt(self, halved: Callable[[], Callable[[], Any]]) -> Any:  # noqa: ANN401 - whatever it answers
        rest = halved()
        self._environment.halt()
        return rest()


@dataclass(frozen=True)
class _Meta:
    """What a client says of itself."""

    endpoint_url: str = URL.rpartition("/")[0].rpartition("/")[0]


class SqsEndpoint:
    """Stands before SQS, as the client of one process."""

    def __init__(self, sqs: SimulatedSqs, environment: Environment) -> None:
        self.meta = _Meta()
        self._sqs = sqs
        self._environment = environment

    def send_message_batch(
        self, *, QueueUrl: str, Entries: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        """Send a batch."""
        send = partial(self._sqs.send_message_batch, QueueUrl=QueueUrl)
        mischief = self._environment.world.mischief
        return self._reach(
            f"{QueueUrl.removeprefix(URL)}.send",
            Kind.SEND,
            partial(send, Entries=Entries),
            {
                Fault.PARTIAL: partial(self._send_half, send, Entries),
                Fault.DUPLICATE: mischief.twice(partial(send, Entries=Entries)),
                Fault.DELAY: mischief.late(partial(send, Entries=Entries)),
            },
        )

    def send_message(self, *, QueueUrl: str, **message: object) -> dict[str, Any]:
        """Send a message."""
        send = partial(self._sqs.send_message, QueueUrl=QueueUrl, **message)
        mischief = self._environment.world.mischief
        return self._reach(
            f"{QueueUrl.removeprefix(URL)}.send",
            Kind.SEND,
            send,
            {
                Fault.PARTIAL: _refuse,
                Fault.DUPLICATE: mischief.twice(send),
                Fault.DELAY: mischief.late(send),
            },
        )

    def change_message_visibility_batch(
        self, *, QueueUrl: str, Entries: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        """Hide messages for a while."""
        change = partial(
            self._sqs.change_message_visibility_batch, QueueUrl=QueueUrl, Entries=Entries
        )
        return self._reach(f"{QueueUrl.removeprefix(URL)}.hide", Kind.HIDE, change)

    def _reach(
        self,
        point: str,
        kind: Kind,
        effect: Callable[[], dict[str, Any]],
        special: Mapping[Fault, Callable[[], dict[str, Any]]] = NOTHING_SPECIAL,
    ) -> dict[str, Any]:
        try:
            return self._environment.reach(point, kind, effect, special)
        except TransientError as error:
            refusal: _ClientErrorResponseError = {
                "Code": "ServiceUnavailable",
                "Message": str(error),
            }
            raise ClientError({"Error": refusal}, point) from error

    def _send_half(
        self, send: Callable[..., dict[str, Any]], entries: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        """Take every other entry, and none of one."""
        taken = entries[1::2]
        answer = send(Entries=taken) if taken else {"Successful": [], "Failed": []}
        refused = [
            {"Id": entry["Id"], "SenderFault": False, "Code": "ServiceUnavailable"}
            for entry in entries[::2]
        ]
        return {**answer, "Failed": [*answer["Failed"], *refused]}


def _refuse() -> dict[str, Any]:
    raise TransientError("SQS is too busy.")
