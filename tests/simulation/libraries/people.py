"""People who change their libraries, and look after them."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from darkroom.errors import ConflictError, KeyAlreadyUsedError, NotFoundError
from darkroom.library.log import AcceptedOperation
from darkroom.library.operations import UserOperation
from darkroom.library.photo_operations import AddPhoto
from darkroom.ports import KeyedRequest
from darkroom.services.append_operations import AcceptedRequest
from tests.libraries import Asked, read_operation
from tests.simulation.client import Client, GaveUpError

if TYPE_CHECKING:
    from tests.simulation.world import World

_HOUR_MS: Final = 3_600_000
_TRIES: Final = 6
_KEY_LIFETIME_MS: Final = 24 * _HOUR_MS


class _Sent(NamedTuple):
    """A request that was accepted, when that was tried first, and the places that it was given."""

    fingerprint: str
    since_ms: int
    operations: tuple[AcceptedOperation, ...]


@dataclass
class Owner:
    """Whoever has a library, and remembers what it was answered."""

    world: "World"
    user_id: str
    _sent: dict[str, _Sent] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._client = Client(self.world, _TRIES)

    def change(self, asked: Sequence[Asked], key: str) -> None:
        """Ask for operations under a key: an earlier answer to it has to be this one's as well."""
        since_ms, fingerprint = self.world.scheduler.now_ms, json.dumps(asked)
        keyed = KeyedRequest(key=key, fingerprint=fingerprint)
        operations = [read_operation(each) for each in asked]
        adding = (each.photo_id for each in operations if isinstance(each, AddPhoto))
        self.world.added_by_people |= {*adding}
        try:
            answer = self._accepted(operations, keyed)
        except KeyAlreadyUsedError:
            self._expect_key_of_another(key, fingerprint)
        except (NotFoundError, GaveUpError):
            # Something is not there; or nobody knows what became of it.
            return
        else:
            self._compare(_Sent(fingerprint, since_ms, answer.operations), key)

    def skip(self) -> None:
        """Go on without the operation that the library is halted at."""
        self._decide(lambda operation_id: self._ask_to("skip", operation_id))

    def retry(self) -> None:
        """Try once more what the library is halted at."""
        self._decide(lambda operation_id: self._ask_to("retry", operation_id))

    def look_after(self) -> None:
        """Have the library go on whenever it is halted; looks at it every hour while it is."""
        while self.world.libraries.log(self.user_id).halted_at is not None:
            self.world.scheduler.pause(_HOUR_MS)
            self.retry()

    def broken(self) -> Iterable[str]:
        """Every operation that was answered has to be in its place in the end."""
        for sent in self._sent.values():
            for told in sent.operations:
                found = self.world.libraries.operation(self.user_id, told.sequence)
                if found is None or _identity(found) != _identity(told):
                    yield f"P6: {told.operation_id} was accepted and is {found}"

    def _accepted(
        self, operations: Sequence[UserOperation], keyed: KeyedRequest
    ) -> AcceptedRequest:
        return self._client.insist(
            lambda api: api.accept_operations(self.user_id, operations, keyed)
        )

    def _expect_key_of_another(self, key: str, fingerprint: str) -> None:
        known = self._sent.get(key)
        if known and known.fingerprint == fingerprint:
            self.world.history.accuse("P6", f"{self.user_id} was refused the answer to {key}")

    def _compare(self, sent: _Sent, key: str) -> None:
        known = self._sent.setdefault(key, sent)
        if known is sent or sent.since_ms - known.since_ms > _KEY_LIFETIME_MS:
            self._sent[key] = sent
        elif [*map(_identity, known.operations)] != [*map(_identity, sent.operations)]:
            self.world.history.accuse("P6", f"{key} of {self.user_id} led to other operations")

    def _decide(self, decide: Callable[[str], object]) -> None:
        place = self.world.libraries.log(self.user_id).halted_at
        operation = place and self.world.libraries.operation(self.user_id, place)
        if operation:
            # Somebody else may decide at the same moment.
            with suppress(GaveUpError, ConflictError):
                decide(operation.operation_id)

    def _ask_to(self, what: str, operation_id: str) -> None:
        self._client.insist(
            lambda api: getattr(api.resume_library, what)(self.user_id, operation_id)
        )


def _identity(operation: AcceptedOperation) -> Mapping[str, object]:
    """What stays as it was accepted."""
    return operation.model_dump(include={"operation_id", "sequence", "operation", "accepted_at"})
