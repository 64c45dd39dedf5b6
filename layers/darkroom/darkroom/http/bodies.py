"""The bodies of answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field

from darkroom.jobs import (
    Job,
    JobState,
    OutputState,
    Photo,
    PhotoState,
    Problem,
)
from darkroom.ports import UploadForm
from darkroom.recipes import Lane, Output


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class UploadBody(_Answer):
    """A presigned POST: send `fields`, then the file as the last field, to `url`."""

    url: str
    fields: Mapping[str, str]
    expires_at: datetime

    @classmethod
    def of(cls, form: UploadForm) -> Self:
        """The body for a signed form."""
        return cls(url=form.url, fields=form.fields, expires_at=form.expires_at)


class OpenedPhoto(_Answer):
    """A photo of a new job; `upload` is there for the first 25 that await one."""

    photo_id: str
    name: str
    state: PhotoState
    upload: UploadBody | None = None

    @classmethod
    def of(cls, photo: Photo, form: UploadForm | None) -> Self:
        """The body for a photo and its form."""
        upload = UploadBody.of(form) if form else None
        return cls(photo_id=photo.photo_id, name=photo.name, state=photo.state, upload=upload)


class OpenedJobBody(_Answer):
    """A job as it was opened."""

    job_id: str
    state: JobState
    expires_at: datetime
    photos: tuple[OpenedPhoto, ...]


class SignedUpload(_Answer):
    """A fresh upload form."""

    photo_id: str
    upload: UploadBody


class SignedUploads(_Answer):
    """Fresh upload forms."""

    photos: tuple[SignedUpload, ...]


class Counts(_Answer):
    """How many photos of a job are in each state."""

    total: int
    awaiting_upload: int = 0
    queued: int = 0
    processing: int = 0
    done: int = 0
    failed: int = 0
    cancelled: int = 0
    expired: int = 0


class JobBody(_Answer):
    """Where a job stands."""

    job_id: str
    state: JobState
    counts: Counts
    outputs: tuple[Output, ...]
    created_at: datetime
    completed_at: datetime | None
    expires_at: datetime

    @classmethod
    def of(cls, job: Job) -> Self:
        """The body for a job."""
        counts = {state.value: count for state, count in job.counts.items()}
        return cls(
            job_id=job.job_id,
            state=job.state,
            counts=Counts(total=job.photo_count, **counts),
            outputs=job.outputs,
            created_at=job.created_at,
            completed_at=job.completed_at,
            expires_at=job.expires_at,
        )


class OutputBody(_Answer):
    """Where one output of a photo stands; sizes are in pixels and bytes.

    `found` counts what its operations looked for and found: `faces`, red `eyes`, `smiles`.
    """

    name: str
    state: OutputState
    width: int | None = None
    height: int | None = None
    bytes: int | None = None
    content_type: str | None = None
    error: Problem | None = None
    found: Mapping[str, int] = {}
    warnings: tuple[str, ...] = ()
    url: str | None = None

    @classmethod
    def of(cls, photo: Photo, wanted: Output, url: str) -> Self:
        """The body for an output of a photo, which can be downloaded at `url` once it is there."""
        result = next((each for each in photo.results if each.name == wanted.name), None)
        if result is None:
            return cls(name=wanted.name, state=_state(photo, wanted), error=photo.error)
        is_there = result.state is OutputState.DONE
        return cls(url=url if is_there else None, **result.model_dump(exclude={"key"}))


# README.md has the same table.
_WARNINGS: Final = {
    "only_first_frame": "The photo is animated; outputs show its first frame.",
    "color_profile_ignored": "The photo's color profile cannot be used; colors are read as sRGB.",
    "dynamic_range_reduced": "The photo is HDR; outputs show it in the range of ordinary screens.",
    "missing_glyphs": "No font has some letters of a text; they are drawn as boxes.",
    "no_face_found": "There is no face to be seen that looks this way; nothing was changed.",
    "no_red_eye_found": "No eye is red enough to be corrected; the eyes are as they were.",
    "no_teeth_visible": "No smile shows its teeth clearly; they are as they were.",
}
WARNINGS_LIST: Final = "What the outputs do not show as it was.\n\n" + "\n".join(
    f"- `{code}`: {sentence}" for code, sentence in _WARNINGS.items()
)


class PhotoBody(_Answer):
    """Where one photo stands."""

    photo_id: str
    job_id: str
    name: str
    state: PhotoState
    width: int | None
    height: int | None
    bytes: int | None
    outputs: tuple[OutputBody, ...]
    warnings: Annotated[tuple[str, ...], Field(description=WARNINGS_LIST)]
    error: Problem | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, job: Job, photo: Photo) -> Self:
        """The body for a photo of a job."""
        path = f"/v1/jobs/{photo.job_id}/photos/{photo.photo_id}/outputs"
        return cls(
            outputs=tuple(OutputBody.of(photo, out, f"{path}/{out.name}") for out in job.outputs),
            **photo.model_dump(include=set(cls.model_fields) - {"outputs"}),
        )


def _state(photo: Photo, wanted: Output) -> OutputState:
    """Where an output stands of which its lane has not told yet."""
    if photo.error:
        # A photo that ended without this output ended badly for it as well.
        return OutputState.FAILED
    return OutputState.PROCESSING if wanted.lane in photo.started else OutputState.PENDING


class JobList(_Answer):
    """A page of jobs; pass `cursor` on for the next, null at the end."""

    items: tuple[JobBody, ...]
    cursor: str | None


class PhotoList(_Answer):
    """A page of photos; pass `cursor` on for the next, null at the end."""

    items: tuple[PhotoBody, ...]
    cursor: str | None


class OperationBody(_Answer):
    """An operation of the catalogue; `parameters` is their JSON Schema."""

    name: str
    lane: Lane
    summary: str
    parameters: Mapping[str, Any]
    example: Mapping[str, Any]


class Catalogue(_Answer):
    """All operations."""

    items: tuple[OperationBody, ...]
    cursor: None = None


class Health(_Answer):
    """The service answers."""

    status: str = "ok"


class ClientConfiguration(_Answer):
    """Where a client finds the API and signs in."""

    api: str
    region: str
    user_pool_client_id: str
    sign_in_endpoint: str


class ProblemBody(_Answer):
    """What went wrong (RFC 9457); `code` is stable, `detail` says what to do."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    errors: tuple[Mapping[str, str], ...] = ()
