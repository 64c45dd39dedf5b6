"""Moves photo rows forwards as the workers answer, and completes jobs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from darkroom.clock import Clock
from darkroom.jobs import TERMINAL, PhotoState, Progress, Sighting
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
        sightings: dict[tuple[str, str], dict[int, Sighting]] = defaultdict(dict)
        ended = {answer.photo for answer in answers if not isinstance(answer, PhotoStarted)}

        def record(position: int, answer: Response) -> None:
            if isinstance(answer, PhotoStarted) and answer.photo in ended:
                return
            change = self._change(answer)
            before = self.table.move_photo(change)
            if before is None or before.generation != answer.photo.generation:
                return
            # Where it already was beyond this, the job may not have been told of that yet.
            state = change.state if change.may_follow(before) else before.state
            job = (answer.photo.user_id, answer.photo.job_id)
            sightings[job][position] = (answer.photo.number, state)

        failed = attempt_each(answers, record)
        jobs = list(sightings)
        stuck = attempt_each(jobs, lambda _, job: self._note(job, sightings[job].values()))
        # The photos are recorded, but their job is not told: repeat exactly those answers.
        return failed.union(*(sightings[jobs[position]] for position in stuck))

    def _change(self, answer: Response) -> PhotoChange:
        at = self.clock.now()
        match answer:
            case PhotoStarted():
                return PhotoChange(photo=answer.photo, state=PhotoState.PROCESSING, at=at)
            case PhotoRefused():
                return PhotoChange(
                    photo=answer.photo,
                    state=PhotoState.FAILED,
                    at=at,
                    source=answer.source,
                    error=answer.error,
                )
        errors = [result.error for result in answer.results if result.error]
        return PhotoChange(
            photo=answer.photo,
            state=PhotoState.FAILED if errors else PhotoState.DONE,
            at=at,
            error=errors[0] if errors else None,
            rendered=answer,
        )

    def _note(self, key: tuple[str, str], sightings: Iterable[Sighting]) -> None:
        seen = Progress.of(sightings)
        job = self.table.note_progress(*key, seen)
        if job is None or not seen.ended or not job.looks_complete:
            return
        counts = self.table.count_states(job.job_id)
        if sum(counts.get(state, 0) for state in TERMINAL) >= job.photo_count:
            self.table.complete(job, self.clock.now())
