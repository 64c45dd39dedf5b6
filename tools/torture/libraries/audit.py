"""What libraries came to, held against their logs applied one operation after the other."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from darkroom.adapters.library_rows import partition_of
from darkroom.jobs import Source
from darkroom.library.contents import Library
from darkroom.library.log import AcceptedOperation, Replay, replay
from darkroom.library.operations import UserOperation
from darkroom.library.photos import LibraryPhoto, Original
from tools.client import Json
from tools.torture.libraries.owners import Owner
from tools.torture.writes import Write

_operation: TypeAdapter[UserOperation] = TypeAdapter(UserOperation)

ENDS = frozenset({"applied", "rejected", "skipped"})


@dataclass(frozen=True)
class LibraryAudit:
    """The figures of all libraries together, and whatever is not as it has to be."""

    owners: int
    ends: Counter[str]
    photos: int
    versions: Counter[str]
    albums: int
    steps: int
    wrong: tuple[str, ...]

    def objections(self) -> list[str]:
        """Everything that is not as it has to be."""
        return list(self.wrong)

    def __str__(self) -> str:
        return (
            f"{self.owners} libraries of {self.photos} photos and {self.albums} albums, as their "
            f"logs replayed: {self.ends.total()} operations ({dict(self.ends)}) in {self.steps} "
            f"steps; current versions: {dict(self.versions)}"
        )


def audit(owners: Iterable[Owner], writes: Iterable[Write]) -> LibraryAudit:
    """Look at all libraries, and at how they came about."""
    shelves = [_Shelf.of(owner) for owner in owners]
    keys = {(partition_of(shelf.owner.client.user_id), "APPLIED") for shelf in shelves}
    steps = [write for write in writes if write.key in keys and _is_step(write)]
    wrong = [objection for shelf in shelves for objection in shelf.objections()]
    return LibraryAudit(
        owners=len(shelves),
        ends=Counter(operation["state"] for shelf in shelves for operation in shelf.log),
        photos=sum(len(shelf.photos) for shelf in shelves),
        versions=Counter(
            photo["current"]["state"] for shelf in shelves for photo in shelf.photos.values()
        ),
        albums=sum(len(shelf.albums) for shelf in shelves),
        steps=len(steps),
        wrong=(*wrong, *_out_of_order(steps)),
    )


@dataclass(frozen=True)
class _Shelf:
    """A library as the API shows it, with its log."""

    owner: Owner
    log: list[Json]
    photos: dict[str, Json]
    albums: dict[str, Json]

    @classmethod
    def of(cls, owner: Owner) -> "_Shelf":
        library = owner.library
        photo_ids = [photo["photo_id"] for photo in library.photos()]
        album_ids = [album["album_id"] for album in library.albums()]
        return cls(
            owner=owner,
            log=library.operations(),
            photos={photo_id: library.photo(photo_id) for photo_id in photo_ids},
            albums={album_id: library.album(album_id) for album_id in album_ids},
        )

    def objections(self) -> Iterator[str]:
        """Everything that is not as it has to be."""
        sequences = [operation["sequence"] for operation in self.log]
        if sequences != list(range(1, len(self.log) + 1)):
            yield f"the log has gaps: {sequences}"
        yield from self._lost()
        unended = [each["sequence"] for each in self.log if each["state"] not in ENDS]
        if unended:
            yield f"operations did not end: {unended}"
        truth = self._replayed()
        rejected = {each["sequence"]: each["error"] for each in self.log if each["error"]}
        yield from _differences(
            rejected, {place: problem.model_dump() for place, problem in truth.rejected.items()}
        )
        yield from _differences(
            {photo_id: _shown_photo(photo) for photo_id, photo in self.photos.items()},
            {photo_id: _photo(photo) for photo_id, photo in truth.library.photos.items()},
        )
        yield from _differences(
            {album_id: album["photo_ids"] for album_id, album in self.albums.items()},
            {album_id: list(album.photo_ids) for album_id, album in truth.library.albums.items()},
        )
        yield from _differences(
            {each: (album["name"], album["cover"]) for each, album in self.albums.items()},
            {
                album_id: (album.name, album.shown_cover)
                for album_id, album in truth.library.albums.items()
            },
        )

    def _lost(self) -> Iterator[str]:
        """What was answered has to be in the log, once and as it was sent, and nothing else."""
        by_id = {operation["operation_id"]: operation for operation in self.log}
        answered = {place["operation_id"] for _, place in self.owner.answers}
        if len(answered) != len(self.owner.answers):
            yield "a place was answered twice"
        for sent, place in self.owner.answers:
            found = by_id.get(place["operation_id"])
            if found is None or found["sequence"] != place["sequence"]:
                yield f"{place} is not in the log"
            elif _operation.validate_python(sent) != _operation.validate_python(found["operation"]):
                yield f"{sent} became {found['operation']}"
        added = [each for each in self.log if each["operation_id"] not in answered]
        photo_ids = {each["operation"].get("photo_id") for each in added}
        if len(added) != len(self.owner.photo_ids) or photo_ids != {*self.owner.photo_ids}:
            yield f"nobody sent {added}"

    def _replayed(self) -> Replay:
        """What the log comes to when it is applied one operation after the other."""
        originals = {
            (self.owner.job["job_id"], photo["photo_id"]): Original(
                name=photo["name"],
                source=Source(key="any", version_id="any"),
                content_type="image/jpeg",
            )
            for photo in self.owner.job["photos"]
        }
        log = (
            AcceptedOperation(
                user_id="any",
                operation_id=operation["operation_id"],
                sequence=operation["sequence"],
                accepted_at=datetime.fromisoformat(operation["accepted_at"]),
                operation=_operation.validate_python(operation["operation"]),
            )
            for operation in self.log
            if operation["state"] != "skipped"
        )
        return replay(log, Library(originals=originals))


def _photo(photo: LibraryPhoto) -> Json:
    """All that can be told of a photo, but how it looks."""
    return {
        "name": photo.name,
        "version": photo.version,
        "position": photo.position,
        "entries": [[each.model_dump(mode="json") for each in entry] for entry in photo.history],
        "added_at": photo.added_at,
        "changed_at": photo.changed_at,
    }


def _shown_photo(photo: Json) -> Json:
    return {
        "name": photo["name"],
        "version": photo["version"],
        "position": photo["history"]["position"],
        "entries": photo["history"]["entries"],
        "added_at": datetime.fromisoformat(photo["added_at"]),
        "changed_at": datetime.fromisoformat(photo["changed_at"]),
    }


def _differences(found: Mapping[Any, object], wanted: Mapping[Any, object]) -> Iterator[str]:
    for name in sorted({*found, *wanted}):
        if found.get(name) != wanted.get(name):
            yield f"{name} is {found.get(name)} and should be {wanted.get(name)}"


def _is_step(write: Write) -> bool:
    """Whether it is not only halted or resumed; a new row is told of before it has a place."""
    return int(write.after.get("last", 0)) != int(write.before.get("last", 0))


def _out_of_order(steps: Iterable[Write]) -> Iterator[str]:
    """Every step of a library has to be from one sequence to the next."""
    reached: Counter[str] = Counter()
    for step in steps:
        partition, _ = step.key
        if step.after["last"] != reached[partition] + 1:
            yield f"{partition} went from {reached[partition]} to {step.after['last']}"
        reached[partition] = int(step.after["last"])
