"""The conversation with a driver, a line of JSON each way.

The clock runs from the photo's bytes in memory to the results' bytes in memory: neither starting
the interpreter nor reading and writing files counts.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.engine_bench.jobs import Pixels

Work = Callable[[bytes, Pixels], Sequence[bytes]]
"""A job: a photo and its size in pixels to the outputs, each a file's bytes."""


def serve(work: Mapping[str, Work], versions: Mapping[str, str]) -> None:
    """Say what this is made of, then do what is asked for until there is no more."""
    _say({"versions": dict(versions)})
    for line in sys.stdin:
        _say(_answer(work, json.loads(line)))


def _answer(work: Mapping[str, Work], request: dict[str, Any]) -> dict[str, Any]:
    job = work.get(request["job"])
    if job is None:
        return {"error": "has no such operation"}
    photo = Path(request["photo"]).read_bytes()
    size = request["size"][0], request["size"][1]
    try:
        started = time.perf_counter()
        made = job(photo, size)
        seconds = time.perf_counter() - started
    except Exception as error:  # noqa: BLE001 - whatever a library says to what it cannot do
        return {"error": f'says "{_in_short(error)}"'}
    if request["keep"]:
        for number, body in enumerate(made):
            Path(f"{request['keep']}-{number}").write_bytes(body)
    return {"milliseconds": seconds * 1000, "bytes": [len(body) for body in made]}


def _in_short(error: Exception) -> str:
    """The first line, without the address of an object in memory."""
    return str(error).strip().partition("\n")[0].partition(" <")[0] or type(error).__name__


def _say(answer: Mapping[str, Any]) -> None:
    print(json.dumps(answer), flush=True)
