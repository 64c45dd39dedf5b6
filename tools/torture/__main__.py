"""Runs the trials that are named on the command line, or all, and prints what they showed."""

import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.service import TEMPLATE, Service, port, started_service
from tools.torture.audit import Audit
from tools.torture.libraries.audit import LibraryAudit
from tools.torture.libraries.trial import LibraryTrial
from tools.torture.templates import RESTLESS, exact_copy, hasty_copy
from tools.torture.trials import FAILING, WATCHED, Trial

LIBRARY_PATIENCE_SECONDS = 3600


@dataclass(frozen=True)
class Report:
    """What a trial showed, and what of it is not as it has to be."""

    figures: list[str]
    objections: list[str]


@dataclass(frozen=True)
class Plan:
    """A trial and the service that it is for; its template is written into a folder."""

    template: Callable[[Path], Path]
    run: Callable[[Service, Path], Report]


def of_photos(
    count: int, patience_seconds: float, what: Callable[[Trial], Audit]
) -> Callable[[Service, Path], Report]:
    """Put a job of so many photos through something."""

    def run(service: Service, folder: Path) -> Report:
        trial = Trial(service, folder, count, patience_seconds)
        audit = what(trial)
        return Report([*trial.figures, str(audit)], audit.objections())

    return run


def of_libraries(
    people: int, operations_each: int, what: Callable[[LibraryTrial], LibraryAudit]
) -> Callable[[Service, Path], Report]:
    """Put so many people's libraries through something."""

    def run(service: Service, folder: Path) -> Report:
        trial = LibraryTrial(service, folder, people, operations_each, LIBRARY_PATIENCE_SECONDS)
        audit = what(trial)
        return Report([*trial.figures, str(audit)], audit.objections())

    return run


PLANS: Mapping[str, Plan] = {
    "killed": Plan(hasty_copy, of_photos(300, 1200, Trial.while_workers_are_killed)),
    "failing": Plan(
        lambda folder: hasty_copy(folder, RecordResponseFunction=FAILING),
        of_photos(300, 1800, Trial.while_a_function_fails),
    ),
    "together": Plan(
        lambda folder: exact_copy(folder, RecordResponseFunction=WATCHED),
        of_photos(500, 1200, Trial.when_all_finish_together),
    ),
    "libraries": Plan(hasty_copy, of_libraries(50, 200, LibraryTrial.while_workers_are_killed)),
    "halted": Plan(
        lambda folder: hasty_copy(folder, RESTLESS),
        of_libraries(20, 50, LibraryTrial.while_an_operation_fails),
    ),
    # With the times of the real template, which hides what a killed worker held for minutes.
    "killed-for-real": Plan(
        lambda _: TEMPLATE, of_photos(300, 5400, Trial.while_workers_are_killed)
    ),
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
        report = plan.run(service, Path(photos))
    print(f"\n{name}: {'; '.join(report.objections) or 'as it has to be'}")
    for figure in report.figures:
        print(f"  {figure}", flush=True)
    return report.objections


if __name__ == "__main__":
    sys.exit(main())
