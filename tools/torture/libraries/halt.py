"""A library that is halted, for one of its rows cannot be read."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from darkroom.adapters.library_rows import album_key
from local.account import physical_name
from tools.client import Json
from tools.service import Service
from tools.torture.libraries.owners import Owner
from tools.torture.patience import wait_until

ALBUM_ID = "alb_broken"
BROKEN = {"album": {"S": "{"}}
SEVENTH = 7


@dataclass(frozen=True)
class Halt:
    """Somebody whose operations on one album fail, whoever tries."""

    service: Service
    owner: Owner
    patience_seconds: float

    def prepare(self) -> None:
        """Have the album, and so many operations that the next one is the seventh."""
        create = {"operation": "create_album", "name": "Broken", "album_id": ALBUM_ID}
        count = SEVENTH - 1 - self.owner.library.standing()["accepted"]
        self.send(create, *[self.rename_photo()] * (count - 1))
        wait_until(
            self.owner.is_settled,
            seconds=self.patience_seconds,
            what=lambda: f"nothing was prepared: {self.owner.library.standing()}",
        )

    def send_a_bad_one(self) -> list[Json]:
        """Send an operation that cannot be applied, and two that could."""
        rename = {"operation": "rename_album", "name": "Mended", "album_id": ALBUM_ID}
        return self.send(rename, self.rename_photo(), self.rename_photo())

    def send(self, *operations: Json) -> list[Json]:
        """Send operations, and keep their answer."""
        places = self.owner.library.change(*operations)
        self.owner.answers.extend(zip(operations, places, strict=True))
        return places

    def rename_photo(self) -> Json:
        """An operation that can be applied."""
        return {"operation": "rename_photo", "photo_id": self.owner.photo_ids[0], "name": "a.jpg"}

    @contextmanager
    def album_is_broken(self) -> Iterator[None]:
        """Within this the album's row holds nothing that anybody could read."""
        dynamodb, table = self.service.aws("dynamodb"), physical_name("Table")
        key = album_key(self.owner.client.user_id, ALBUM_ID)
        before = dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
        dynamodb.put_item(TableName=table, Item=key | BROKEN)
        try:
            yield
        finally:
            dynamodb.put_item(TableName=table, Item=before)

    def wait(self) -> None:
        """Return once the library is halted."""
        wait_until(
            lambda: self._halted() is not None,
            seconds=self.patience_seconds,
            what=lambda: f"the library was not halted: {self.owner.library.standing()}",
        )

    def is_at(self, place: Json, sequence: int) -> Iterator[str]:
        """An objection, if the library is halted anywhere else."""
        halted = self._halted() or {}
        if halted.get("operation_id") != place["operation_id"] or place["sequence"] != sequence:
            yield f"the library is halted at {halted}, and not at {place}"

    def stand(self, places: Sequence[Json], *states: str) -> Iterator[str]:
        """An objection, if operations are in other states."""
        found = [self.owner.library.operation(each["operation_id"])["state"] for each in places]
        if found != [*states]:
            yield f"operations are {found}, and should be {states}"

    def _halted(self) -> Json | None:
        halted: Json | None = self.owner.library.standing()["halted"]
        return halted
