"""Moves photo rows forwards as the workers answer, and completes jobs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from darkroom.clock import Clock
from darkroom.jobs import TERMINAL, PhotoState
from darkroom.messages import PhotoRefused, PhotoStarted, Response
from darkroom.ports import JobTable, PhotoChange
from darkroom.services.batches import attempt_each


@dataclass(frozen=True, kw_only=True)
class RecordResponses:
    """Records a batch of answers."""

    table: JobTable
    clock: Clock

    def __call__(self, answers: Sequence[Response]) -> set[int]:
        """Record every answer; answers the positions to deliver again."""
        touched: dict[tuple[str, str], set[int]] = defaultdict(set)
        owners: dict[tuple[str, str], set[int]] = defaultdict(set)
        ended = {answer.photo for answer in answers if not isinstance(answer, PhotoStarted)}

        def record(position: int, answer: Response) -> None:
            if isinstance(answer, PhotoStarted) and answer.photo in ended:
                return
            job = (answer.photo.user_id, answer.photo.job_id)
            before = self.table.move_photo(self._change(answer))
            if before is None or before.generation != answer.photo.generation:
                return
            owners[job].add(position)
            touched[job] |= set() if isinstance(answer, PhotoStarted) else {answer.photo.number}

        failed = attempt_each(answers, record)
        jobs = list(touched)
        stuck = attempt_each(jobs, lambda _, job: self._note(job, frozenset(touched[job])))
        # The photos are recorded, but their job is not told: repeat exactly those answers.
        return failed.union(*(owners[jobs[position]] for position in stuck))

    def _change(self, answer: Response) -> PhotoChange:
        at = self.clock.now()
        match answer:
            case PhotoStarted():
                return PhotoChange(photo=answer.photo, state=PhotoState.PROCESSING, at=at)
            case PhotoRefused():
                return PhotoChange(
                    photo=answer.photo, state=PhotoState.FAILED, at=at, error=answer.error
                )
        errors = [result.error for result in answer.results if result.error]
        return PhotoChange(
            photo=answer.photo,
            state=PhotoState.FAILED if errors else PhotoState.DONE,
            at=at,
            error=errors[0] if errors else None,
            rendered=answer,
        )

    def _note(self, key: tuple[str, str], finished: frozenset[int]) -> None:
        job = self.table.note_progress(*key, finished)
        if job is None or not finished or not job.looks_complete:
            return
        counts = self.table.count_states(job.job_id)
        if sum(counts.get(state, 0) for state in TERMINAL) >= job.photo_count:
            self.table.complete(job, self.clock.now())
