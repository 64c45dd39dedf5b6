"""A loop that kills workers, preferably while they are at work."""

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle

from tools.torture.workers import Workers, age_seconds, send

EVERY_SECONDS = 1.0
# Killed again and again before it has begun, a worker would show no more than that.
STARTS_WITHIN_SECONDS = 4.0
LOOK_SECONDS = 0.01
LOOKS = 10
RENDERING = frozenset({"process_photo", "retouch_photo"})


@contextmanager
def killing(
    targets: Sequence[Workers], *, most: int | None = None, up_to_seconds_later: float = 0
) -> Iterator[Counter[str]]:
    """Within this a process of one function, and then of the next, is killed every second.

    Gives how many were killed so far, by function; `most` is when it is enough. One that renders is
    killed at once, or up to so much later: then it may be storing, answering, or have its next
    photo and not have said yet for how long nobody else is to have that.
    """
    killed: Counter[str] = Counter()
    is_over = threading.Event()

    def kill_on() -> None:
        chance = random.Random(0)  # noqa: S311 - no secret
        in_turn = cycle(targets)
        while not is_over.wait(EVERY_SECONDS) and (most is None or killed.total() < most):
            for workers in (next(in_turn) for _ in targets):
                if victims := _victims(workers):
                    time.sleep(chance.uniform(0, up_to_seconds_later))
                    killed[workers.function] += send(signal.SIGKILL, [chance.choice(victims)])
                    break

    thread = threading.Thread(target=kill_on, daemon=True)
    thread.start()
    try:
        yield killed
    finally:
        is_over.set()
        thread.join()


def _victims(workers: Workers) -> list[int]:
    if workers.function not in RENDERING:
        return [each for each in workers.running() if age_seconds(each) > STARTS_WITHIN_SECONDS]
    for _ in range(LOOKS):
        if rendering := workers.rendering():
            return rendering
        time.sleep(LOOK_SECONDS)
    return []
