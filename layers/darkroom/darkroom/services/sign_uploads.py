"""Signs upload forms in small lots, when they are asked for: a form signed early expires early."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from darkroom.errors import ConflictError, NotFoundError
from darkroom.jobs import ENDED_BADLY, Photo, PhotoState
from darkroom.keys import upload_key
from darkroom.ports import JobTable, UploadForm, UploadStore
from darkroom.services.lookups import job_of

LOT: Final = 25


class AlreadyUploadedError(ConflictError):
    """This photo has been uploaded already; open a new job to send another."""

    code = "already_uploaded"


class PhotoEndedError(ConflictError):
    """This photo has ended without an upload; retry the job first."""

    code = "photo_ended"

    @classmethod
    def for_good(cls, path: str) -> Self:
        """The error for one that may not begin again."""
        return cls("This photo was tried as often as may be; open a new job to send it.", path=path)


@dataclass(frozen=True, kw_only=True)
class SignUploads:
    """Signs upload forms for photos that await their upload."""

    table: JobTable
    uploads: UploadStore
    max_bytes: int

    def first_lot(self, photos: Iterable[Photo]) -> dict[str, UploadForm]:
        """Forms for the first photos that await their upload, by photo id."""
        waiting = [photo for photo in photos if photo.state is PhotoState.AWAITING_UPLOAD]
        return {photo.photo_id: self._sign(photo) for photo in waiting[:LOT]}

    def __call__(
        self, user_id: str, job_id: str, photo_ids: Sequence[str]
    ) -> dict[str, UploadForm]:
        """Fresh forms, by photo id; `path` of an error says which of the ids is at fault.

        Raises:
            NotFoundError: The user has no such job, or the job has no such photo.
            AlreadyUploadedError: One of the photos is here already.
            PhotoEndedError: One of them ended, but begins again by waiting for an upload.
        """
        job_of(self.table, user_id, job_id)
        waiting = [
            self._waiting(job_id, photo_id, f"photo_ids[{place}]")
            for place, photo_id in enumerate(photo_ids)
        ]
        return {photo.photo_id: self._sign(photo) for photo in waiting}

    def _waiting(self, job_id: str, photo_id: str, path: str) -> Photo:
        photo = self.table.photo(job_id, photo_id)
        if photo is None:
            raise NotFoundError("There is no such photo in this job; check its id.", path=path)
        if photo.state is PhotoState.AWAITING_UPLOAD:
            return photo
        if photo.state not in ENDED_BADLY or photo.lasting_source:
            raise AlreadyUploadedError(path=path)
        raise (
            PhotoEndedError(path=path) if photo.may_begin_again else PhotoEndedError.for_good(path)
        )

    def _sign(self, photo: Photo) -> UploadForm:
        # Twice the limit, so that a file somewhat too large reaches us and its photo can say so;
        # S3 itself refuses what is larger still.
        return self.uploads.sign_upload(
            upload_key(photo.user_id, photo.job_id, photo.photo_id),
            photo.content_type,
            2 * self.max_bytes,
        )
