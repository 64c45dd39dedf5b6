"""Where objects lie in the two buckets. Keys hold ids only, never anything a user typed."""

import re
from dataclasses import dataclass

from darkroom.jobs import PhotoAddress

# S3 announces objects under this prefix to the uploads queue; inline uploads need no announcement.
_ANNOUNCED = "uploads"
_INLINE = "inline"

_UPLOAD_KEY = re.compile(r"uploads/(?P<user_id>[\w-]+)/(?P<job_id>\w+)/(?P<photo_id>\w+)", re.ASCII)


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


def parse_upload_key(key: str) -> UploadKey | None:
    """Read an announced key; None if it is not one of ours."""
    match = _UPLOAD_KEY.fullmatch(key)
    return UploadKey(**match.groupdict()) if match else None


def result_key(photo: PhotoAddress, output: str, extension: str) -> str:
    """The key of an output: the same work twice writes the same object twice."""
    address = f"{photo.user_id}/{photo.job_id}/{photo.photo_id}/{photo.generation}"
    return f"results/{address}/{output}.{extension}"


def upload_prefixes(user_id: str, job_id: str) -> tuple[str, ...]:
    """Every prefix under which a job's originals can lie."""
    return tuple(f"{prefix}/{user_id}/{job_id}/" for prefix in (_ANNOUNCED, _INLINE))


def result_prefix(user_id: str, job_id: str) -> str:
    """The prefix under which all of a job's outputs lie."""
    return f"results/{user_id}/{job_id}/"
