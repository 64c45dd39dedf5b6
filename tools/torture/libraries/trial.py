"""What libraries are put through, and what it shows."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from tools.service import Service
from tools.torture.killing import killing
from tools.torture.libraries.audit import LibraryAudit, audit
from tools.torture.libraries.halt import Halt
from tools.torture.libraries.owners import Owner, owners, tiny_photos
from tools.torture.libraries.traffic import CLIENTS, Traffic
from tools.torture.patience import wait_until
from tools.torture.workers import Workers
from tools.torture.writes import Writes


@dataclass
class LibraryTrial:
    """The libraries of many people on one service; all is over within `patience_seconds`."""

    service: Service
    folder: Path
    people: int
    operations_each: int
    patience_seconds: float
    figures: list[str] = field(default_factory=list)
    killed: int = 0

    def while_workers_are_killed(self, most: int | None = None) -> LibraryAudit:
        """Send operations from everywhere while those are killed who apply them."""
        writes = Writes(self.service)
        everybody = owners(self.service, self.people, tiny_photos(self.folder))
        traffic = Traffic(everybody, self.operations_each)
        targets = [Workers("apply_operation", self.service.endpoint)]
        with killing(targets, most=most) as killed, self._timed("until all were applied"):
            with self._timed(f"for {CLIENTS} clients to send all operations"):
                traffic.send()
            self._wait_until_settled(everybody)
        with self._timed("more until all photos were rendered"):
            self._wait_until_rendered(everybody)
        self.killed = killed.total()
        self.figures.append(f"{self.killed} workers were killed")
        self.figures.append(f"the clients' requests: {dict(traffic.figures)}")
        return audit(everybody, writes)

    def while_an_operation_fails(self) -> LibraryAudit:
        """Have a row be unreadable that somebody's seventh operation needs, and then the tenth."""
        writes = Writes(self.service)
        everybody = owners(self.service, self.people, tiny_photos(self.folder))
        stuck, *others = everybody
        halt = Halt(self.service, stuck, self.patience_seconds)
        halt.prepare()
        with halt.album_is_broken(), self._timed("until a library was halted"):
            places = halt.send_a_bad_one()
            Traffic(others, self.operations_each).send()
            halt.wait()
        wrong = [*halt.is_at(places[0], 7), *halt.stand(places, "halted", "accepted", "accepted")]
        self._wait_until_settled(others)
        wrong += halt.is_at(places[0], 7)
        stuck.library.retry(places[0]["operation_id"])
        self._wait_until_settled(everybody)
        wrong += halt.stand(places, "applied", "applied", "applied")
        with halt.album_is_broken():
            places = halt.send_a_bad_one()
            halt.wait()
            wrong += halt.is_at(places[0], 10)
            stuck.library.skip(places[0]["operation_id"])
            self._wait_until_settled(everybody)
        wrong += halt.stand(places, "skipped", "applied", "applied")
        self._wait_until_rendered(everybody)
        found = audit(everybody, writes)
        return replace(found, wrong=(*wrong, *found.wrong))

    def _wait_until_settled(self, everybody: Sequence[Owner]) -> None:
        """Return once everything is applied that was accepted."""
        waiting = list(everybody)

        def are_settled() -> bool:
            while waiting and waiting[-1].is_settled():
                waiting.pop()
            return not waiting

        wait_until(
            are_settled,
            seconds=self.patience_seconds,
            what=lambda: f"a library stood still: {waiting[-1].library.standing()}",
        )

    def _wait_until_rendered(self, everybody: Sequence[Owner]) -> None:
        """Return once every photo can be seen as it is now."""
        waiting = list(everybody)

        def are_rendered() -> bool:
            while waiting and all(
                photo["current"]["state"] == "done" for photo in waiting[-1].library.photos()
            ):
                waiting.pop()
            return not waiting

        wait_until(
            are_rendered,
            seconds=self.patience_seconds,
            what=lambda: f"a version was not rendered: {waiting[-1].library.photos()}",
        )

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.figures.append(f"{time.monotonic() - started:.0f} s {what}")
