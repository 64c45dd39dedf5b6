"""Finished photos of jobs, as libraries take them in."""

from darkroom.ids import is_library_job
from darkroom.jobs import PhotoState
from darkroom.library.photos import Original
from darkroom.ports import JobTable


def original_of(jobs: JobTable, user_id: str, job_id: str, photo_id: str) -> Original | None:
    """A photo of a user's job, if all that was wanted of it is done."""
    # What libraries have rendered is in one already.
    photo = None if is_library_job(job_id) else jobs.photo(job_id, photo_id)
    if photo is None or photo.user_id != user_id or photo.state is not PhotoState.DONE:
        return None
    if photo.source is None:
        return None
    return Original(
        name=photo.name,
        source=photo.source,
        content_type=photo.content_type,
        bytes=photo.bytes,
        width=photo.width,
        height=photo.height,
    )
