"""Why an operation cannot be applied. It is skipped with its reason, and the next one goes on."""

from darkroom.errors import PermanentError
from darkroom.jobs import Problem


class RejectedOperationError(PermanentError):
    """The library has changed meanwhile; look at it and send another operation."""

    code = "rejected"

    @property
    def problem(self) -> Problem:
        """The reason as it is kept and shown."""
        return Problem(code=self.code, message=self.message)


class NoSuchPhotoError(RejectedOperationError):
    """There is no such photo in the library; it may have been deleted, so list the photos again."""

    code = "no_such_photo"

    @classmethod
    def named(cls, photo_id: str) -> "NoSuchPhotoError":
        """The error where several photos were named."""
        return cls(
            f"There is no photo {photo_id} in the library; it may have been deleted, so list the"
            " photos again."
        )


class NoSuchOriginalError(RejectedOperationError):
    """The job has no finished photo of this id; wait until it is done, or check both ids."""

    code = "no_such_original"


class TooManyEditsError(RejectedOperationError):
    """The photo would have too many operations; undo or revert some first."""

    code = "too_many_edits"


class EditsTooLongError(RejectedOperationError):
    """The photo's operations are too long together; shorten their texts, or revert some first."""

    code = "edits_too_long"


class HistoryFullError(RejectedOperationError):
    """The photo's history is full; undo some of it before you go on."""

    code = "history_full"


class NothingToUndoError(RejectedOperationError):
    """Nothing was done to this photo before; there is nothing to undo, so edit it first."""

    code = "nothing_to_undo"


class NothingToRedoError(RejectedOperationError):
    """Nothing was undone since the photo's last change; there is nothing to redo, so undo first."""

    code = "nothing_to_redo"


class NothingToRevertError(RejectedOperationError):
    """The photo is as it was uploaded; there is nothing to revert, so edit it first."""

    code = "nothing_to_revert"


class NoSuchAlbumError(RejectedOperationError):
    """There is no such album; it may have been deleted, so list the albums again."""

    code = "no_such_album"


class AlbumExistsError(RejectedOperationError):
    """There is an album of this id already; choose another, or leave `album_id` out."""

    code = "album_exists"


class TooManyAlbumsError(RejectedOperationError):
    """There are as many albums as there can be; delete one first."""

    code = "too_many_albums"


class AlbumFullError(RejectedOperationError):
    """The album would have too many photos; remove some first, or start another album."""

    code = "album_full"


class PhotoInTooManyAlbumsError(RejectedOperationError):
    """The photo is in as many albums as it can be; remove it from one first."""

    code = "photo_in_too_many_albums"


class OrderMismatchError(RejectedOperationError):
    """These are not the album's photos; read the album again and name each of its photos once."""

    code = "order_mismatch"


class NotInAlbumError(RejectedOperationError):
    """The photo is not in the album; add it first, or choose one that is."""

    code = "not_in_album"
