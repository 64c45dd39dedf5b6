"""Photos per second through the whole local stack, against the same work done bare.

Both sides make the same outputs of the same 12-megapixel photos with the same calls of the engine:
the stack by upload, queues, functions, buckets and table; the bare side by two processes with
everything in memory. Rounds are interleaved, because a machine's speed drifts; the figure that
counts is the median ratio.
"""

import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from darkroom.recipes import Output
from darkroom.render import render
from local.execution.definition import HUGE_PAGES
from tools.bench_photos import bench_photos
from tools.client import Client, Json
from tools.photo_limits import LIMITS
from tools.service import running_service

ROUNDS = 3
PHOTOS_PER_ROUND = 96
BARE_PROCESSES = 2
UPLOADS_AT_ONCE = 4
SMALL: list[Json] = [
    {"name": "thumbnail", "operations": [{"operation": "thumbnail", "size": 256}]},
    {"name": "screen", "operations": [{"operation": "resize", "width": 1600}]},
]
FULL: list[Json] = [
    *SMALL,
    {"name": "vivid", "operations": [{"operation": "adjust", "saturation": 1.3, "contrast": 1.1}]},
]
JOBS = {
    "to 256 and to 1600 pixels": SMALL,
    "and one more in full size": FULL,
}


def main() -> None:
    """Run the rounds and print a table; folders named on the command line add their JPEGs."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_service() as url,
        _bare_processes() as bare,
    ):
        sources = bench_photos(Path(folder), [Path(argument) for argument in sys.argv[1:]])
        photos = list(islice(cycle(sources), PHOTOS_PER_ROUND))
        client = Client.signed_in(url)
        print(f"{len(photos)} photos a round, of {len(sources)} kinds\n")
        print(f"{'':28}{'stack':>12}{'bare':>12}{'ratio':>8}")
        for name, outputs in JOBS.items():
            _through_the_stack(client, photos[: len(sources)], outputs)
            _bare(bare, photos[: len(sources)], outputs)
            rounds = [
                (_through_the_stack(client, photos, outputs), _bare(bare, photos, outputs))
                for _ in range(ROUNDS)
            ]
            print(f"{name:28}{_row(rounds)}")


def _row(rounds: Sequence[tuple[float, float]]) -> str:
    stack = statistics.median(mine for mine, _ in rounds)
    bare = statistics.median(other for _, other in rounds)
    ratio = statistics.median(mine / other for mine, other in rounds)
    return f"{stack:>10.1f}/s{bare:>10.1f}/s{ratio:>8.2f}"


def _through_the_stack(client: Client, photos: Sequence[Path], outputs: Sequence[Json]) -> float:
    """Return the photos per second from the first byte sent to the job's completion."""
    job = client.open_job(outputs, photos)
    forms = [form for _, form in client.upload_forms(job)]
    started = time.perf_counter()
    with ThreadPoolExecutor(UPLOADS_AT_ONCE) as uploads:
        list(uploads.map(client.upload, forms, photos))
    *_, status = client.progress(job["job_id"])
    seconds = time.perf_counter() - started
    if status["counts"]["done"] != len(photos):
        sys.exit(f"Not every photo was processed: {status['counts']}")
    client.delete_job(job["job_id"])
    return len(photos) / seconds


@contextmanager
def _bare_processes() -> Iterator[ProcessPoolExecutor]:
    context = multiprocessing.get_context("spawn")
    # What the functions' processes have, and read when they start.
    os.environ["GLIBC_TUNABLES"] = HUGE_PAGES
    with ProcessPoolExecutor(BARE_PROCESSES, mp_context=context) as processes:
        yield processes


def _bare(processes: ProcessPoolExecutor, photos: Sequence[Path], outputs: Sequence[Json]) -> float:
    """Return the photos per second of the same work with nothing around it."""
    bodies = [photo.read_bytes() for photo in photos]
    started = time.perf_counter()
    for _ in processes.map(partial(_render, outputs), bodies):
        pass
    return len(photos) / (time.perf_counter() - started)


def _render(outputs: Sequence[Json], photo: bytes) -> int:
    wanted = [Output.model_validate(output) for output in outputs]
    return sum(len(output.body) for output in render(photo, wanted, LIMITS).outputs)


if __name__ == "__main__":
    main()
