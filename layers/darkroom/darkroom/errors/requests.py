"""Why a client's request is not met, and what to send instead."""

from typing import ClassVar

from darkroom.errors.tree import PermanentError


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


class LibraryBehindError(ConflictError):
    """Too many operations wait; retry or skip the one that is halted, or send this again later."""

    code = "library_behind"


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
