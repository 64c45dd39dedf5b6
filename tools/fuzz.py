"""Thousands of damaged photos through the sandbox: each has to end as a result or a named error.

Photos of a folder named on the command line are damaged as well. What goes wrong is told with its
number, from which `damaged` makes the same photo again.
"""

import resource
import sys
import time
from collections import Counter
from pathlib import Path

from darkroom.errors import DecoderCrashedError, PhotoError
from darkroom.recipes import Output
from darkroom.render import render_in_child
from tools.mutations import damaged, seeds
from tools.photo_limits import LIMITS

COUNT = 10_000
LARGEST_SEED = 1 << 20
OUTPUTS = [
    Output.model_validate(
        {"name": "result", "operations": [{"operation": "thumbnail", "size": 64}], "format": "jpeg"}
    )
]


def main() -> None:
    """Damage, render and count; exit with 1 if a child crashed or anything ended without a name."""
    files = (file for folder in sys.argv[1:] for file in sorted(Path(folder).rglob("*.*")))
    more = [file.read_bytes() for file in files if file.stat().st_size <= LARGEST_SEED]
    photos = [*seeds().values(), *more]
    ends: Counter[str] = Counter()
    slowest, lost = (0.0, 0), []
    for number in range(COUNT):
        photo = damaged(photos, number)
        started = time.perf_counter()
        try:
            end = _end(photo)
            ends[end] += 1
            if end == DecoderCrashedError.code:
                lost.append(f"number {number}: {end}")
        except Exception as error:  # noqa: BLE001 - what must not happen, whatever it is
            lost.append(f"number {number}: {error!r}")
        slowest = max(slowest, (time.perf_counter() - started, number))
    for end, count in ends.most_common():
        print(f"{count:>7}  {end}")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"slowest {slowest[0]:.1f} s (number {slowest[1]}), largest child {memory:.0f} MB")
    sys.exit("\n".join(lost) or None)


def _end(photo: bytes) -> str:
    try:
        return "done" if render_in_child(photo, OUTPUTS, LIMITS).outputs else "failed output"
    except PhotoError as error:
        return error.code


if __name__ == "__main__":
    main()
