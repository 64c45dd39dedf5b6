"""Moves photo rows forwards as the workers of both lanes answer, and has their jobs know."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from darkroom.budgets import STEP_SECONDS
from darkroom.clock import Clock
from darkroom.deadlines import WORKING
from darkroom.jobs import Photo, PhotoAddress, PhotoState, Sighting
from darkroom.messages import PhotoRefused, PhotoRendered, PhotoStarted, Response
from darkroom.ports import JobTable, PhotoChange, WorkTime
from darkroom.retries import Redelivery
from darkroom.services.batches import attempt_each
from darkroom.services.job_progress import JobProgress

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class RecordResponses:
    """Records a batch of answers."""

    table: JobTable
    progress: JobProgress
    clock: Clock
    time: WorkTime

    def __call__(self, answers: Sequence[Response]) -> dict[int, Redelivery]:
        """Record every answer; answers the positions to deliver again."""
        sightings: dict[tuple[str, str], dict[int, Sighting]] = defaultdict(dict)
        ended = {
            (answer.photo, answer.lane)
            for answer in answers
            if not isinstance(answer, PhotoStarted)
        }

        def record(position: int, answer: Response) -> None:
            if isinstance(answer, PhotoStarted) and (answer.photo, answer.lane) in ended:
                return
            state = self._record(answer)
            if state:
                job = (answer.photo.user_id, answer.photo.job_id)
                photo = answer.photo
                sightings[job][position] = Sighting(photo.number, photo.generation, state)

        again = attempt_each(answers, record, lambda: self.time.allows(STEP_SECONDS))
        jobs = list(sightings)
        stuck = attempt_each(jobs, lambda _, job: self.progress.note(*job, sightings[job].values()))
        # The photos are recorded, but their job is not told: repeat exactly those answers.
        return again | {each: stuck[job] for job in stuck for each in sightings[jobs[job]]}

    def _record(self, answer: Response) -> PhotoState | None:
        """Record it; answers where the photo stands then, None for one that is no more."""
        change = self._change(answer)
        before = self.table.move_photo(change)
        if before and isinstance(answer, PhotoRendered) and _is_second(answer, before):
            # What a lane has answered stays as it is, so that this time nothing can come between.
            change = self._rendered(answer, beside=before)
            before = self.table.move_photo(change)
        if before is None or PhotoAddress.of(before) != answer.photo:
            ids = answer.photo.model_dump(include={"job_id", "photo_id", "generation"})
            _logger.info("Answer belongs to no photo", extra=ids)
            return None
        # Where it already was beyond this, the job may not have been told of that yet.
        return change.state if change.may_follow(before) else before.state

    def _change(self, answer: Response) -> PhotoChange:
        at = self.clock.now()
        match answer:
            case PhotoStarted():
                return PhotoChange(
                    photo=answer.photo,
                    lane=answer.lane,
                    state=PhotoState.PROCESSING,
                    at=at,
                    due_at=at + WORKING,
                )
            case PhotoRefused():
                return PhotoChange(
                    photo=answer.photo,
                    lane=answer.lane,
                    state=PhotoState.FAILED,
                    at=at,
                    source=answer.source,
                    error=answer.error,
                )
        return self._rendered(answer, beside=None)

    def _rendered(self, answer: PhotoRendered, *, beside: Photo | None) -> PhotoChange:
        """What a lane's answer changes, beside the results of the lane that was there before it."""
        rendered = _together(answer, beside) if beside else answer
        at, answered = self.clock.now(), beside.answered if beside else frozenset()
        is_through = answered | {answer.lane} >= set(answer.lanes)
        errors = [result.error for result in rendered.results if result.error]
        ended = PhotoState.FAILED if errors else PhotoState.DONE
        return PhotoChange(
            photo=answer.photo,
            lane=answer.lane,
            answered=answered,
            state=ended if is_through else PhotoState.PROCESSING,
            at=at,
            due_at=None if is_through else at + WORKING,
            error=errors[0] if errors and is_through else None,
            rendered=rendered,
        )


def _is_second(answer: PhotoRendered, before: Photo) -> bool:
    is_same_photo = PhotoAddress.of(before) == answer.photo
    is_first_time = answer.lane not in before.answered
    return is_same_photo and is_first_time and bool(before.answered)


def _together(answer: PhotoRendered, beside: Photo) -> PhotoRendered:
    """Both lanes' results, the fast one's first whichever came first."""
    results = (beside.results, answer.results)
    warnings = (beside.warnings, answer.warnings)
    if answer.lane == "fast":
        results, warnings = results[::-1], warnings[::-1]
    return answer.model_copy(
        update={
            "results": sum(results, ()),
            "warnings": tuple(dict.fromkeys(sum(warnings, ()))),
        }
    )
