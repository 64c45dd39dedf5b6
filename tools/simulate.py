"""Runs many worlds on every processor, or one again with all that happened in it."""

import os
import sys
from collections import Counter
from collections.abc import Iterable
from multiprocessing import Pool

from tests.simulation.runs import Outcome
from tests.simulation.scenarios import run

_LOT = 50
_TOLD_OF = 10_000


def main() -> int:
    """`SEED=7` shows one world; `SEEDS=2000` counts the broken promises of so many."""
    if seed := os.environ.get("SEED"):
        outcome = run(int(seed), is_traced=True)
        print(*outcome.trace, *outcome.broken, sep="\n")
        return len(outcome.broken) > 0
    count = int(os.environ.get("SEEDS") or 2000)
    with Pool() as processes:
        return _summed_up(processes.imap_unordered(_outcome, range(count), _LOT))


def _outcome(seed: int) -> Outcome:
    try:
        return run(seed)
    except Exception as error:  # noqa: BLE001 - of whatever a world dies, its seed has to be known
        return Outcome(seed=seed, broken=[f"the simulation fails: {error!r}"], healthy=0)


def _summed_up(outcomes: Iterable[Outcome]) -> int:
    runs, broken = 0, 0
    healthy: Counter[float] = Counter()
    failed: Counter[float] = Counter()
    for outcome in outcomes:
        runs += 1
        healthy[outcome.crash] += outcome.healthy
        failed[outcome.crash] += len(outcome.failed)
        if outcome.broken:
            broken += 1
            print(f"SEED={outcome.seed}: {outcome.broken[0]}", flush=True)
        if runs % _TOLD_OF == 0:
            print(f"{runs} worlds so far, {broken} with broken promises", flush=True)
    print(f"{runs} worlds, {broken} with broken promises")
    for crash in sorted(healthy):
        shares = f"{failed[crash]} of {healthy[crash]} healthy photos failed"
        print(f"where a process dies at {crash:.0%} of its await points, {shares}")
    return broken > 0


if __name__ == "__main__":
    sys.exit(main())
