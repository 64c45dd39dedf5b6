"""One tree of errors, split by what has to happen next.

A class's docstring is its default message, so that an error always says what to do;
`code` is the stable, machine-readable name that clients see.
"""

from inspect import cleandoc
from typing import ClassVar, Final

SEND_INSTEAD = "send a JPEG, PNG, WebP, HEIC, AVIF, TIFF or GIF file"
"""What we read, for the sentences that say so."""


class DarkroomError(Exception):
    """Something went wrong inside Darkroom; try again."""

    code: ClassVar[str] = "internal_error"

    def __init__(self, message: str | None = None) -> None:
        self.message = message or cleandoc(type(self).__doc__ or "").partition("\n\n")[0]
        super().__init__(self.message)


class PermanentError(DarkroomError):
    """Trying again will not help: answer it and acknowledge it."""

    code = "permanent_error"


class TransientError(DarkroomError):
    """Trying again later may help: leave it on its queue."""

    code = "transient_error"


class StoppedError(TransientError):
    """The worker was asked to stop, or has no time left; another one will go on."""

    code = "worker_stopped"


class ChildKilledError(TransientError):
    """The process that read the photo was killed, not for anything it did; try again."""

    code = "child_killed"


class PhotoError(PermanentError):
    """This photo cannot be processed; send another file."""

    code = "photo_error"


class EmptyUploadError(PhotoError):
    """The file is empty; upload the photo again."""

    code = "empty_upload"


class NotAPhotoError(PhotoError):
    """This file is not a photo."""

    code = "not_a_photo"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or f"This file is not a photo; {SEND_INSTEAD}.")


class UnsupportedFormatError(PhotoError):
    """This kind of image is not supported."""

    code = "unsupported_format"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or f"This kind of image is not supported; {SEND_INSTEAD}.")

    @classmethod
    def named(cls, kind: str) -> "UnsupportedFormatError":
        """The error for a file of another kind, which is called by its name: "a JPEG XL"."""
        return cls(f"This is {kind} file, which is not supported; {SEND_INSTEAD}.")

    @classmethod
    def unusual_tiff(cls) -> "UnsupportedFormatError":
        """The error for a TIFF file with other pixels than those of a photo."""
        return cls("This TIFF file keeps its pixels in an unusual way; save it as a JPEG instead.")


class TooManyBytesError(PhotoError):
    """The file is too large; send a smaller one."""

    code = "too_many_bytes"

    @classmethod
    def over(cls, max_bytes: int) -> "TooManyBytesError":
        """The error for a file of more than `max_bytes`."""
        return cls(f"The file is larger than {max_bytes / 1_048_576:g} MB; send a smaller one.")


class TooManyPixelsError(PhotoError):
    """The photo has too many pixels; send a smaller one."""

    code = "too_many_pixels"


class CorruptPhotoError(PhotoError):
    """The photo is damaged and cannot be read; export it again and upload the new file."""

    code = "corrupt_photo"


class TruncatedPhotoError(CorruptPhotoError):
    """The end of the photo is missing; the file was cut off, so upload it again."""

    code = "truncated_photo"


class DecodingTooSlowError(PhotoError):
    """Reading the photo took too long; save it as an ordinary JPEG and upload that."""

    code = "decoding_took_too_long"


class DecodingTooLargeError(PhotoError):
    """Reading the photo took too much memory; send a smaller one."""

    code = "decoding_took_too_much_memory"


class DecoderCrashedError(PhotoError):
    """Reading the photo broke the reader; export it again and upload the new file."""

    code = "decoder_crashed"


class RenderingTooSlowError(PhotoError):
    """Making the outputs took too long; ask for fewer or smaller ones, or in another format."""

    code = "rendering_took_too_long"


class RenderingCrashedError(PhotoError):
    """Making the outputs broke the renderer; ask for fewer pixels, or for JPEG."""

    code = "rendering_crashed"


class CropOutsideError(PhotoError):
    """The crop lies outside the photo; choose an area that is inside it."""

    code = "crop_outside_photo"


class EyeOutsideError(PhotoError):
    """An eye lies outside the photo; give places that are inside it."""

    code = "eye_outside_photo"


class CaptionTooLongError(PhotoError):
    """The caption does not fit the photo at this size; shorten it or choose a smaller size."""

    code = "caption_too_long"


class OutputTooLargeError(PhotoError):
    """The result would be too large; ask for fewer pixels."""

    code = "output_too_large"


class ObjectMissingError(PhotoError):
    """The upload is no longer there; upload the photo again."""

    code = "upload_missing"


SPENT_UPLOAD: Final = frozenset(
    error.code
    for error in (
        ObjectMissingError,
        EmptyUploadError,
        NotAPhotoError,
        UnsupportedFormatError,
        TooManyBytesError,
        TooManyPixelsError,
        CorruptPhotoError,
        TruncatedPhotoError,
    )
)
"""The codes that speak of the file itself: only another one can end better."""


class RequestError(PermanentError):
    """A client's request cannot be met; `status` is its HTTP status, `path` the field at fault."""

    code = "bad_request"
    status: ClassVar[int] = 400

    def __init__(self, message: str | None = None, *, path: str | None = None) -> None:
        super().__init__(message)
        self.path = path


class UnauthorizedError(RequestError):
    """Sign in, and send the access token as `Authorization: Bearer <token>`."""

    code = "unauthorized"
    status = 401


class WrongTokenUseError(UnauthorizedError):
    """This is an ID token; send the access token that came with it."""

    code = "access_token_required"


class NotFoundError(RequestError):
    """There is no such thing, or it is not yours; check the address."""

    code = "not_found"
    status = 404


class ConflictError(RequestError):
    """The thing has changed meanwhile; read it again and repeat the request."""

    code = "conflict"
    status = 409


class JobChangedError(ConflictError):
    """The job changed at the same moment; read it again and repeat the request."""

    code = "job_changed"


class JobDeletedError(ConflictError):
    """The job that this Idempotency-Key opened was deleted; use a new key for a new job."""

    code = "job_deleted"


class JobEndedError(ConflictError):
    """The job has ended and takes no more photos; open a new one."""

    code = "job_ended"


class KeyAlreadyUsedError(ConflictError):
    """This Idempotency-Key belongs to another request; use a new key for a new request."""

    code = "idempotency_key_reused"


class NotHaltedError(ConflictError):
    """The library is not halted at this operation; look where it is, if it is."""

    code = "not_halted"


class OutputFailedError(ConflictError):
    """This output could not be made; its `error` says why."""

    code = "output_failed"


class OutputNotReadyError(ConflictError):
    """This output is not ready; wait until its state is `done`."""

    code = "output_not_ready"


class InvalidRequestError(RequestError):
    """The request has mistakes; mend the fields that `errors` names."""

    code = "invalid_request"
    status = 422


class UnknownCursorError(InvalidRequestError):
    """This cursor is unknown; use the one that the last page answered, unchanged."""

    def __init__(self) -> None:
        super().__init__(path="cursor")


class TooManyPhotosError(InvalidRequestError):
    """There are too many photos in the job; open another job for the rest."""

    code = "too_many_photos"


class TooLargeError(RequestError):
    """The request is too large; upload the photos one by one with presigned POSTs."""

    code = "request_too_large"
    status = 413
