"""A job of thumbnails on the idle service, and the same job behind a hundred queued retouches."""

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

from tools.bench_photos import bench_photos
from tools.client import Client, Json
from tools.service import running_service

ROUNDS = 3
THUMBNAILS = 20
RETOUCHES = 100
UPLOADS_AT_ONCE = 4
THUMBNAIL: list[Json] = [
    {"name": "thumbnail", "operations": [{"operation": "thumbnail", "size": 256}]}
]
RETOUCH: list[Json] = [
    {
        "name": "retouched",
        "operations": [{"operation": "reduce_red_eye"}, {"operation": "whiten_teeth"}],
    }
]


def main() -> None:
    """Measure in turns and print both times; folders on the command line add their JPEGs."""
    with tempfile.TemporaryDirectory() as folder, running_service() as url:
        sources = bench_photos(Path(folder), [Path(argument) for argument in sys.argv[1:]])
        client = Client.signed_in(url)
        _seconds(client, _repeated(sources, THUMBNAILS))
        _finished(client, _started(client, _repeated(sources, 1), RETOUCH))
        rounds = [_round(client, sources) for _ in range(ROUNDS)]
    idle = statistics.median(alone for alone, _ in rounds)
    behind = statistics.median(beside for _, beside in rounds)
    ratio = statistics.median(beside / alone for alone, beside in rounds)
    print(f"{THUMBNAILS} thumbnails on the idle service:    {idle:6.2f} s")
    print(f"{THUMBNAILS} thumbnails behind {RETOUCHES} retouches:  {behind:6.2f} s")
    print(f"ratio:                               {ratio:6.2f}")


def _round(client: Client, sources: Sequence[Path]) -> tuple[float, float]:
    idle = _seconds(client, _repeated(sources, THUMBNAILS))
    retouches = _started(client, _repeated(sources, RETOUCHES), RETOUCH)
    _until_all_are_handed_over(client, retouches)
    behind = _seconds(client, _repeated(sources, THUMBNAILS))
    waiting = RETOUCHES - _look(client, retouches)["counts"]["done"]
    client.delete_job(retouches)
    print(
        f"idle {idle:.2f} s, behind {behind:.2f} s, {waiting} retouches still waiting", flush=True
    )
    return idle, behind


def _repeated(sources: Sequence[Path], count: int) -> list[Path]:
    return list(islice(cycle(sources), count))


def _seconds(client: Client, photos: Sequence[Path]) -> float:
    """Return the seconds from the first byte sent to the job's completion."""
    started = time.perf_counter()
    _finished(client, _started(client, photos, THUMBNAIL))
    return time.perf_counter() - started


def _started(client: Client, photos: Sequence[Path], outputs: Sequence[Json]) -> str:
    job = client.open_job(outputs, photos)
    forms = [form for _, form in client.upload_forms(job)]
    with ThreadPoolExecutor(UPLOADS_AT_ONCE) as uploads:
        list(uploads.map(client.upload, forms, photos))
    return str(job["job_id"])


def _finished(client: Client, job_id: str) -> None:
    *_, status = client.progress(job_id)
    if status["counts"]["done"] != status["counts"]["total"]:
        sys.exit(f"Not every photo was processed: {status['counts']}")


def _until_all_are_handed_over(client: Client, job_id: str) -> None:
    """Wait until the first are in work, and those that are not have passed the fast lane."""
    while not _look(client, job_id)["counts"]["processing"]:
        time.sleep(0.1)
    time.sleep(1)


def _look(client: Client, job_id: str) -> Json:
    status: Json = client.get(f"/v1/jobs/{job_id}").json()
    return status


if __name__ == "__main__":
    main()
