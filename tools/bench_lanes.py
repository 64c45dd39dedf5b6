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
    """Measure both and print them; folders on the command line add their JPEGs."""
    with tempfile.TemporaryDirectory() as folder, running_service() as url:
        sources = bench_photos(Path(folder), [Path(argument) for argument in sys.argv[1:]])
        client = Client.signed_in(url)
        _seconds(client, _repeated(sources, THUMBNAILS))
        _finished(client, _started(client, _repeated(sources, 1), RETOUCH))
        idle = [_seconds(client, _repeated(sources, THUMBNAILS)) for _ in range(ROUNDS)]
        retouches = _started(client, _repeated(sources, RETOUCHES), RETOUCH)
        while not _done(client, retouches):
            time.sleep(0.1)
        behind = [_seconds(client, _repeated(sources, THUMBNAILS)) for _ in range(ROUNDS)]
        waiting = RETOUCHES - _done(client, retouches)
        client.delete_job(retouches)
    _report("on the idle service", idle)
    _report(f"behind {RETOUCHES} retouches, of which {waiting} are left", behind)
    print(f"ratio {statistics.median(behind) / statistics.median(idle):.2f}")


def _report(where: str, seconds: Sequence[float]) -> None:
    times = ", ".join(f"{each:.2f}" for each in seconds)
    print(f"{THUMBNAILS} thumbnails {where}: {times} s")


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


def _done(client: Client, job_id: str) -> int:
    return int(client.get(f"/v1/jobs/{job_id}").json()["counts"]["done"])


if __name__ == "__main__":
    main()
