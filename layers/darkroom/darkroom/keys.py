"""Where objects lie in the two buckets. Keys hold ids only, never anything a user typed."""

import re
from dataclasses import dataclass

from darkroom.ids import JOB_ID, PHOTO_ID, USER_ID, is_library_job
from darkroom.jobs import PhotoAddress

# S3 announces objects under this prefix to the uploads queue; inline uploads need no announcement.
_ANNOUNCED = "uploads"
_INLINE = "inline"
# What libraries keep, in either bucket, stays until somebody deletes it.
_LIBRARY = "library"
_RESULTS = "results"

_UPLOAD_KEY = re.compile(
    f"uploads/(?P<user_id>{USER_ID})/(?P<job_id>{JOB_ID})/(?P<photo_id>{PHOTO_ID})"
)
_EXTENSION = re.compile("[a-z0-9]{1,10}")


@dataclass(frozen=True, kw_only=True)
class UploadKey:
    """Whose photo an announced upload is."""

    user_id: str
    job_id: str
    photo_id: str


def upload_key(user_id: str, job_id: str, photo_id: str) -> str:
    """The key that a presigned upload writes to."""
    return f"{_ANNOUNCED}/{user_id}/{job_id}/{photo_id}"


def inline_key(user_id: str, job_id: str, photo_id: str) -> str:
    """The key of a photo that came in the body of a request."""
    return f"{_INLINE}/{user_id}/{job_id}/{photo_id}"


def library_key(user_id: str, job_id: str, photo_id: str) -> str:
    """The key of the original of a library's photo, a copy of what was uploaded."""
    return f"{_LIBRARY}/{user_id}/{job_id}/{photo_id}"


def parse_upload_key(key: str) -> UploadKey | None:
    """Read an announced key; None if it is not one of ours."""
    match = _UPLOAD_KEY.fullmatch(key)
    return UploadKey(**match.groupdict()) if match else None


def is_upload_key(key: str, photo: PhotoAddress) -> bool:
    """Whether this photo's original may lie there."""
    whose = (photo.user_id, photo.job_id, photo.photo_id)
    if is_library_job(photo.job_id):
        return key == library_key(*whose)
    return key in {upload_key(*whose), inline_key(*whose)}


def is_result_key(key: str, photo: PhotoAddress, output: str) -> bool:
    """Whether this photo's output may lie there, whatever format it has."""
    _, _, extension = key.rpartition(".")
    is_extension = _EXTENSION.fullmatch(extension) is not None
    return is_extension and key == result_key(photo, output, extension)


def result_key(photo: PhotoAddress, output: str, extension: str) -> str:
    """The key of an output: the same work twice writes the same object twice."""
    prefix = result_prefix(photo.user_id, photo.job_id)
    return f"{prefix}{photo.photo_id}/{photo.generation}/{output}.{extension}"


def upload_prefixes(user_id: str, job_id: str) -> tuple[str, ...]:
    """Every prefix under which a job's originals can lie."""
    places = (_LIBRARY,) if is_library_job(job_id) else (_ANNOUNCED, _INLINE)
    return tuple(f"{place}/{user_id}/{job_id}/" for place in places)


def result_prefix(user_id: str, job_id: str) -> str:
    """The prefix under which all of a job's outputs lie."""
    place = _LIBRARY if is_library_job(job_id) else _RESULTS
    return f"{place}/{user_id}/{job_id}/"
