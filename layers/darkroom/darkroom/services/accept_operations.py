"""Accepts changes to a library, once all that they name is known to be there in their turn."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal, NamedTuple

from darkroom.errors import LibraryBehindError, NotFoundError
from darkroom.library.album_operations import CreateAlbum
from darkroom.library.contents import Touched
from darkroom.library.operations import UserOperation
from darkroom.library.photo_operations import AddPhoto
from darkroom.ports import JobTable, KeyedRequest
from darkroom.ports.library_table import LibraryLog, LibraryTable
from darkroom.services.append_operations import AcceptedRequest, AppendOperations
from darkroom.services.originals import original_of

MAX_PENDING: Final = 10_000
"""As many operations may wait to be applied: any of them may make what a request names.

Photos of completed jobs enter beyond it, and so may requests that come at the same moment.
"""

_PAGE: Final = 100


class _Thing(NamedTuple):
    """A photo or an album of a library."""

    kind: Literal["photo", "album"]
    thing_id: str


class _Mention(NamedTuple):
    """Where in a request a thing is named."""

    path: str
    thing: _Thing


@dataclass(frozen=True, kw_only=True)
class AcceptOperations:
    """Accepts the operations of a request whole or not at all.

    What they name has to be in the library, or to be put there by an operation that is before them:
    in the same request, or in the log and not applied yet. Whether they can be applied in their
    turn is another matter, for by then something may have been deleted.
    """

    table: LibraryTable
    jobs: JobTable
    append: AppendOperations

    def __call__(
        self, user_id: str, operations: Sequence[UserOperation], keyed: KeyedRequest
    ) -> AcceptedRequest:
        """Accept them in this order, or answer what the same request was answered before.

        Raises:
            NotFoundError: Something is named that is not there; `path` says where, counting from
                `operations[0]`.
            KeyAlreadyUsedError: The key came with a different request.
            LibraryBehindError: Too many others wait to be applied.
            TransientError: Others kept changing the library.
        """
        earlier = self.append.earlier(user_id, keyed)
        if earlier:
            return earlier
        log = self.table.log(user_id)
        if log.accepted - log.applied + len(operations) > MAX_PENDING:
            raise LibraryBehindError
        self._check(log, operations)
        return self.append(user_id, operations, keyed)

    def _check(self, log: LibraryLog, operations: Sequence[UserOperation]) -> None:
        made: set[_Thing] = set()
        mentions: list[_Mention] = []
        for place, operation in enumerate(operations):
            path = f"operations[{place}]"
            if isinstance(operation, AddPhoto):
                self._check_original(log.user_id, operation, path)
            mentions += [each for each in _mentions(operation, path) if each.thing not in made]
            made |= {*_makes(operation)}
        for mention in self._unknown(log, mentions):
            kind, thing_id = mention.thing
            raise NotFoundError(
                f"There is no {kind} {thing_id} in your library; check its id.", path=mention.path
            )

    def _check_original(self, user_id: str, operation: AddPhoto, path: str) -> None:
        if original_of(self.jobs, user_id, operation.job_id, operation.photo_id) is None:
            message = "There is no finished photo of this id in this job; check both ids."
            raise NotFoundError(message, path=f"{path}.photo_id")

    def _unknown(self, log: LibraryLog, mentions: list[_Mention]) -> list[_Mention]:
        absent = self._absent(log.user_id, mentions)
        # The log was read before the library: what is applied meanwhile is pending still.
        pending = self._pending(log, {mention.thing for mention in absent})
        return [mention for mention in absent if mention.thing not in pending]

    def _absent(self, user_id: str, mentions: list[_Mention]) -> list[_Mention]:
        """Mentions of what is not in the library now."""
        if not mentions:
            return []
        here = self.table.found(user_id, _touched(mention.thing for mention in mentions))
        found = {
            *(_Thing("photo", photo_id) for photo_id in here.photo_ids),
            *(_Thing("album", album_id) for album_id in here.album_ids),
        }
        return [mention for mention in mentions if mention.thing not in found]

    def _pending(self, log: LibraryLog, wanted: set[_Thing]) -> set[_Thing]:
        """Those that operations make which were accepted and were not applied yet."""
        found: set[_Thing] = set()
        after = log.applied
        while found != wanted:
            page = self.table.operations(log.user_id, after=after, limit=_PAGE)
            if not page:
                break
            found |= wanted & {*chain.from_iterable(_makes(each.operation) for each in page)}
            after = page[-1].sequence
        return found


def _touched(things: Iterable[_Thing]) -> Touched:
    named = {*things}
    return Touched(
        photo_ids=frozenset(thing_id for kind, thing_id in named if kind == "photo"),
        album_ids=frozenset(thing_id for kind, thing_id in named if kind == "album"),
    )


def _makes(operation: UserOperation) -> Iterator[_Thing]:
    """What is in the library once this is applied."""
    match operation:
        case AddPhoto(photo_id=photo_id):
            yield _Thing("photo", photo_id)
        case CreateAlbum(album_id=str(album_id)):
            yield _Thing("album", album_id)


def _mentions(operation: UserOperation, path: str) -> Iterator[_Mention]:
    """What has to be in the library before this can be applied."""
    if isinstance(operation, AddPhoto | CreateAlbum):
        return
    fields = operation.model_dump(include={"album_id", "photo_id", "photo_ids"})
    if "album_id" in fields:
        yield _Mention(f"{path}.album_id", _Thing("album", fields["album_id"]))
    if "photo_id" in fields:
        yield _Mention(f"{path}.photo_id", _Thing("photo", fields["photo_id"]))
    for place, photo_id in enumerate(fields.get("photo_ids", ())):
        yield _Mention(f"{path}.photo_ids[{place}]", _Thing("photo", photo_id))
