"""Runs the trials that are named on the command line, or all, and prints what they showed."""

import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.service import TEMPLATE, port, started_service
from tools.torture.audit import Audit
from tools.torture.templates import exact_copy, hasty_copy
from tools.torture.trials import FAILING, WATCHED, Trial


@dataclass(frozen=True)
class Plan:
    """A trial and the service that it is for; its template is written into a folder."""

    photo_count: int
    patience_seconds: float
    template: Callable[[Path], Path]
    trial: Callable[[Trial], Audit]


PLANS: Mapping[str, Plan] = {
    "killed": Plan(300, 1200, hasty_copy, Trial.while_workers_are_killed),
    "failing": Plan(
        300,
        1800,
        lambda folder: hasty_copy(folder, RecordResponseFunction=FAILING),
        Trial.while_a_function_fails,
    ),
    "together": Plan(
        500,
        1200,
        lambda folder: exact_copy(folder, RecordResponseFunction=WATCHED),
        Trial.when_all_finish_together,
    ),
    # With the times of the real template, which hides what a killed worker held for minutes.
    "killed-for-real": Plan(300, 5400, lambda _: TEMPLATE, Trial.while_workers_are_killed),
}


def main() -> int:
    """Run them; answers 1 if anything is not as it has to be."""
    objections = [
        objection for name in sys.argv[1:] or PLANS for objection in _objections(name, PLANS[name])
    ]
    return 1 if objections else 0


def _objections(name: str, plan: Plan) -> list[str]:
    with (
        tempfile.TemporaryDirectory() as copy,
        tempfile.TemporaryDirectory() as photos,
        started_service(port(), plan.template(Path(copy))) as service,
    ):
        trial = Trial(service, Path(photos), plan.photo_count, plan.patience_seconds)
        audit = plan.trial(trial)
    objections = audit.objections()
    print(f"\n{name}: {'; '.join(objections) or 'as it has to be'}")
    for figure in [*trial.figures, str(audit)]:
        print(f"  {figure}", flush=True)
    return objections


if __name__ == "__main__":
    sys.exit(main())
