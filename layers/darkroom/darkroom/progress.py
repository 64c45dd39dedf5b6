"""What a job has been told of its photos. Pure."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict

from darkroom.states import PhotoState


class Sighting(NamedTuple):
    """A state that a generation of a photo was seen in."""

    number: int
    generation: int
    state: PhotoState


# Photos are numbered from 0, and no job has as many as this.
_GENERATION: Final = 65_536


class Progress(BaseModel):
    """Marks of the photos of a job that were seen in each state; of the first one, only in a retry.

    A mark is a photo's number and its generation in one. Sets only grow, and adding to one twice
    changes nothing: however often and in whatever order answers are delivered, a photo is counted
    once, in the last state that its newest generation reached.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    awaiting_upload: frozenset[int] = frozenset()
    queued: frozenset[int] = frozenset()
    processing: frozenset[int] = frozenset()
    done: frozenset[int] = frozenset()
    failed: frozenset[int] = frozenset()
    cancelled: frozenset[int] = frozenset()
    expired: frozenset[int] = frozenset()

    @classmethod
    def of(cls, sightings: Iterable[Sighting]) -> "Progress":
        """The progress that sightings amount to."""
        marks: dict[str, set[int]] = {}
        for number, generation, state in sightings:
            mark = (generation - 1) * _GENERATION + number
            marks.setdefault(state.value, set()).add(mark)
        return cls.model_validate(marks)

    @property
    def ended(self) -> frozenset[int]:
        """Photos whose newest generation was seen in a terminal state."""
        newest = self._newest()
        return newest.done | newest.failed | newest.cancelled | newest.expired

    def counts(self, photo_count: int) -> dict[PhotoState, int]:
        """How many of a job's photos are in each state."""
        newest, ended = self._newest(), self.ended
        seen = {
            PhotoState.QUEUED: newest.queued - newest.processing - ended,
            PhotoState.PROCESSING: newest.processing - ended,
            PhotoState.DONE: newest.done,
            PhotoState.FAILED: newest.failed,
            PhotoState.CANCELLED: newest.cancelled,
            PhotoState.EXPIRED: newest.expired,
        }
        counts = {state: len(numbers) for state, numbers in seen.items()}
        return {PhotoState.AWAITING_UPLOAD: photo_count - sum(counts.values())} | counts

    def _newest(self) -> "Progress":
        """What was seen of each photo's newest generation, by its number alone."""
        seen: dict[str, frozenset[int]] = dict(self)
        marks = frozenset[int]().union(*seen.values())
        if max(marks, default=0) < _GENERATION:
            return self
        # In rising order, so that the newest generation of a number is the one that stays.
        newest = frozenset({mark % _GENERATION: mark for mark in sorted(marks)}.values())
        return Progress.model_validate(
            {
                state: frozenset(mark % _GENERATION for mark in reached & newest)
                for state, reached in seen.items()
            }
        )
