"""Answers where a job and its photos stand, at once or when that changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from darkroom.clock import Clock
from darkroom.errors import NotFoundError
from darkroom.file_names import result_file_name
from darkroom.jobs import TERMINAL, Job, JobState, Photo
from darkroom.ports import JobTable, Page, ResultStore
from darkroom.services.lookups import download_of, job_of, photo_of

_T = TypeVar("_T")

_LOOK_AGAIN_SECONDS = 0.25
_GATHERING = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class ReadJobs:
    """Reads what one user may see; anything else is NotFoundError, like what never was."""

    table: JobTable
    results: ResultStore
    clock: Clock

    def job(self, user_id: str, job_id: str) -> Job:
        """A job."""
        return job_of(self.table, user_id, job_id)

    def job_after(self, seen: Job, *, wait: timedelta) -> Job:
        """The job once a photo of it has moved since, or after `wait`, or if it has ended.

        While photos move all the time, their moves are gathered for up to a second: whoever
        follows a job of hundreds is told of many at once. Its end is told at once.
        """
        settled_at = self.clock.now() + min(wait, _GATHERING)

        def is_news(now: Job) -> bool:
            if now.state is not JobState.OPEN:
                return True
            return now.revision != seen.revision and self.clock.now() >= settled_at

        return self._look_until(is_news, lambda: self.job(seen.user_id, seen.job_id), wait)

    def jobs(self, user_id: str, *, limit: int, cursor: str | None) -> Page[Job]:
        """A user's jobs, newest first."""
        return self.table.jobs(user_id, limit=limit, cursor=cursor)

    def photos(
        self, user_id: str, job_id: str, *, limit: int, cursor: str | None
    ) -> tuple[Job, Page[Photo]]:
        """A job's photos, in the order in which they were named."""
        job = self.job(user_id, job_id)
        return job, self.table.photos(job_id, limit=limit, cursor=cursor)

    def photo(self, user_id: str, job_id: str, photo_id: str) -> tuple[Job, Photo]:
        """One photo."""
        return self.job(user_id, job_id), photo_of(self.table, job_id, photo_id)

    def photo_after(self, seen: Photo, *, wait: timedelta) -> Photo:
        """The photo once it has moved since, or after `wait`, or if it has ended."""

        def is_news(now: Photo) -> bool:
            return now.state in TERMINAL or now != seen

        return self._look_until(
            is_news, lambda: photo_of(self.table, seen.job_id, seen.photo_id), wait
        )

    def output_url(self, user_id: str, job_id: str, photo_id: str, output: str) -> str:
        """A short-lived URL that downloads one output under the photo's own name.

        Raises:
            NotFoundError: There is no such output.
            OutputNotReadyError: It is not made yet.
            OutputFailedError: It could not be made.
        """
        job, photo = self.photo(user_id, job_id, photo_id)
        if output not in {wanted.name for wanted in job.outputs}:
            raise NotFoundError
        key = download_of(photo, output)
        name = result_file_name(photo.name, output, key.rpartition(".")[2])
        return self.results.sign_download(key, name)

    def _look_until(
        self, is_news: Callable[[_T], bool], look: Callable[[], _T], wait: timedelta
    ) -> _T:
        deadline = self.clock.now() + wait
        seen = look()
        while not is_news(seen) and self.clock.now() < deadline:
            self.clock.sleep(_LOOK_AGAIN_SECONDS)
            seen = look()
        return seen
