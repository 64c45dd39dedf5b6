"""Operations per second of one library and of twenty, and what fifty in one request cost.

The operations are names of photos: nothing is rendered, so that what is measured is the log. One
user's are applied one after another; twenty users' side by side, as far as processors go, and the
processor time that each part of the service took says how far that is.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.client import Json
from tools.service import Service, port, started_service
from tools.torture.libraries.owners import Owner, owners, tiny_photos
from tools.torture.patience import wait_until
from tools.torture.workers import Workers

ROUNDS = 3
USERS = 20
OPERATIONS = 1000
AT_ONCE = 50
CLIENTS = 8
POSTS = 30
PATIENCE_SECONDS = 600
FUNCTIONS = ("api", "apply_operation")
AWS = "the stand-in for AWS"


def main() -> None:
    """Measure and print."""
    with (
        tempfile.TemporaryDirectory() as folder,
        started_service(port()) as service,
    ):
        everybody = owners(service, USERS, tiny_photos(Path(folder)))
        _per_second(everybody[:1], AT_ONCE)
        _report_rates(service, everybody)
        _report_posts(everybody[0])


def _report_rates(service: Service, everybody: Sequence[Owner]) -> None:
    ratios: list[float] = []
    spent: dict[int, list[dict[str, float]]] = {1: [], USERS: []}
    for _ in range(ROUNDS):
        rates = []
        for owners_ in (everybody[:1], everybody):
            before = _processor_seconds(service)
            rates.append(_per_second(owners_, OPERATIONS))
            after = _processor_seconds(service)
            spent[len(owners_)].append({who: after[who] - before[who] for who in after})
        ratios.append(rates[1] / rates[0])
        print(f"1 user {rates[0]:.0f}/s, {USERS} users {rates[1]:.0f}/s", flush=True)
    print(f"{USERS} users apply {statistics.median(ratios):.2f} times as much as one")
    for users, rounds in spent.items():
        each = {who: statistics.median(took[who] for took in rounds) for who in rounds[0]}
        shares = ", ".join(f"{who} {1000 * took / OPERATIONS:.1f}" for who, took in each.items())
        print(f"milliseconds of a processor an operation, {users} at work: {shares}")
    print(f"this machine has {os.cpu_count()} processors")


def _per_second(owners_: Sequence[Owner], operations: int) -> float:
    """Send so many, shared by these users, and wait until all are applied; answers how many/s."""
    lists = [owner for owner in owners_ for _ in range(operations // len(owners_) // AT_ONCE)]
    started = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        for _ in clients.map(lambda owner: owner.library.change(*_names(owner, AT_ONCE)), lists):
            pass
        for owner in owners_:
            _wait_until_settled(owner)
    return len(lists) * AT_ONCE / (time.perf_counter() - started)


def _report_posts(owner: Owner) -> None:
    times: dict[int, list[float]] = {1: [], AT_ONCE: []}
    for _ in range(POSTS):
        for count, taken in times.items():
            names = _names(owner, count)
            started = time.perf_counter()
            owner.library.change(*names)
            taken.append(time.perf_counter() - started)
            _wait_until_settled(owner)
    one, many = (1000 * statistics.median(taken) for taken in times.values())
    print(
        f"a request of one takes {one:.0f} ms, one of {AT_ONCE} {many:.0f} ms: {many / one:.1f} x"
    )


def _wait_until_settled(owner: Owner) -> None:
    wait_until(owner.is_settled, seconds=PATIENCE_SECONDS, what=lambda: "a library stood still")


def _names(owner: Owner, count: int) -> list[Json]:
    return [
        {"operation": "rename_photo", "photo_id": owner.photo_ids[0], "name": f"{number}.jpg"}
        for number in range(count)
    ]


def _processor_seconds(service: Service) -> dict[str, float]:
    """What each part of a running service has used of the processors so far."""
    seconds = {
        function: sum(map(_processor_seconds_of, Workers(function, service.endpoint).running()))
        for function in FUNCTIONS
    }
    at = service.endpoint.rpartition(":")[2].encode()
    for process in Path("/proc").glob("[0-9]*"):
        command = _read(process / "cmdline").split(b"\0")
        if b"local.aws" in command and at in command:
            seconds[AWS] = _processor_seconds_of(int(process.name))
    return seconds


def _processor_seconds_of(process: int) -> float:
    fields = _read(Path(f"/proc/{process}/stat")).rpartition(b")")[2].split()
    # Behind the program's name these are the 12th and 13th: in its own code, and in the kernel's.
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def _read(file: Path) -> bytes:
    """What a file of /proc says; nothing if its process has ended."""
    try:
        return file.read_bytes()
    except OSError:
        return b""


if __name__ == "__main__":
    main()
