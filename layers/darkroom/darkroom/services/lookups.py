"""Finding what a user may see; anything else is not there, like what never was."""

from darkroom.errors import NotFoundError, OutputFailedError, OutputNotReadyError
from darkroom.jobs import Job, OutputState, Photo
from darkroom.ports import JobTable


def job_of(table: JobTable, user_id: str, job_id: str) -> Job:
    """A user's job.

    Raises:
        NotFoundError: The user has no such job.
    """
    job = table.job(user_id, job_id)
    if job is None:
        raise NotFoundError
    return job


def photo_of(table: JobTable, job_id: str, photo_id: str) -> Photo:
    """One photo of a job that is the user's own.

    Raises:
        NotFoundError: The job has no such photo.
    """
    photo = table.photo(job_id, photo_id)
    if photo is None:
        raise NotFoundError
    return photo


def download_of(photo: Photo, output: str) -> str:
    """The key of a finished output that was asked of a photo.

    Raises:
        OutputNotReadyError: It is not made yet.
        OutputFailedError: It could not be made.
    """
    result = next((result for result in photo.results if result.name == output), None)
    if result is None or result.key is None or result.state is not OutputState.DONE:
        error = result.error if result and result.error else photo.error
        raise OutputFailedError(error.message) if error else OutputNotReadyError
    return result.key
