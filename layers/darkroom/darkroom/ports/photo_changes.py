"""What may be written to a photo's row."""

from dataclasses import dataclass
from datetime import datetime

from darkroom.jobs import Photo, PhotoAddress, PhotoState, Problem, Source
from darkroom.messages import PhotoRendered
from darkroom.recipes import Lane


@dataclass(frozen=True, kw_only=True)
class PhotoChange:
    """A photo's next state, and what is known about it by then; None leaves a value alone.

    Only of `due_at` it says that nobody has to look at the photo any more. A `source` is pinned by
    the first change that names one; one that names another is ignored. A change by a `lane` is made
    once, whatever else that lane may say; `rendered` holds its results beside those of the lanes
    that had `answered`, and is ignored once another has. One made `while_due_at` is ignored if the
    photo is due at another time: somebody has moved it since it was read.
    """

    photo: PhotoAddress
    state: PhotoState
    at: datetime
    due_at: datetime | None = None
    while_due_at: datetime | None = None
    lane: Lane | None = None
    answered: frozenset[Lane] = frozenset()
    source: Source | None = None
    bytes: int | None = None
    error: Problem | None = None
    rendered: PhotoRendered | None = None

    def may_follow(self, photo: Photo) -> bool:
        """Whether this moves a photo forwards."""
        is_same_upload = self.source is None or photo.source in {None, self.source}
        is_same_photo = (photo.user_id, photo.number) == (self.photo.user_id, self.photo.number)
        is_same_generation = photo.generation == self.photo.generation
        is_untouched = self.while_due_at in {None, photo.due_at}
        may_follow = is_same_upload and self._is_news(photo) and photo.may_become(self.state)
        return is_same_photo and is_same_generation and is_untouched and may_follow

    @property
    def is_start(self) -> bool:
        """Whether it says no more than that work has begun."""
        return self.state is PhotoState.PROCESSING and self.rendered is None

    def _is_news(self, photo: Photo) -> bool:
        if self.rendered and photo.answered != self.answered:
            return False
        return self.lane not in (photo.started if self.is_start else photo.answered)
