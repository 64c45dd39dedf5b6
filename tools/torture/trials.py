"""What the service is put through, and what it shows."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tools.service import TEMPLATE, Service
from tools.torture.audit import Audit
from tools.torture.killing import killing
from tools.torture.ordeal import Ordeal
from tools.torture.photos import OUTPUTS
from tools.torture.withholding import withheld
from tools.torture.workers import Workers
from tools.torture.writes import Write, written_bytes

DOUBLES = TEMPLATE.parent / "tests" / "e2e" / "torture"
FAILING = DOUBLES / "failing" / "record_response"
WATCHED = DOUBLES / "watched" / "record_response"
MORTAL = ("start_photo", "process_photo", "retouch_photo", "record_response")
# What a partition of a table takes in a second, in writes of up to a kilobyte.
HOT = 1000
KILOBYTE = 1024
A_MOMENT_SECONDS = 0.1


@dataclass
class Trial:
    """Hundreds of photos on one service; all has to be over within `patience_seconds`."""

    service: Service
    folder: Path
    photo_count: int
    patience_seconds: float
    figures: list[str] = field(default_factory=list)

    def while_workers_are_killed(self, most: int | None = None) -> Audit:
        """Kill a worker every second, until the job is done or that is enough.

        With a limit it is a short run, and spares those that may have received what they have not
        held yet: that would come again only after six timeouts.
        """
        ordeal = Ordeal.prepare(self.service, self.folder, self.photo_count)
        targets = [Workers(name, self.service.endpoint) for name in MORTAL]
        kills = killing(targets, most=most, up_to_seconds_later=0 if most else A_MOMENT_SECONDS)
        with kills as killed, self._timed("from the first upload to the end"):
            ordeal.upload()
            ordeal.wait_until_completed(self.patience_seconds)
        self.figures.append(f"{killed.total()} workers were killed: {dict(killed)}")
        lost = sum("Runtime.ExitError" in line for line in self._batches())
        self.figures.append(f"{lost} batches were in hand of one that was killed")
        return self._audit(ordeal)

    def while_a_function_fails(self) -> Audit:
        """Have every second invocation of record_response fail; the service has to run FAILING."""
        ordeal = Ordeal.prepare(self.service, self.folder, self.photo_count)
        with self._timed("from the first upload to the end"):
            ordeal.upload()
            ordeal.wait_until_completed(self.patience_seconds)
        batches = [line for line in self._batches() if "  record_response  " in line]
        failed = sum("BadHourError" in line for line in batches)
        self.figures.append(f"{failed} of {len(batches)} invocations of record_response failed")
        return self._audit(ordeal)

    def when_all_finish_together(self) -> Audit:
        """Collect every answer before the first is recorded; the service has to run WATCHED."""
        ordeal = Ordeal.prepare(self.service, self.folder, self.photo_count, OUTPUTS[:1])
        with withheld(self.service, "RecordResponseRole"):
            ordeal.upload()
            ordeal.wait_until_rendered(self.patience_seconds)
            waiting = self.service.waiting()["ResponseQueue"]
        self.figures.append(f"{waiting} answers waited when recording began")
        with self._timed("to record all of them"):
            ordeal.wait_until_completed(self.patience_seconds)
        self.figures += [*self._table_answers(), *_heat(ordeal)]
        return self._audit(ordeal)

    def _audit(self, ordeal: Ordeal) -> Audit:
        ordeal.wait_until_settled(self.patience_seconds)
        return ordeal.audit()

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.figures.append(f"{time.monotonic() - started:.0f} s {what}")

    def _lines(self) -> list[str]:
        return self.service.log.read_text(encoding="utf-8").splitlines()

    def _batches(self) -> list[str]:
        """What the runtime says of each; what the functions themselves say is marked."""
        return [line for line in self._lines() if " message" in line and " | " not in line]

    def _table_answers(self) -> Iterator[str]:
        calls = [
            json.loads(line.partition(" | ")[2]) for line in self._lines() if '"table_call"' in line
        ]
        answers = Counter(f"{call['table_call']} {call['answer']}" for call in calls)
        yield f"the table answered record_response: {dict(sorted(answers.items()))}"


def _heat(ordeal: Ordeal) -> Iterator[str]:
    """How often the job's row was written, which is one row for all photos."""
    job = f"JOB#{ordeal.job['job_id']}"
    writes: list[Write] = [write for write in ordeal.writes if write.key[1] == job]
    units = [-(-written_bytes(write) // KILOBYTE) for write in writes]
    seconds: Counter[int] = Counter()
    for write, unit in zip(writes, units, strict=True):
        seconds[int(write.at.timestamp())] += unit
    yield (
        f"the job's row was written {len(writes)} times, at most {max(units)} units at once and "
        f"{max(seconds.values())} in a second, of {HOT} that a partition takes"
    )
