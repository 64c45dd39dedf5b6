"""Whatever is done to a library, in whatever order: it is what a much simpler one says it is.

`make library-proof` tries 10,000 sequences of 50 operations.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from darkroom.library.albums import Album
from darkroom.library.contents import Changes, Library
from darkroom.library.log import AcceptedOperation, apply, replay
from darkroom.library.photos import LibraryPhoto
from darkroom.library.rejections import RejectedOperationError
from tests.libraries import ROTATE, accept, build_original, part_of
from tests.unit.library import plain
from tests.unit.library.plain import Plain
from tests.unit.library.strategies import (
    ALBUMS,
    CHANGES,
    EDITS,
    JOB,
    PHOTOS,
    SPOILS,
    TURNS,
    ordered,
)

_OTHERS: Final = [f"pho_other{number}" for number in range(999)]
_EDIT: Final[Plain] = {"operation": "apply_edit", "photo_id": "pho_b", "operations": [ROTATE]}
_REVERT: Final[Plain] = {"operation": "revert", "photo_id": "pho_b"}


def _add(photo_id: str) -> Plain:
    return {"operation": "add_photo", "job_id": JOB, "photo_id": photo_id}


def _create(album_id: str) -> Plain:
    return {"operation": "create_album", "album_id": album_id, "name": "Porto"}


def _put(photo_ids: Sequence[str], album_id: str) -> Plain:
    return {"operation": "add_to_album", "album_id": album_id, "photo_ids": photo_ids}


_SMALL: Final = [*map(_add, PHOTOS), *map(_create, ALBUMS), _put(PHOTOS, "alb_a")]
_OTHER_ALBUMS: Final = [f"alb_other{number}" for number in range(97)]

BEGINNINGS: Final = {
    "empty": [],
    "small": _SMALL,
    # 100 albums, one of 1000 photos; photo a is in 50 of them, and photo b has 100 entries in its
    # history, the last of 19 operations: no more of anything.
    "full": [
        *map(_add, (*PHOTOS, *_OTHERS)),
        *map(_create, (*ALBUMS, *_OTHER_ALBUMS)),
        *(_put(_OTHERS[first : first + 100], "alb_a") for first in range(0, len(_OTHERS), 100)),
        *(_put(["pho_a"], album_id) for album_id in ["alb_a", *_OTHER_ALBUMS[:49]]),
        *[_EDIT] * 19,
        *[_REVERT, *[_EDIT] * 19] * 4,
    ],
}


@cache
def begun(beginning: str) -> tuple[Library, Plain]:
    """Both libraries, after the same operations."""
    photo_ids = [*PHOTOS, *_OTHERS]
    library = Library(originals={(JOB, each): build_original(each) for each in photo_ids})
    same = plain.empty({(JOB, each): f"{each}.jpg" for each in photo_ids})
    log = [accept(each, number) for number, each in enumerate(BEGINNINGS[beginning], 1)]
    for accepted in log:
        plain.do(same, said(accepted), accepted.sequence, accepted.accepted_at)
    return replay(log, library).library, same


def said(accepted: AcceptedOperation) -> Plain:
    """An operation in the words of the plain library, to which what is done to pixels is opaque."""
    fields = dict(accepted.operation)
    return {name: list(each) if isinstance(each, tuple) else each for name, each in fields.items()}


def told_photo(photo: LibraryPhoto) -> Plain:
    """A photo in the words of the plain library."""
    entries, position = [list(entry) for entry in photo.history], photo.position
    return {
        "name": photo.name,
        "past": entries[:position],
        "now": entries[position],
        "future": entries[position + 1 :],
        "version": photo.version,
        "added": photo.added_at,
        "changed": photo.changed_at,
    }


def told_album(album: Album) -> Plain:
    """An album in the words of the plain library."""
    return {
        "name": album.name,
        "photos": list(album.photo_ids),
        "cover": album.cover,
        "created": album.created_at,
        "changed": album.changed_at,
    }


class LibraryMachine(RuleBasedStateMachine):
    """Does the same to both libraries, the real one as it is done behind a queue.

    That is: with an operation that was written and read meanwhile, and knowing no more of the
    library than what the operation says that it touches.
    """

    def __init__(self) -> None:
        super().__init__()
        self.log: list[AcceptedOperation] = []
        self.codes: dict[int, str] = {}

    @initialize(beginning=st.sampled_from(sorted(BEGINNINGS)))
    def begin(self, beginning: str) -> None:
        """Take two libraries of the same contents."""
        self.first, same = begun(beginning)
        self.library, self.plain = self.first, plain.copied(same)

    @rule(operation=EDITS)
    def edit(self, operation: Mapping[str, object]) -> None:
        """Give a photo another look."""
        self._do(operation)

    @rule(operation=CHANGES, turn=TURNS, spoil=SPOILS)
    def change(self, operation: Mapping[str, object], turn: int, spoil: str) -> None:
        """Change anything else."""
        album = self.library.albums.get(str(operation.get("album_id")))
        if album and operation["operation"] == "reorder_album" and turn < len(album.photo_ids):
            operation = {**operation, "photo_ids": ordered(album.photo_ids, turn, spoil)}
        self._do(operation)

    def _do(self, operation: Mapping[str, object]) -> None:
        """Do it to both, and see that they agree on what has changed, or why nothing can."""
        accepted = accept(operation, len(self.log) + 10_000)
        self.log.append(accepted)
        try:
            plain.do(self.plain, said(accepted), accepted.sequence, accepted.accepted_at)
        except plain.Refusal as refusal:
            self.codes[accepted.sequence] = str(refusal)
        changes = self._applied(AcceptedOperation.model_validate_json(accepted.model_dump_json()))
        self.library = self.library.after(changes)
        self._check(changes, looks_new=accepted.operation.tag() in plain.LOOKS)

    def _applied(self, accepted: AcceptedOperation) -> Changes:
        """What an operation changes, for which the plain library knows the reason if nothing."""
        known = part_of(self.library, accepted.operation.touches())
        try:
            changes = apply(known, accepted)
        except RejectedOperationError as error:
            changes, codes = Changes(), {accepted.sequence: error.code}
        else:
            codes = {}
        assert codes.get(accepted.sequence) == self.codes.get(accepted.sequence)
        return changes

    def _check(self, changes: Changes, *, looks_new: bool) -> None:
        """Hold what has changed against the plain library."""
        for photo in changes.photos:
            assert told_photo(photo) == self.plain["photos"][photo.photo_id]
        for album in changes.albums:
            assert told_album(album) == self.plain["albums"][album.album_id]
        is_edited = any(photo.operations for photo in changes.photos)
        assert changes.needs_render == (looks_new and is_edited)
        assert self.library.photos.keys() == self.plain["photos"].keys()
        assert self.library.albums.keys() == self.plain["albums"].keys()

    def teardown(self) -> None:
        """See that nothing else has changed, and that a replay of the log comes to the same."""
        if not self.log:
            return
        albums, photos = self.library.albums, self.library.photos
        assert {each: told_photo(photos[each]) for each in photos} == self.plain["photos"]
        assert {each: told_album(albums[each]) for each in albums} == self.plain["albums"]
        again = replay(self.log, self.first)
        assert again.library == self.library
        assert {each: why.code for each, why in again.rejected.items()} == self.codes


TestLibrary = LibraryMachine.TestCase
